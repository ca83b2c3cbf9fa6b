#include "viz/image/colour_bar.hpp"

#include "tests/catch.hpp"
#include "viz/image/palette.hpp"

using hg::Image;
using hg::with_colour_bar;

static Image plain(int width, int height) {
  Image out(width, height);
  for (auto& part : out.rgb) part = 77;
  return out;
}

TEST_CASE("the picture stays, and below it are the palette's colours from end to end") {
  const hg::Palette palette("viridis");
  const Image image = plain(200, 50), with = with_colour_bar(image, palette, {"heat  step 7", "0", "12.5"});
  REQUIRE(with.width == 200);
  REQUIRE(with.height > 80);
  for (int y = 0; y < 50; ++y)
    for (int x = 0; x < 200; ++x) REQUIRE(with.at(x, y) == image.at(x, y));
  int rows = 0, text = 0;
  for (int y = 50; y < with.height; ++y) {
    if (with.at(4, y) == palette.colour(0) && with.at(195, y) == palette.colour(1)) ++rows;
    for (int x = 0; x < with.width; ++x) text += with.at(x, y) == hg::colour_bar_text;
  }
  CHECK(rows == 8);
  CHECK(text > 100);
}

TEST_CASE("a narrow picture is widened to what its text needs") {
  const hg::Palette palette("gray");
  const Image with = with_colour_bar(plain(10, 5), palette, {"temperature  step 1000", "0", "1"});
  CHECK(with.width == 22 * 6 + 8);
  CHECK(with.at(with.width / 2, 2) == hg::Colour{77, 77, 77});
  CHECK(with.at(0, 2) == hg::colour_bar_ground);
  // Frames of a film: the same lengths, the same size.
  const Image other = with_colour_bar(plain(10, 5), palette, {"temperature  step   10", "0", "1"});
  CHECK(other.width == with.width);
  CHECK(other.height == with.height);
}
