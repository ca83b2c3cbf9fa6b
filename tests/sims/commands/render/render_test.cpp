#include "sims/commands/render/render.hpp"

#include "engine/files/snapshot_writer.hpp"
#include "engine/system/error.hpp"
#include "sims/patterns/patterns.hpp"
#include "tests/catch.hpp"
#include "tests/sims/patterns/cells_of_pattern.hpp"
#include "tests/support/synthetic_simulation.hpp"
#include "tests/support/test_folder.hpp"
#include "viz/image/frame.hpp"
#include "viz/image/gif.hpp"
#include "viz/image/palette.hpp"
#include "viz/image/png.hpp"

#include <filesystem>
#include <string>
#include <vector>

using hg::CellType;
using hg::RenderOptions;

static RenderOptions options(const std::string& file, const std::string& output) {
  RenderOptions out;
  out.file = file;
  out.output = output;
  return out;
}

static std::string error_of(const RenderOptions& wanted) {
  try {
    hg::render(wanted);
  } catch (const hg::Error& error) {
    CHECK(error.text().find("\nhint: ") != std::string::npos);
    return error.text();
  }
  return "no error";
}

static bool holds(const std::string& text, const std::string& part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

// One rank writes and draws: the folder and the snapshots of steps 0, 10 and 200 of a small synthetic run.
struct RenderedRun {
  hg::Communicator world = hg::Communicator::world();
  hg_tests::TestFolder folder{world};
  hg::Grid grid = hg_tests::plain_grid(30, 20);
  std::string picture = folder.file("picture.png");

  RenderedRun() {
    hg_tests::SyntheticSimulation simulation(world, grid, {{"states", CellType::uint8}, {"height", CellType::float64}},
                                             {{1, 1, 1}});
    const hg::SnapshotWriter writer(folder.path(), "run", "", {0, 1});
    for (const int steps : {0, 10, 190}) {
      simulation.advance(steps, {});
      writer.write(simulation);
    }
    hg_tests::write_bytes(folder.file("run.vtkhdf"), "a master holds links only");
  }

  // Brightness of the picture's pixels equals the values of a field, in a gray palette from lo to hi.
  void check_gray(int field, std::int64_t step, const hg::Region& region, int pixels_per_cell, double lo, double hi) const {
    const hg::GrayImage image = hg::read_png(picture);
    REQUIRE(image.width == region.width * pixels_per_cell);
    REQUIRE(image.height == region.height * pixels_per_cell);
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x) {
        double value =
            hg_tests::synthetic_value(field, {{region.x + x / pixels_per_cell, region.y + y / pixels_per_cell, 0}}, step);
        if (field == 1) value /= 3;
        const double level = std::min(1.0, std::max(0.0, (value - lo) / (hi - lo)));
        REQUIRE(image.levels[static_cast<std::size_t>(y * image.width + x)] == Approx(level).margin(0.003));
      }
  }
};

TEST_CASE_METHOD(RenderedRun, "a snapshot's field, range, crop and zoom") {
  if (!hg::png_available()) return;
  RenderOptions wanted = options(folder.file(hg::SnapshotWriter::file_name("run", 10)), picture);
  wanted.palette = "gray";
  wanted.range = {{0, 100}};
  REQUIRE(hg::render(wanted) == 0);
  check_gray(0, 10, {0, 0, 30, 20}, 16, 0, 100);
  wanted.field = "height";
  wanted.range = {{10, 50}};
  wanted.crop = {{4, 6, 11, 5}};
  wanted.zoom = 3;
  REQUIRE(hg::render(wanted) == 0);
  check_gray(1, 10, {4, 6, 11, 5}, 3, 10, 50);
  wanted.zoom = 0.25;
  REQUIRE(hg::render(wanted) == 0);
  CHECK(hg::read_png(picture).width == 3);
  CHECK(hg::read_png(picture).height == 2);
  wanted.zoom = 0;
  wanted.size = 5;
  REQUIRE(hg::render(wanted) == 0);
  CHECK(hg::read_png(picture).width == 4);
}

