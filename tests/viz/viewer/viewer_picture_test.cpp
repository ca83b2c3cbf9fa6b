// What the viewer draws, pixel by pixel, against plain loops over cells.
#include "tests/catch.hpp"
#include "tests/viz/viewer/viewer_case.hpp"
#include "viz/image/glyphs.hpp"
#include "viz/viewer/overlays.hpp"
#include "viz/viewer/viewer_text.hpp"

#include <cmath>

using namespace hg_tests;
using hg::Colour;
using hg::Image;
using hg::InputEvent;
using hg::Palette;

static constexpr float nan_value = std::numeric_limits<float>::quiet_NaN();

static Colour shade(const Palette& palette, double level) {
  const double steps = hg::CellPainter::levels - 1;
  return palette.colour(std::floor(std::min(std::max(level, 0.0), 1.0) * steps + 0.5) / steps);
}

static double wave(std::int64_t x, std::int64_t y, std::int64_t z) { return static_cast<double>(x * 7 + y * 13 + z * 3) + 2; }

static double soup(std::int64_t x, std::int64_t y, std::int64_t) { return (x * x + 3 * y * x + y) % 5 == 0 ? 1 : 0; }

TEST_CASE("cells of life as squares, ground beside them") {
  ViewerCase life(life_run(9, 7), small_viewer, soup);
  const Image picture = life.viewer.picture();
  REQUIRE(picture.width == 40);
  REQUIRE(picture.height == 30);
  const Palette palette("life");
  // 4 pixels a cell: 36 by 28 of 40 by 30.
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 40; ++x) {
      INFO(x << ", " << y);
      const bool inside = x >= 2 && x < 38 && y >= 1 && y < 29;
      CHECK(picture.at(x, y) == (inside ? palette.colour(soup((x - 2) / 4, (y - 1) / 4, 0)) : hg::ground));
    }
}

TEST_CASE("before the first frame the grid shows where it is") {
  const Image picture = hg::Viewer(life_run(9, 7), small_viewer).picture();
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 40; ++x)
      CHECK(picture.at(x, y) == (x >= 2 && x < 38 && y >= 1 && y < 29 ? hg::not_yet_known : hg::ground));
}

TEST_CASE("values spread over the palette from the lowest to the highest of the first frame") {
  ViewerCase heat(viewed_run({40, 30, 1}, {viewed_field("temperature")}), small_viewer, wave);
  const Palette palette("viridis");
  const double low = wave(0, 0, 0), high = wave(39, 29, 0);
  const auto check = [&](const std::function<double(double)>& level) {
    const Image picture = heat.viewer.picture();
    int wrong = 0;
    for (int y = 0; y < 30; ++y)
      for (int x = 0; x < 40; ++x)
        // The painter's levels come from floats: a value between two of them may take either.
        wrong += picture.at(x, y) != shade(palette, level(heat.value(x, y, 0))) &&
                 picture.at(x, y) != shade(palette, level(heat.value(x, y, 0)) + 1e-6) &&
                 picture.at(x, y) != shade(palette, level(heat.value(x, y, 0)) - 1e-6);
    CHECK(wrong == 0);
  };
  const auto linear = [&](double value) { return (value - low) / (high - low); };
  check(linear);
  // Later frames keep the colours' meaning, until r.
  heat.value = [](std::int64_t x, std::int64_t y, std::int64_t) { return wave(x, y, 0) * 3 - 100; };
  heat.show();
  check(linear);
  heat.keys({"r"});
  check([&](double value) { return (value - (low * 3 - 100)) / (3 * (high - low)); });
  heat.value = wave;
  heat.show();
  heat.keys({"l"});
  check([&](double value) { return std::log(value / low) / std::log(high / low); });
  heat.keys({"l"});
  check(linear);
}

TEST_CASE("a logarithm needs values above 0, and begins at the lowest of them") {
  ViewerCase heat(viewed_run({40, 30, 1}, {viewed_field("temperature")}), small_viewer, [](auto, auto, auto) { return -1.0; });
  heat.keys({"l"});
  CHECK(heat.status_has("nothing above 0"));
  heat.value = [](std::int64_t x, std::int64_t, std::int64_t) { return x == 0 ? 0.0 : x; };
  heat.show();
  heat.keys({"l"});
  const Image picture = heat.viewer.picture();
  CHECK(picture.at(0, 0) == Palette("viridis").colour(0));
  CHECK(picture.at(1, 0) == Palette("viridis").colour(0));
  CHECK(picture.at(39, 0) == Palette("viridis").colour(1));
}

TEST_CASE("a frame at another zoom is shown where its cells are until the next one comes") {
  ViewerCase heat(viewed_run({80, 60, 1}, {viewed_field("temperature")}), small_viewer, wave);
  REQUIRE(heat.request.reduction == 2);
  const Image before = heat.viewer.picture();
  heat.viewer.handle({InputEvent::Kind::wheel, "", 10, 10, 2});  // 2 pixels a cell
  const Image after = heat.viewer.picture();
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 40; ++x)
      // The pixel (10, 10), cells from 20 on, stays; around it everything is 4 times as large.
      CHECK(after.at(x, y) == before.at((40 + x - 10) / 4, (40 + y - 10) / 4));
  // Out again and further: what the frame does not hold is not known yet.
  heat.viewer.handle(pointer_event(InputEvent::Kind::pointer_move, 10, 10));
  heat.show();
  heat.viewer.handle({InputEvent::Kind::wheel, "", 10, 10, -2});
  const Image wide = heat.viewer.picture();
  CHECK(wide.at(39, 29) == hg::not_yet_known);
  CHECK(wide.at(10, 10) != hg::not_yet_known);
}

