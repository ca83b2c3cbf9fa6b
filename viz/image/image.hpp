#pragma once
// A picture: rows of pixels from the top, three bytes (red, green, blue) each.
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hg {

using Colour = std::array<std::uint8_t, 3>;

struct Image {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  // width * height * 3

  Image() = default;
  Image(int w, int h) : width(w), height(h), rgb(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) * 3) {}

  std::size_t offset(int x, int y) const {
    return (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)) * 3;
  }
  Colour at(int x, int y) const {
    const std::size_t i = offset(x, y);
    return {rgb[i], rgb[i + 1], rgb[i + 2]};
  }
  void set(int x, int y, const Colour& colour) {
    const std::size_t i = offset(x, y);
    for (std::size_t c = 0; c < 3; ++c) rgb[i + c] = colour[c];
  }
};

// The first `rows` rows in the other order.
void turn_over(Image& image, int rows);

}  // namespace hg