TEST_CASE_METHOD(RenderedRun, "a master gives its last step or the one asked for") {
  if (!hg::png_available()) return;
  RenderOptions wanted = options(folder.file("run.vtkhdf"), picture);
  wanted.palette = "gray";
  wanted.range = {{0, 100}};
  REQUIRE(hg::render(wanted) == 0);
  check_gray(0, 200, {0, 0, 30, 20}, 16, 0, 100);
  wanted.step = 0;
  REQUIRE(hg::render(wanted) == 0);
  check_gray(0, 0, {0, 0, 30, 20}, 16, 0, 100);
  wanted.step = 11;
  holds(error_of(wanted), "--step: error: there is no snapshot of step 11 beside");
  holds(error_of(wanted), "a near one is 200");
  hg_tests::write_bytes(folder.file("run.001.vtkhdf"), "the second master of a long run");
  wanted.file = folder.file("run.001.vtkhdf");
  wanted.step = 10;
  CHECK(hg::render(wanted) == 0);
  hg_tests::write_bytes(folder.file("lost.vtkhdf"), "");
  wanted.file = folder.file("lost.vtkhdf");
  holds(error_of(wanted), "none of the snapshots lost.<step>.h5");
}

TEST_CASE_METHOD(RenderedRun, "a folder stands for the run in it, but not for two") {
  if (!hg::png_available()) return;
  RenderOptions wanted = options(folder.path(), picture);
  wanted.palette = "gray";
  wanted.range = {{0, 100}};
  REQUIRE(hg::render(wanted) == 0);
  check_gray(0, 200, {0, 0, 30, 20}, 16, 0, 100);
  wanted.step = 10;
  REQUIRE(hg::render(wanted) == 0);
  check_gray(0, 10, {0, 0, 30, 20}, 16, 0, 100);
  hg_tests::write_bytes(folder.file("other.00000000.h5"), "");
  holds(error_of(wanted), "holds the snapshots of 2 runs: other, run");
}

TEST_CASE_METHOD(RenderedRun, "a bar is added below the same picture, and a PPM holds it too") {
  RenderOptions wanted = options(folder.file("run.vtkhdf"), folder.file("plain.ppm"));
  wanted.zoom = 8;
  REQUIRE(hg::render(wanted) == 0);
  const std::string plain = hg_tests::bytes_of(wanted.output);
  wanted.output = folder.file("bar.ppm");
  wanted.bar = true;
  REQUIRE(hg::render(wanted) == 0);
  const std::string bar = hg_tests::bytes_of(wanted.output);
  const std::string head = "P6\n240 160\n255\n";
  REQUIRE(plain.substr(0, head.size()) == head);
  CHECK(bar.substr(0, 7) == "P6\n240 ");
  CHECK(bar.size() > plain.size() + 240 * 3 * 30);
  CHECK(bar.substr(head.size(), plain.size() - head.size()) == plain.substr(head.size()));
}

TEST_CASE_METHOD(RenderedRun, "a pattern is drawn with its colours") {
  if (!hg::png_available()) return;
  hg_tests::write_bytes(folder.file("glider.rle"), "x = 3, y = 3, rule = B3/S23\nbo$2bo$3o!");
  REQUIRE(hg::render(options(folder.file("glider.rle"), picture)) == 0);
  const hg::GrayImage image = hg::read_png(picture);
  REQUIRE(image.width == 7 * 16);  // three cells, two dead ones around them, 16 pixels each
  const float dead = image.levels[0];
  const char* rows[] = {".......", ".......", "...o...", "....o..", "..ooo..", ".......", "......."};
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      const float level = image.levels[static_cast<std::size_t>(y * image.width + x)];
      if (rows[y / 16][x / 16] == 'o') {
        REQUIRE(level > 0.9);
      } else {
        REQUIRE(level == dead);
      }
    }
  // With a suffix the grid is known: 40 x 30 cells of 12 pixels.
  hg_tests::write_bytes(folder.file("bounded.rle"), "x = 3, y = 3, rule = B3/S23:T40,30\nbo$2bo$3o!");
  REQUIRE(hg::render(options(folder.file("bounded.rle"), picture)) == 0);
  CHECK(hg::read_png(picture).width == 480);
  CHECK(hg::read_png(picture).height == 360);
}