TEST_CASE("cells without a value are black, values that are no numbers are not to be missed") {
  hg::ViewedField iterations = viewed_field("iterations");
  const auto half = [](std::int64_t x, std::int64_t, std::int64_t) { return x < 20 ? static_cast<double>(nan_value) : x; };
  ViewerCase broken(viewed_run({40, 30, 1}, {iterations}), small_viewer, half);
  CHECK(broken.viewer.picture().at(3, 3) == Colour{255, 0, 255});
  iterations.inside = 100;
  ViewerCase fractal(viewed_run({40, 30, 1}, {iterations}), small_viewer, half);
  CHECK(fractal.viewer.picture().at(3, 3) == Colour{0, 0, 0});
  CHECK(fractal.viewer.picture().at(20, 3)[2] < 30);
  CHECK(fractal.viewer.picture().at(39, 3)[1] > 150);
}

TEST_CASE("grid lines lie on the first pixels of cells of 8 pixels and more") {
  ViewerCase life(life_run(25, 20), small_viewer, soup);
  REQUIRE(life.viewer.status().find("zoom 1") != std::string::npos);
  const Image small = life.viewer.picture();
  life.keys({"g"});
  CHECK(life.viewer.picture().rgb == small.rgb);
  CHECK(life.status_has("from 8 pixels"));
  life.keys({"g", "8"});
  const Image without = life.viewer.picture();
  life.keys({"g"});
  const Image with = life.viewer.picture();
  const std::int64_t left = life.request.region.x, top = life.request.region.y;
  int lines = 0;
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 40; ++x) {
      INFO(x << ", " << y);
      // set_zoom keeps cell 12 (10) at the middle pixel 20 (15).
      const bool line = (x - 20 + 800) % 8 == 0 || (y - 15 + 800) % 8 == 0;
      CHECK((with.at(x, y) != without.at(x, y)) == line);
      lines += line;
    }
  CHECK(lines > 100);
  CHECK(left == 10);
  CHECK(top == 8);
  // Every tenth line is stronger.
  CHECK(with.at(5, 3)[0] <= with.at(4, 3)[0]);
}

TEST_CASE("borders of the ranks' blocks and the halo beside them") {
  hg::ViewedRun run = life_run(20, 14);
  run.cuts[0] = {0, 8};
  run.cuts[1] = {0, 5, 9};
  run.halo = 2;
  ViewerCase life(run, small_viewer, soup);  // 2 pixels a cell from (0, 1) on
  const Image without = life.viewer.picture();
  life.keys({"b"});
  const Image with = life.viewer.picture();
  const auto border = [](std::int64_t pixel, std::int64_t first, const std::vector<int>& cuts) {
    return std::any_of(cuts.begin(), cuts.end(), [&](int cut) { return pixel == first + 2 * cut; });
  };
  const auto halo = [](std::int64_t cell, const std::vector<int>& cuts) {
    return std::any_of(cuts.begin(), cuts.end(), [&](int cut) { return cell >= cut - 2 && cell < cut + 2; });
  };
  for (int y = 0; y < 30; ++y)
    for (int x = 0; x < 40; ++x) {
      INFO(x << ", " << y);
      const bool inside = y >= 1 && y < 29;
      const bool veiled = inside && (halo(x / 2, {8}) || halo((y - 1) / 2, {5, 9}));
      CHECK((with.at(x, y) != without.at(x, y)) == veiled);
      const bool lined = inside && (border(x, 0, {8}) || border(y, 1, {5, 9}));
      if (lined) CHECK(with.at(x, y)[0] > 180);
      if (veiled && !lined && without.at(x, y)[0] < 50) CHECK(with.at(x, y)[0] < 130);
    }
}

TEST_CASE("status line and help are drawn where they are wanted") {
  hg::ViewerOptions options = small_viewer;
  options.width = 640;
  options.height = 480;
  options.status = true;
  ViewerCase life(life_run(64, 48), options, soup);
  const Image picture = life.viewer.picture();
  REQUIRE(picture.height == 480);
  Image line(640, 14);
  hg::draw_status(line, 0, life.viewer.status(), 1);
  CHECK(std::equal(line.rgb.begin(), line.rgb.end(), picture.rgb.begin() + static_cast<std::ptrdiff_t>(picture.offset(0, 466))));
  CHECK(picture.at(320, 465) == hg::ground);
  CHECK(life.viewer.help(80).empty());
  life.keys({"?"});
  CHECK(life.viewer.picture().rgb != picture.rgb);
  // Every key fits into 640 x 480, in two columns.
  const auto lines = life.viewer.help(100);
  CHECK(lines.size() < 20);
  for (const std::string& text : lines) CHECK(text.size() <= 100);
  life.keys({"escape"});
  CHECK(life.viewer.picture().rgb == picture.rgb);
  CHECK_FALSE(life.viewer.closed());
}

TEST_CASE("the same frames and keys give the same picture") {
  const auto draw = [] {
    ViewerCase life(life_run(50, 40), small_viewer, soup);
    life.keys({"]", "g", "b", "right", "]"});
    life.wheel(1, 3, 4);
    return life.viewer.picture().rgb;
  };
  CHECK(draw() == draw());
}
