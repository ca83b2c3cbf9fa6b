#pragma once
// A picture with its legend below: what is shown, the colours of its palette, and the values of the first and the last one.
#include "viz/image/image.hpp"

#include <string>

namespace hg {

class Palette;

struct ColourBar {
  std::string title;
  std::string low, high;  // the values
};

// As wide as the picture, or as the text needs. The size depends on the picture's size and the lengths of the texts alone.
Image with_colour_bar(const Image& picture, const Palette& palette, const ColourBar& bar);

// What it is drawn with beside the palette's colours.
inline constexpr Colour colour_bar_ground = {16, 20, 31}, colour_bar_text = {232, 232, 232};

}  // namespace hg
