#include "viz/image/glyphs.hpp"

#include <algorithm>
#include <string_view>

namespace hg {

// Seven rows a character from the top, a base-32 digit (0-9, a-v) each: its five bits are the dots from left to right.
static constexpr std::string_view rows_of_glyphs =
    "0000000 4444404 aaa0000 aavavaa 4fke5u4 op248j3 ciiclid 4440000 2488842 8422248 04lel40 044v440 "
    "000cc48 000v000 00000cc 01248g0 ehjlphe 4c4444e eh1248v eh161he 26aiv22 vgu11he 68guhhe v112444 "
    "ehhehhe ehhf12c 00cc0cc cc0cc48 248g842 00v0v00 8421248 eh12404 ehnlmge ehhvhhh uhhuhhu ehggghe "
    "uhhhhhu vgguggv vgguggg ehgnhhf hhhvhhh e44444e 72222ic hikokih ggggggv hrllhhh hhpljhh ehhhhhe "
    "uhhuggg ehhhlid uhhukih fgge11u v444444 hhhhhhe hhhhha4 hhhllrh hha4ahh hha4444 v1248gv e88888e "
    "0g84210 e22222e 4ah0000 000000v 8420000 00e1fhf gguhhhu 00egghe 11fhhhf 00ehvge 698s888 fhhhf1e "
    "gguhhhh 40c444e 20622ic ggikoki c44444e 00qllll 00uhhhh 00ehhhe uhhhugg fhhhf11 00mpggg 00fge1u "
    "88s8896 00hhhhe 00hhha4 00hllla 00ha4ah hhhhf1e 00v248v 3448443 4444444 o44244o 009li00 ";
static constexpr std::string_view hanging = "gpqy,;";  // drawn two rows lower
static constexpr std::string_view box = "vhhhhhv";
static constexpr int dots_wide = 5, dots_high = 7;

static std::string_view glyph(char character) {
  constexpr std::size_t stride = dots_high + 1;  // a blank stands between two
  if (character < ' ' || character > '~') return box;
  return rows_of_glyphs.substr(static_cast<std::size_t>(character - ' ') * stride, dots_high);
}

static int bits(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

static void fill_square(Image& image, std::int64_t x, std::int64_t y, int side, const Colour& colour) {
  const std::int64_t x1 = std::min<std::int64_t>(x + side, image.width), y1 = std::min<std::int64_t>(y + side, image.height);
  for (std::int64_t row = std::max<std::int64_t>(y, 0); row < y1; ++row)
    for (std::int64_t column = std::max<std::int64_t>(x, 0); column < x1; ++column)
      image.set(static_cast<int>(column), static_cast<int>(row), colour);
}

void draw_text(Image& image, int x, int y, const std::string& text, const Colour& colour, int scale) {
  std::int64_t left = x;
  for (const char character : text) {
    const std::string_view rows = glyph(character);
    const int drop = hanging.find(character) == std::string_view::npos ? 0 : 2;
    for (int row = 0; row < dots_high; ++row)
      for (int column = 0; column < dots_wide; ++column)
        if (bits(rows[static_cast<std::size_t>(row)]) >> (dots_wide - 1 - column) & 1)
          fill_square(image, left + std::int64_t{column} * scale, y + std::int64_t{row + drop} * scale, scale, colour);
    left += std::int64_t{glyph_width} * scale;
  }
}

}  // namespace hg
