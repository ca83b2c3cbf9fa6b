#include "viz/image/indexed_image.hpp"

#include <algorithm>
#include <utility>

namespace hg {

IndexedImage indexed(const Image& image, std::size_t most) {
  IndexedImage out;
  out.pixels.reserve(image.rgb.size() / 3);
  std::vector<std::pair<Colour, std::uint8_t> > known;  // sorted by colour
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
    const Colour colour{image.rgb[i], image.rgb[i + 1], image.rgb[i + 2]};
    // Neighbours often have the same colour.
    if (!out.pixels.empty() && colour == out.colours[out.pixels.back()]) {
      out.pixels.push_back(out.pixels.back());
      continue;
    }
    auto found =
        std::lower_bound(known.begin(), known.end(), colour, [](const auto& entry, const Colour& c) { return entry.first < c; });
    if (found == known.end() || found->first != colour) {
      if (known.size() == most) return {};
      found = known.insert(found, {colour, static_cast<std::uint8_t>(out.colours.size())});
      out.colours.push_back(colour);
    }
    out.pixels.push_back(found->second);
  }
  return out;
}

}  // namespace hg