TEST_CASE_METHOD(RenderedRun, "what cannot be drawn is refused with the remedy and no file") {
  if (!hg::png_available()) return;
  const std::string file = folder.file(hg::SnapshotWriter::file_name("run", 10));
  const auto changed = [&](auto change) {
    RenderOptions wanted = options(file, picture);
    change(wanted);
    return error_of(wanted);
  };
  holds(changed([](auto& o) { o.output = "picture.bmp"; }), "\".bmp\" is not a picture or pattern format that render writes");
  holds(changed([](auto& o) { o.file = "cells.csv"; }), "\".csv\" is not a kind of file that render reads");
  holds(changed([](auto& o) { o.palette = "virids"; }), "there is no palette \"virids\"; did you mean viridis?");
  holds(changed([](auto& o) { o.field = "heigth"; }), "has no field \"heigth\"; did you mean height?");
  holds(changed([](auto& o) { o.range = {{2, 2}}; }), "--range: error: 2 is not less than 2");
  holds(changed([](auto& o) { o.step = 11; }), "holds step 10, not 11");
  holds(changed([](auto& o) { o.steps = hg::StepRange{}; }), "--steps: error: only a film has frames");
  holds(changed([](auto& o) { o.frames_per_second = 5; }), "--fps: error: only a film has frames");
  holds(changed([&](auto& o) { o.file = folder.folder("empty"); }), "holds no snapshot NAME.<step>.h5");
  if (hg::gif_available()) {
    const auto film = [&](auto change) {
      return changed([&](auto& o) {
        o.file = folder.path();
        o.output = folder.file("film.gif");
        change(o);
      });
    };
    holds(film([](auto& o) { o.steps = hg::StepRange{11, 199, 1}; }), "none of the 3 snapshots of");
    holds(film([](auto& o) { o.frames_per_second = 51; }), "a GIF shows at most 50 frames a second, not 51");
    holds(film([&](auto& o) { o.output = folder.file("none/a.gif"); }), "none/a.gif: error: cannot be written: No such file");
    holds(film([&](auto& o) {
            o.file = file;
            o.steps = hg::StepRange{};
          }),
          "holds one state");
    CHECK_FALSE(std::filesystem::exists(folder.file("film.gif")));
  }
  holds(changed([](auto& o) { o.slice = 1; }), "layer 1 is not among the layers 0 to 0");
  holds(changed([](auto& o) { o.crop = {{25, 0, 6, 5}}; }), "6 x 5 cells from (25, 0) are not inside the grid of 30 x 20");
  holds(changed([](auto& o) { o.crop = {{0, 0, std::int64_t{1} << 62, 1}}; }), "are not inside the grid of 30 x 20");
  holds(changed([](auto& o) { o.zoom = 1.5; }), "1.5 is neither a whole number of pixels per cell");
  holds(changed([](auto& o) { o.zoom = 40000; }), "is too large");
  holds(changed([&](auto& o) { o.file = folder.file("none.vtkhdf"); }), "there is no such file");
  holds(changed([&](auto& o) { o.output = folder.file("none/a.png"); }),
        "none/a.png: error: cannot be written: No such file or directory");
  hg_tests::write_bytes(folder.file("huge.rle"), "x = 1000000000000, y = 1000000000000\no!");
  holds(changed([&](auto& o) { o.file = folder.file("huge.rle"); }), "are too many to draw");
  CHECK_FALSE(std::filesystem::exists(picture));
}

// The states of a box of the synthetic run, counted from the middle of its grid of 30 x 20.
static hg_tests::Cells synthetic_cells(const hg::Region& region, std::int64_t step) {
  hg_tests::Cells out;
  for (std::int64_t y = region.y; y < region.y + region.height; ++y)
    for (std::int64_t x = region.x; x < region.x + region.width; ++x)
      if (const int state = static_cast<std::uint8_t>(hg_tests::synthetic_value(0, {{x, y, 0}}, step)))
        out[{y - 10, x - 15}] = state;
  return out;
}

TEST_CASE_METHOD(RenderedRun, "a snapshot becomes a pattern with its place, step and states") {
  RenderOptions wanted = options(folder.file("run.vtkhdf"), folder.file("final.rle"));
  wanted.step = 10;
  REQUIRE(hg::render(wanted) == 0);
  const hg::Pattern whole = hg::read_pattern(wanted.output);
  hg_tests::check_runs(whole);
  CHECK(whole.generation == 10);
  CHECK(whole.rule.empty());
  CHECK(hg_tests::cells_from_middle(whole) == synthetic_cells({0, 0, 30, 20}, 10));
  wanted.crop = {{4, 6, 11, 5}};
  REQUIRE(hg::render(wanted) == 0);
  CHECK(hg_tests::cells_from_middle(hg::read_pattern(wanted.output)) == synthetic_cells({4, 6, 11, 5}, 10));
  wanted.field = "height";
  holds(error_of(wanted), "the cells of field height are numbers");
  wanted.field = "";
  wanted.zoom = 2;
  holds(error_of(wanted), "--zoom: error: colours and pixels have no meaning in a pattern");
  wanted.zoom = 0;
  wanted.output = folder.file("final.cells");
  holds(error_of(wanted), ", and a .cells file knows only dead and alive");
  wanted.output = folder.file("none/final.rle");
  holds(error_of(wanted), "none/final.rle: error: cannot create the temporary file");
  CHECK(hg_tests::names_in(folder.path()) ==
        std::vector<std::string>{"final.rle", "run.00000000.h5", "run.00000010.h5", "run.00000200.h5", "run.vtkhdf"});
}

