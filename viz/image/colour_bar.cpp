#include "viz/image/colour_bar.hpp"

#include "viz/image/glyphs.hpp"
#include "viz/image/palette.hpp"

#include <algorithm>

namespace hg {

static int text_width(const std::string& text, int scale) { return static_cast<int>(text.size()) * glyph_width * scale; }

Image with_colour_bar(const Image& picture, const Palette& palette, const ColourBar& bar) {
  static constexpr int pixels_per_scale = 400;
  const int scale = std::max(1, picture.width / pixels_per_scale), margin = 4 * scale;
  const int line = glyph_height * scale, strip = 8 * scale;
  const int text = std::max(text_width(bar.title, scale), text_width(bar.low + "  " + bar.high, scale));
  Image out(std::max(picture.width, text + 2 * margin), picture.height + 2 * line + strip + 3 * margin);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) out.set(x, y, colour_bar_ground);

  const int left = (out.width - picture.width) / 2;
  for (int y = 0; y < picture.height; ++y)
    for (int x = 0; x < picture.width; ++x) out.set(left + x, y, picture.at(x, y));

  int top = picture.height + margin;
  draw_text(out, margin, top, bar.title, colour_bar_text, scale);
  top += line + margin / 2;
  const int width = out.width - 2 * margin;
  for (int x = 0; x < width; ++x) {
    const Colour colour = palette.colour(static_cast<double>(x) / std::max(1, width - 1));
    for (int y = 0; y < strip; ++y) out.set(margin + x, top + y, colour);
  }
  top += strip + margin;
  draw_text(out, margin, top, bar.low, colour_bar_text, scale);
  // The last character ends with a gap.
  draw_text(out, out.width - margin - text_width(bar.high, scale) + scale, top, bar.high, colour_bar_text, scale);
  return out;
}

}  // namespace hg
