#include "viz/image/frame.hpp"

#include "tests/catch.hpp"
#include "viz/image/palette.hpp"

#include <cmath>
#include <limits>
#include <random>
#include <vector>

using hg::Frame;
using hg::Region;
using hg::Scale;

// Cells of a box cut out of a whole layer.
template <class Cell>
static std::vector<Cell> cut(const std::vector<Cell>& layer, std::int64_t width, const Region& box) {
  std::vector<Cell> out;
  for (std::int64_t y = box.y; y < box.y + box.height; ++y)
    for (std::int64_t x = box.x; x < box.x + box.width; ++x) out.push_back(layer[static_cast<std::size_t>(y * width + x)]);
  return out;
}

TEST_CASE("pixels are means of their cells, at ragged edges too") {
  const int width = 13, height = 7;
  std::vector<double> layer;
  for (int i = 0; i < width * height; ++i) layer.push_back(std::sin(i * 0.7) * 3);
  const Region crop{2, 1, 10, 5};
  Frame frame(crop, Scale{4, 1}, -3, 3);
  frame.add(Region{0, 0, width, height}, layer.data());
  REQUIRE(frame.width() == 3);
  REQUIRE(frame.height() == 2);
  for (int py = 0; py < 2; ++py)
    for (int px = 0; px < 3; ++px) {
      double sum = 0;
      int count = 0;
      for (int y = 1 + 4 * py; y < std::min(6, 1 + 4 * (py + 1)); ++y)
        for (int x = 2 + 4 * px; x < std::min(12, 2 + 4 * (px + 1)); ++x, ++count)
          sum += (layer[static_cast<std::size_t>(y * width + x)] + 3) / 6;
      CHECK(frame.level(px, py) == Approx(sum / count).margin(1e-6));
    }
}

TEST_CASE("a cell is a square of pixels when magnified") {
  const std::vector<std::uint8_t> cells = {0, 1, 1, 0, 0, 1};
  Frame frame(Region{0, 0, 3, 2}, Scale{1, 5}, 0, 1);
  frame.add(Region{0, 0, 3, 2}, cells.data());
  REQUIRE(frame.width() == 15);
  REQUIRE(frame.height() == 10);
  for (int y = 0; y < 10; ++y)
    for (int x = 0; x < 15; ++x) REQUIRE(frame.level(x, y) == cells[static_cast<std::size_t>(y / 5 * 3 + x / 5)]);
}

TEST_CASE("cells without a level are black, and blend by area") {
  const std::vector<std::uint32_t> cells = {9, 9, 9, 3, 3, 9, 5, 5};
  hg::Tone tone{3, 5};
  tone.inside = 9;
  Frame frame(Region{0, 0, 8, 1}, Scale{2, 1}, tone);
  frame.add(Region{0, 0, 8, 1}, cells.data());
  REQUIRE(frame.width() == 4);
  CHECK(frame.inside(0, 0) == 1);
  CHECK(frame.inside(1, 0) == 0.5);
  CHECK(frame.inside(3, 0) == 0);
  CHECK(frame.level(1, 0) == Approx(0).margin(1e-6));
  CHECK(frame.level(3, 0) == Approx(1));
  const hg::Image image = frame.image(hg::Palette("gray"), false);
  CHECK(image.at(0, 0) == hg::Colour{0, 0, 0});
  CHECK(image.at(3, 0) == hg::Colour{255, 255, 255});
  Frame half(Region{0, 0, 2, 1}, Scale{2, 1}, tone);
  const std::vector<std::uint32_t> bright = {9, 5};
  half.add(Region{0, 0, 2, 1}, bright.data());
  CHECK(half.image(hg::Palette("gray"), false).at(0, 0) == hg::Colour{128, 128, 128});
}

