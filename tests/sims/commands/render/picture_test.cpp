#include "sims/commands/render/picture.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/synthetic_simulation.hpp"
#include "tests/support/test_folder.hpp"
#include "viz/image/palette.hpp"
#include "viz/image/png.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

using hg::Box;
using hg::CellType;
using hg::ValueRange;

// The picture of a synthetic simulation's layer z, pixel by pixel from the values themselves.
static hg::Image expected_image(const hg::Index<3>& size, std::int64_t z, CellType type, int magnification) {
  std::vector<double> values;
  for (std::int64_t y = 0; y < size[1]; ++y)
    for (std::int64_t x = 0; x < size[0]; ++x) {
      const double value = hg_tests::synthetic_value(0, {{x, y, z}}, 0);
      values.push_back(type == CellType::uint8 ? static_cast<std::uint8_t>(value) : value / 3);
    }
  const double lo = type == CellType::uint8 ? 0 : *std::min_element(values.begin(), values.end());
  const double hi = *std::max_element(values.begin(), values.end());
  const hg::Palette viridis("viridis");
  hg::Image out(static_cast<int>(size[0]) * magnification, static_cast<int>(size[1]) * magnification);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x)
      out.set(
          x, y,
          viridis.colour((values[static_cast<std::size_t>(y / magnification * size[0] + x / magnification)] - lo) / (hi - lo)));
  return out;
}

// Levels are kept in steps of 2^-20: colours may differ by one.
static int largest_difference(const hg::Image& a, const hg::Image& b) {
  REQUIRE(a.rgb.size() == b.rgb.size());
  int out = 0;
  for (std::size_t i = 0; i < a.rgb.size(); ++i) out = std::max(out, std::abs(a.rgb[i] - b.rgb[i]));
  return out;
}

TEST_CASE("the final picture shows every cell, whoever owns it") {
  const hg::Communicator world = hg::Communicator::world();
  const hg_tests::TestFolder folder(world);
  for (const CellType type : {CellType::uint8, CellType::float64})
    for (const bool deep : {false, true})
      for (const auto& parts : hg_tests::layouts(world.size(), deep ? 3 : 2)) {
        const hg::Grid grid = deep ? hg_tests::plain_grid(37, 29, 6) : hg_tests::plain_grid(37, 29);
        const hg_tests::SyntheticSimulation simulation(world, grid, {{"values", type}, {"other", CellType::uint8}}, parts);
        const hg::Image image = hg::write_final_picture(simulation, folder.file("final.png"));
        if (!world.root()) {
          REQUIRE(image.rgb.empty());
          continue;
        }
        // 512 pixels / 37 cells = 13 pixels per cell; 6 layers have number 3 as their middle.
        const hg::Image expected = expected_image(grid.size, deep ? 3 : 0, type, 13);
        REQUIRE(image.width == expected.width);
        REQUIRE(image.height == expected.height);
        REQUIRE(largest_difference(image, expected) <= 1);
        if (hg::png_available()) REQUIRE(hg::read_png(folder.file("final.png")).width == expected.width);
      }
}

TEST_CASE("a picture that cannot be written is an error on every rank") {
  if (!hg::png_available()) return;
  const hg::Communicator world = hg::Communicator::world();
  const hg_tests::TestFolder folder(world);
  const hg_tests::SyntheticSimulation simulation(world, hg_tests::plain_grid(20, 20), {{"values", CellType::uint8}},
                                                 {{1, world.size(), 1}});
  std::string text;
  try {
    hg::write_final_picture(simulation, folder.file("none/final.png"));
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::file);
    text = error.text();
  }
  CHECK(text.find("none/final.png: error: cannot be written: No such file or directory") != std::string::npos);
}