// A small grid of dead and live cells as a snapshot with a resolved input.
static void write_life(const hg::Communicator& world, const hg_tests::TestFolder& folder, const std::string& input) {
  const hg::Grid grid = hg_tests::plain_grid(13, 9);
  hg_tests::SyntheticSimulation simulation(world, grid, {{"cells", CellType::uint8}}, {{1, 1, 1}});
  hg::SnapshotWriter(folder.path(), "life", input, {0}).write(simulation);
}

TEST_CASE_METHOD(RenderedRun, "the rule of a pattern names the grid of its run") {
  const std::string life = "[run]\nsimulation = \"life\"\n[life]\nrule = ";
  const auto rule = [&](const std::string& input) {
    write_life(world, folder, input);
    REQUIRE(hg::render(options(folder.file("life.00000000.h5"), folder.file("out.rle"))) == 0);
    return hg::read_pattern(folder.file("out.rle")).rule;
  };
  CHECK(rule(life + "\"B36/S23\"\n[grid]\nboundary = \"periodic\"\n") == "B36/S23:T13,9");
  CHECK(rule(life + "\"B3/S23\"\n[grid]\nboundary = \"dead\"\n") == "B3/S23:P13,9");
  CHECK(rule(life + "\"B3/S23\"\n[grid]\nboundary = [\"dead\", [\"fixed:0\", \"dead\"]]\n") == "B3/S23:P13,9");
  CHECK(rule(life + "\"B3/S23\"\n[grid]\nboundary = [\"dead\", \"periodic\"]\n") == "B3/S23");
  CHECK(rule(life + "\"B3/S23\"\n[grid]\nboundary = \"reflect\"\n") == "B3/S23");
  CHECK(rule(life + "\"B3/S23:T13+2,9\"\n[grid]\nboundary = \"periodic\"\n") == "B3/S23:T13+2,9");
  CHECK(rule("no input at all").empty());
}

TEST_CASE_METHOD(RenderedRun, "a pattern becomes another pattern") {
  const auto rendered = [&](const std::string& from, const std::string& text, const std::string& to) {
    hg_tests::write_bytes(folder.file(from), text);
    REQUIRE(hg::render(options(folder.file(from), folder.file(to))) == 0);
    return hg_tests::bytes_of(folder.file(to));
  };
  const std::string glider = "#N Glider\n#C Fast\nx = 3, y = 3, rule = B3/S23\nbo$2bo$3o!\n";
  CHECK(rendered("a.rle", glider, "b.rle") == glider);
  CHECK(rendered("a.rle", glider, "a.cells") == "!Name: Glider\n!Fast\n.O.\n..O\nOOO\n");
  CHECK(rendered("a.cells", "!Name: Glider\n.O\n..O\nOOO\n", "c.rle") == "#N Glider\nx = 3, y = 3\nbo$2bo$3o!\n");
  CHECK(rendered("a.mc", "[M2]\n#R B3/S23\n#G 8\n$$.....*$\n4 0 0 0 1\n", "c.rle") ==
        "#CXRLE Pos=5,3 Gen=8\nx = 1, y = 1, rule = B3/S23\no!\n");
  CHECK(rendered("a.lif", "#Life 1.06\n-3 -2\n-2 -2\n", "c.rle") == "#CXRLE Pos=-3,-2\nx = 2, y = 1\n2o!\n");
  // Cells of the grid that is drawn: there are two dead ones around a pattern.
  RenderOptions part = options(folder.file("a.rle"), folder.file("part.cells"));
  part.crop = {{3, 3, 3, 2}};
  REQUIRE(hg::render(part) == 0);
  CHECK(hg_tests::bytes_of(part.output) == "!Name: Glider\n!Fast\n.O.\nOO.\n");
}