TEST_CASE("the same sums whatever the slabs, their order and who added them") {
  std::mt19937 random(11);
  const std::int64_t width = 61, height = 47;
  std::vector<float> layer(width * height);
  for (float& value : layer) value = static_cast<float>(random() % 100000) / 7919.0F;
  const Region crop{3, 5, 55, 41};
  Frame whole(crop, Scale{6, 1}, 0, 12.6);
  whole.add(Region{0, 0, width, height}, layer.data());
  for (int trial = 0; trial < 20; ++trial) {
    // Cut the layer at a random cross; two "ranks" take two boxes each, in any order.
    const std::int64_t cx = static_cast<std::int64_t>(random() % width), cy = static_cast<std::int64_t>(random() % height);
    std::vector<Region> boxes = {
        {0, 0, cx, cy}, {cx, 0, width - cx, cy}, {0, cy, cx, height - cy}, {cx, cy, width - cx, height - cy}};
    std::shuffle(boxes.begin(), boxes.end(), random);
    std::vector<Frame> ranks(2, Frame(crop, Scale{6, 1}, 0, 12.6));
    for (std::size_t i = 0; i < 4; ++i) ranks[i % 2].add(boxes[i], cut(layer, width, boxes[i]).data());
    for (std::size_t i = 0; i < whole.sums().size(); ++i) REQUIRE(ranks[0].sums()[i] + ranks[1].sums()[i] == whole.sums()[i]);
  }
}

TEST_CASE("values beyond the range, infinities and NaN") {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> cells = {-5, 1, 1.5, 2, 1e300, inf, -inf, nan};
  Frame frame(Region{0, 0, 8, 1}, Scale{}, 1, 2);
  frame.add(Region{0, 0, 8, 1}, cells.data());
  const double expected[] = {0, 0, 0.5, 1, 1, 1, 0, 0};
  for (int x = 0; x < 8; ++x) CHECK(frame.level(x, 0) == expected[x]);
}

TEST_CASE("cells far from the origin of a huge grid") {
  const std::int64_t far = std::int64_t{1} << 40;
  const std::vector<std::uint32_t> cells = {7, 0, 0, 7};
  Frame frame(Region{far, far, 2, 2}, Scale{}, 0, 7);
  frame.add(Region{far, far, 2, 2}, cells.data());
  CHECK(frame.level(0, 0) == 1);
  CHECK(frame.level(1, 0) == 0);
  CHECK(frame.level(1, 1) == 1);
}

TEST_CASE("the scale keeps pictures within bounds and small grids visible") {
  for (const std::int64_t side : {1LL, 3LL, 64LL, 100LL, 511LL, 512LL, 513LL, 1024LL, 1025LL, 4096LL, 1000003LL, 1LL << 40}) {
    const Scale scale = hg::choose_scale(side, side / 2 + 1);
    INFO(side);
    CHECK((scale.reduction == 1 || scale.magnification == 1));
    CHECK((side + scale.reduction - 1) / scale.reduction * scale.magnification <= 1024);
  }
  CHECK(hg::choose_scale(64, 64).magnification == 8);
  CHECK(hg::choose_scale(3, 3).magnification == 16);
  CHECK(hg::choose_scale(640, 480).magnification == 1);
  CHECK(hg::choose_scale(4096, 1).reduction == 4);
  CHECK(hg::choose_scale(1025, 1025).reduction == 2);
  // What was asked for is the longest side, as far as whole squares allow.
  CHECK(hg::fitting_scale(128, 100, 500).magnification == 3);
  CHECK(hg::fitting_scale(100, 128, 512).magnification == 4);
  CHECK(hg::fitting_scale(1, 1, 16384).magnification == 16384);
  CHECK(hg::fitting_scale(501, 3, 500).reduction == 2);
  CHECK(hg::fitting_scale(500, 3, 500).reduction == 1);
}

TEST_CASE("an image takes its colours from the palette") {
  const std::vector<std::uint8_t> cells = {0, 255};
  Frame frame(Region{0, 0, 2, 1}, Scale{}, 0, 255);
  frame.add(Region{0, 0, 2, 1}, cells.data());
  const hg::Image image = frame.image(hg::Palette("gray"), false);
  CHECK(image.at(0, 0) == hg::Colour{0, 0, 0});
  CHECK(image.at(1, 0) == hg::Colour{255, 255, 255});
}

TEST_CASE("frames that cannot be are refused") {
  CHECK_THROWS_WITH(Frame(Region{0, 0, 0, 5}, Scale{}, 0, 1), "a picture of 0 x 5 cells is empty");
  CHECK_THROWS_WITH(Frame(Region{0, 0, 5, 5}, Scale{}, 1, 1), "the range 1 to 1 has no extent");
  CHECK_THROWS_WITH(Frame(Region{0, 0, 5, 5}, Scale{}, 0, std::nan("")), "the range 0 to nan has no extent");
  CHECK_THROWS_WITH(Frame(Region{0, 0, 1 << 20, 1 << 20}, Scale{}, 0, 1),
                    "a picture of 1048576 x 1048576 pixels is too large (at most 268435456 pixels)");
}
