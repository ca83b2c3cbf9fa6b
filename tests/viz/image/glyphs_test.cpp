#include "viz/image/glyphs.hpp"

#include "tests/catch.hpp"
#include "viz/image/png.hpp"

#include <cstdlib>
#include <set>
#include <string>

using hg::Colour;
using hg::draw_text;
using hg::Image;

static constexpr Colour white{255, 255, 255};

// The picture as lines of text, a dot drawn as #.
static std::string dots(const Image& image) {
  std::string out;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) out += image.at(x, y) == white ? '#' : '.';
    out += '\n';
  }
  return out;
}

static std::string drawn(const std::string& text) {
  Image image(static_cast<int>(text.size()) * hg::glyph_width, hg::glyph_height);
  draw_text(image, 0, 0, text, white);
  return dots(image);
}

TEST_CASE("letters look like letters") {
  CHECK(drawn("Ag") ==
        ".###........\n"
        "#...#.......\n"
        "#...#..####.\n"
        "#####.#...#.\n"
        "#...#.#...#.\n"
        "#...#.#...#.\n"
        "#...#..####.\n"
        "..........#.\n"
        ".......###..\n"
        "............\n");
}

TEST_CASE("every printable character differs from every other and keeps its gaps") {
  std::set<std::string> seen;
  for (char c = ' '; c <= '~'; ++c) {
    INFO(c);
    const std::string picture = drawn(std::string(1, c));
    CHECK(seen.insert(picture).second);
    CHECK((picture.find('#') == std::string::npos) == (c == ' '));
    for (std::size_t line = 0; line < hg::glyph_height; ++line) CHECK(picture[line * (hg::glyph_width + 1) + 5] == '.');
    CHECK(picture.substr(std::size_t{hg::glyph_width + 1} * (hg::glyph_height - 1)) == "......\n");
  }
}

TEST_CASE("other characters are boxes") {
  const std::string box = drawn("\x7f");
  CHECK(box.starts_with("#####.\n#...#.\n"));
  CHECK(drawn("\n") == box);
  CHECK(drawn("\xe9") == box);
}

TEST_CASE("scaled dots are squares, and what lies outside is left out") {
  Image small(12, 20), large(24, 40);
  draw_text(small, 0, 0, "x%", white);
  draw_text(large, 0, 0, "x%", white, 2);
  for (int y = 0; y < large.height; ++y)
    for (int x = 0; x < large.width; ++x) CHECK(large.at(x, y) == small.at(x / 2, y / 2));

  Image shifted(7, 5), whole(20, 20);
  draw_text(whole, 4, 4, "%&", white, 1);
  draw_text(shifted, -2, -1, "%&", white, 1);
  for (int y = 0; y < shifted.height; ++y)
    for (int x = 0; x < shifted.width; ++x) CHECK(shifted.at(x, y) == whole.at(x + 6, y + 5));

  Image untouched(4, 4);
  draw_text(untouched, 2147483000, -2147483000, "WWWWWWWWWWWWWWWWWWWWWWWW", white, 100);
  CHECK(untouched.rgb == Image(4, 4).rgb);
}

// For a look at them: HALOGRID_GLYPHS=all.png glyphs_test
TEST_CASE("all of them in a picture") {
  Image image(16 * hg::glyph_width * 3 + 8, 6 * hg::glyph_height * 3 + 8);
  for (int line = 0; line < 6; ++line) {
    std::string text;
    for (int i = 0; i < 16; ++i) text += static_cast<char>(32 + line * 16 + i);
    draw_text(image, 4, 4 + line * hg::glyph_height * 3, text, white, 3);
  }
  CHECK(dots(image).find('#') != std::string::npos);
  const char* file = std::getenv("HALOGRID_GLYPHS");
  if (file != nullptr && hg::png_available()) hg::write_png(file, image);
}