TEST_CASE("ranges of values leave out what is not finite and are never empty") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> cells = {3, -inf, -2, std::nan(""), 7, inf};
  const ValueRange range =
      hg::values_in({"cells", CellType::float64}, Box<3>{{}, {{6, 1, 1}}}, [&](const Box<3>& box, void* out) {
        std::copy(cells.begin() + box.lo[0], cells.begin() + box.hi[0], static_cast<double*>(out));
      }).range;
  CHECK(range.lowest == -2);
  CHECK(range.highest == 7);
  const ValueRange none =
      hg::values_in({"cells", CellType::uint32}, Box<3>{}, [](const Box<3>&, void*) { FAIL("an empty box is not read"); }).range;
  CHECK(none.lowest > none.highest);
  const double largest = std::numeric_limits<double>::max();
  for (const ValueRange& values :
       {none, ValueRange{5, 5}, ValueRange{1e300, 1e300}, ValueRange{-largest, largest}, ValueRange{0, 0}})
    for (const CellType type : {CellType::uint8, CellType::float64}) {
      const hg::Tone shown = hg::shown_tone({"cells", type}, {values, {}});
      CHECK(shown.low < shown.high);
      CHECK(std::isfinite(shown.high - shown.low));
      CHECK_FALSE(shown.has_inside());
    }
  const hg::FieldInfo states{"cells", CellType::uint8}, reals{"cells", CellType::float64};
  CHECK(hg::shown_tone(states, {{1, 1}, {}}).low == 0);
  CHECK(hg::default_palette(states, {0, 1}) == "life");
  CHECK(hg::default_palette(states, {0, 3}) == "viridis");
  CHECK(hg::default_palette(reals, {0, 1}) == "viridis");
}

TEST_CASE("steps to escape are shown by ratio and frequency, without those that never come") {
  const hg::FieldInfo steps{"iterations", CellType::uint32, 50.0};
  const std::vector<std::uint32_t> cells = {50, 3, 0, 3, 50, 24};
  const hg::ReadCells read = [&](const Box<3>& box, void* out) {
    std::copy(cells.begin() + box.lo[0], cells.begin() + box.hi[0], static_cast<std::uint32_t*>(out));
  };
  const hg::Values values = hg::values_in(steps, {{}, {{6, 1, 1}}}, read);
  CHECK(values.range.lowest == 0);
  CHECK(values.range.highest == 24);
  CHECK(std::accumulate(values.ratios.cells.begin(), values.ratios.cells.end(), std::int64_t{0}) == 4);
  const hg::Tone tone = hg::shown_tone(steps, values);
  CHECK(tone.inside == 50);
  CHECK(tone.level(0) == Approx(0).margin(1e-12));
  // One of four is below 3, and three are below 24.
  CHECK(tone.level(3) == Approx((std::log(3.0) / std::log(24.0) + 0.25) / 2).margin(0.13));
  CHECK(tone.level(24) == Approx(1).margin(0.13));
  CHECK(tone.level(3.1) > tone.level(2.9));
  const hg::Values none = hg::values_in(steps, {{}, {{1, 1, 1}}}, read);
  CHECK(none.range.lowest > none.range.highest);
  hg::shown_tone(steps, none).check();
  const hg::Tone mine = hg::tone_of_range(steps, 2, 32);
  CHECK(mine.level(8) == Approx(0.5));
  CHECK_THROWS_WITH(hg::tone_of_range(steps, 0, 32).check(), Catch::Contains("cannot begin at 0"));
}

TEST_CASE("a wide box is read in bounded pieces that cover it once") {
  const Box<3> box{{{5, 3, 0}}, {{5 + (std::int64_t{3} << 20) + 17, 6, 1}}};
  std::int64_t cells = 0, largest = 0;
  hg::values_in({"cells", CellType::uint8}, box, [&](const Box<3>& piece, void* out) {
    std::fill_n(static_cast<std::uint8_t*>(out), piece.volume(), std::uint8_t{1});
    cells += piece.volume();
    largest = std::max(largest, piece.volume());
    CHECK(hg::intersection(piece, box) == piece);
  });
  CHECK(cells == box.volume());
  CHECK(largest <= 1 << 20);
}
