#include "viz/image/palette.hpp"

#include "tests/catch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

using hg::Colour;
using hg::Palette;

static double brightness(const Colour& c) { return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]; }

TEST_CASE("ends and middle of the known palettes") {
  CHECK(Palette("gray").colour(0.5) == Colour{128, 128, 128});
  CHECK(Palette("viridis").colour(0) == Colour{68, 1, 84});
  CHECK(Palette("viridis").colour(1) == Colour{253, 231, 37});
  CHECK(Palette("magma").colour(1) == Colour{252, 253, 191});
  CHECK(Palette("inferno").colour(1) == Colour{252, 255, 164});
  CHECK(Palette("plasma").colour(0) == Colour{13, 8, 135});
  // The published middle of viridis is (33, 145, 140).
  const Colour middle = Palette("viridis").colour(0.5);
  CHECK(std::abs(middle[0] - 33) <= 2);
  CHECK(std::abs(middle[1] - 145) <= 2);
  CHECK(std::abs(middle[2] - 140) <= 2);
}

TEST_CASE("brightness grows with the level and never jumps") {
  for (const auto& name : hg::palette_names()) {
    if (name == "age" || name == "phase") continue;
    INFO(name);
    const Palette palette(name);
    Colour before = palette.colour(0);
    // The steep start of a palette that lifts low levels is left out of the check for jumps.
    for (int i = 1; i <= 1000; ++i) {
      const Colour now = palette.colour(i / 1000.0);
      CHECK(brightness(now) >= brightness(before) - 0.8);
      for (std::size_t c = 0; c < 3 && i > 50; ++c) CHECK(std::abs(now[c] - before[c]) <= 3);
      before = now;
    }
    CHECK(brightness(palette.colour(1)) - brightness(palette.colour(0)) > 130);
  }
}

TEST_CASE("one live cell in sixteen shows in the life palette") {
  const Palette life("life");
  CHECK(brightness(life.colour(1.0 / 16)) > brightness(life.colour(0)) + 40);
}

TEST_CASE("the phase palette comes back to its beginning, without a jump and without gray") {
  const Palette palette("phase");
  CHECK(palette.colour(0) == palette.colour(1));
  Colour before = palette.colour(0);
  for (int i = 1; i <= 1000; ++i) {
    const Colour now = palette.colour(i / 1000.0);
    for (std::size_t c = 0; c < 3; ++c) CHECK(std::abs(now[c] - before[c]) <= 3);
    CHECK(*std::max_element(now.begin(), now.end()) - *std::min_element(now.begin(), now.end()) > 60);
    before = now;
  }
  // Darkest at its ends, brightest in its middle: half a turn can be told from none without seeing colours.
  CHECK(brightness(palette.colour(0.5)) > brightness(palette.colour(0)) + 60);
  CHECK(palette.colour(0.25) != palette.colour(0.75));
}

TEST_CASE("the age palette shines at low states and glows out") {
  const Palette palette("age");
  CHECK(palette.colour(0) == Palette("life").colour(0));
  double before = brightness(palette.colour(1.0 / 24));
  CHECK(before > 230);
  for (int state = 2; state <= 24; ++state) {
    const double now = brightness(palette.colour(state / 24.0));
    CHECK(now < before);
    before = now;
  }
  CHECK(before > brightness(palette.colour(0)) + 20);
}

TEST_CASE("levels beyond the ends and NaN") {
  const Palette palette("magma");
  CHECK(palette.colour(-3) == palette.colour(0));
  CHECK(palette.colour(7) == palette.colour(1));
  CHECK(palette.colour(std::numeric_limits<double>::quiet_NaN()) == palette.colour(0));
}

TEST_CASE("an unknown palette is refused with the list") {
  CHECK_THROWS_WITH(Palette("virids"),
                    "there is no palette \"virids\"; there are viridis, magma, inferno, plasma, gray, life, age, phase");
}

TEST_CASE("palettes of a file") {
  const hg::Palette map = hg::Palette::parse("; fire\n0 0 0 black\r\n  255 0\t0\n\n# a comment\n#ffff00\n", "fire.map");
  CHECK(map.colour(0) == hg::Colour{0, 0, 0});
  CHECK(map.colour(0.5) == hg::Colour{255, 0, 0});
  CHECK(map.colour(1) == hg::Colour{255, 255, 0});
  CHECK(hg::Palette::parse("GIMP Palette\nName: two\nColumns: 1\n#\n1 2 3\tone\n4 5 6\ttwo", "two.gpl").colour(1) ==
        hg::Colour{4, 5, 6});
  const auto refusal = [](const std::string& text) {
    try {
      hg::Palette::parse(text, "a.map");
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(refusal("1 2 3\n1 2 256\n").starts_with("a.map:2: \"1 2 256\" is no colour"));
  CHECK(refusal("1 2 3\n1 2\n").starts_with("a.map:2: "));
  CHECK(refusal("#12345\n").starts_with("a.map:1: "));
  CHECK(refusal("#12345g\n").starts_with("a.map:1: "));
  CHECK(refusal("1 2 3x\n").starts_with("a.map:1: "));
  CHECK(refusal("red\n").starts_with("a.map:1: "));
  CHECK(refusal("1 2 3\n") == "a.map: holds 1 colour; a palette has two or more");
  CHECK(refusal("") == "a.map: holds 0 colours; a palette has two or more");
}
