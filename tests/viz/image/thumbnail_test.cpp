#include "viz/image/thumbnail.hpp"

#include "tests/catch.hpp"

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using hg::Colour;
using hg::Image;

static std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

static std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

static Image filled(int width, int height, const Colour& colour) {
  Image image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) image.set(x, y, colour);
  return image;
}

TEST_CASE("thumbnails fit a terminal and keep their shape") {
  const struct {
    int width, height, columns, rows;  // rows of half blocks
  } cases[] = {{512, 512, 48, 24}, {1024, 256, 80, 10}, {256, 1024, 12, 24}, {10, 10, 10, 5},
               {1, 1, 1, 1},       {1000, 1, 80, 1},    {1, 1000, 1, 24}};
  for (const auto& c : cases) {
    INFO(c.width << " x " << c.height);
    const auto lines = lines_of(hg::half_blocks(filled(c.width, c.height, {9, 9, 9})));
    REQUIRE(static_cast<int>(lines.size()) == c.rows);
    for (const auto& line : lines) {
      CHECK(static_cast<int>(count(line, "\u2580")) == c.columns);
      CHECK(line.substr(line.size() - 4) == "\x1b[0m");
    }
    const auto plain = lines_of(hg::ascii_art(filled(c.width, c.height, {9, 9, 9})));
    CHECK(plain.size() <= 24);
  }
}

TEST_CASE("half blocks carry the upper pixel in front and the lower one behind") {
  Image image(1, 2);
  image.set(0, 0, {255, 0, 0});
  image.set(0, 1, {0, 0, 255});
  CHECK(hg::half_blocks(image) == "\x1b[38;5;196m\x1b[48;5;21m\u2580\x1b[0m\n");
}

TEST_CASE("plain text shows bright cells where they are") {
  Image image = filled(6, 8, {16, 20, 31});
  for (int y = 2; y < 4; ++y) image.set(1, y, {247, 247, 212});
  for (int x = 0; x < 6; ++x)
    for (int y = 6; y < 8; ++y) image.set(x, y, {247, 247, 212});
  CHECK(hg::ascii_art(image) == "\n @\n\n@@@@@@\n");
  CHECK(hg::ascii_art(filled(3, 4, {200, 200, 200})) == "\n\n");
}

TEST_CASE("even areas keep their colour, small bright spots stay visible") {
  Image image = filled(100, 100, {40, 90, 60});
  CHECK(hg::reduced(image, 10, 10).at(5, 5) == Colour{40, 90, 60});
  image = filled(100, 100, {16, 16, 16});
  for (int x = 52; x < 55; ++x) image.set(x, 55, {250, 250, 250});
  CHECK(hg::reduced(image, 10, 10).at(5, 5)[0] > 90);
  CHECK(hg::reduced(image, 10, 10).at(4, 5)[0] == 16);
}

TEST_CASE("terminal colours are the nearest of the 240") {
  const auto rgb_of = [](int code) -> Colour {
    if (code >= 232)
      return Colour{static_cast<std::uint8_t>(8 + 10 * (code - 232)), static_cast<std::uint8_t>(8 + 10 * (code - 232)),
                    static_cast<std::uint8_t>(8 + 10 * (code - 232))};
    const int level[] = {0, 95, 135, 175, 215, 255};
    const int i = code - 16;
    return {static_cast<std::uint8_t>(level[i / 36]), static_cast<std::uint8_t>(level[i / 6 % 6]),
            static_cast<std::uint8_t>(level[i % 6])};
  };
  for (int code = 16; code < 256; ++code) {
    INFO(code);
    CHECK(rgb_of(hg::terminal_colour(rgb_of(code))) == rgb_of(code));
  }
  // No other of the 240 is much nearer than the chosen one.
  std::mt19937 random(5);
  for (int trial = 0; trial < 500; ++trial) {
    const Colour c{static_cast<std::uint8_t>(random()), static_cast<std::uint8_t>(random()), static_cast<std::uint8_t>(random())};
    const auto distance = [&](int code) {
      const Colour d = rgb_of(code);
      return 2 * (c[0] - d[0]) * (c[0] - d[0]) + 4 * (c[1] - d[1]) * (c[1] - d[1]) + 3 * (c[2] - d[2]) * (c[2] - d[2]);
    };
    int best = distance(16);
    for (int code = 17; code < 256; ++code) best = std::min(best, distance(code));
    CHECK(distance(hg::terminal_colour(c)) <= best + 700);
  }
}
