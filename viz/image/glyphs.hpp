#pragma once
// Small text in pictures, the same to the pixel on every machine. ASCII 32 to 126; other characters are drawn as a box.
#include "viz/image/image.hpp"

#include <string>

namespace hg {

inline constexpr int glyph_width = 6,
                     glyph_height = 10;  // pixels of a character with the gap to the next one and to the next line

// x, y: top-left corner of the first character; what lies outside the image is left out. scale: pixels a side of a dot.
void draw_text(Image& image, int x, int y, const std::string& text, const Colour& colour, int scale = 1);

}  // namespace hg
