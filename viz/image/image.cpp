#include "viz/image/image.hpp"

#include <algorithm>

namespace hg {

void turn_over(Image& image, int rows) {
  const auto width = static_cast<std::ptrdiff_t>(image.width) * 3;
  for (int y = 0; y < rows / 2; ++y) {
    const auto above = image.rgb.begin() + y * width, below = image.rgb.begin() + (rows - 1 - y) * width;
    std::swap_ranges(above, above + width, below);
  }
}

}  // namespace hg
