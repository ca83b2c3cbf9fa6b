#pragma once
// A picture of few colours as numbers of colours.
#include "viz/image/image.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hg {

struct IndexedImage {
  std::vector<Colour> colours;       // in the order of their first pixel; none where the picture has more than it may have
  std::vector<std::uint8_t> pixels;  // width * height numbers of colours
};

// most: colours, at most 256.
IndexedImage indexed(const Image& image, std::size_t most);

}  // namespace hg
