// Drawing cells with the pointer, and exploring fractals with it.
#include "tests/catch.hpp"
#include "tests/viz/viewer/viewer_case.hpp"

#include <cmath>

using namespace hg_tests;
using Kind = hg::InputEvent::Kind;
using Command = hg::ViewCommand::Kind;

static std::vector<std::array<std::int64_t, 3>> edits(hg::Viewer& viewer) {
  std::vector<std::array<std::int64_t, 3>> out;
  for (const auto& command : viewer.take_commands()) {
    CHECK(command.kind == Command::edit);
    out.push_back({static_cast<std::int64_t>(command.x), static_cast<std::int64_t>(command.y), command.number});
  }
  return out;
}

TEST_CASE("drawing and erasing cells of a paused run") {
  const auto one = [](std::int64_t x, std::int64_t y, std::int64_t) { return x == 5 && y == 5 ? 1.0 : 0.0; };
  ViewerCase life(life_run(20, 15), small_viewer, one);  // 2 pixels a cell
  using Edits = std::vector<std::array<std::int64_t, 3>>;
  life.pointer(Kind::pointer_down, 6, 8);
  life.pointer(Kind::pointer_up, 6, 8);
  CHECK(edits(life.viewer).empty());  // it runs
  life.paused = true;
  life.show();
  life.pointer(Kind::pointer_down, 6, 8);
  CHECK(edits(life.viewer) == Edits{{3, 4, 1}});
  CHECK(life.status_has("cells(3, 4) = 1"));
  CHECK(life.viewer.picture().at(6, 8) == hg::Palette("life").colour(1));
  life.pointer(Kind::pointer_move, 7, 9);  // the same cell
  CHECK(edits(life.viewer).empty());
  life.pointer(Kind::pointer_move, 14, 13);  // a line, over the live cell too
  CHECK(edits(life.viewer) == Edits{{4, 4, 1}, {5, 5, 1}, {6, 5, 1}, {7, 6, 1}});
  life.pointer(Kind::pointer_move, 200, 13);  // off the grid
  CHECK(edits(life.viewer).size() == 12);
  life.pointer(Kind::pointer_up, 200, 13);
  life.pointer(Kind::pointer_move, 3, 3);
  CHECK(edits(life.viewer).empty());
  life.show();  // the run's own answer: nothing was drawn here
  // The first cell decides: a live one erases.
  life.pointer(Kind::pointer_down, 10, 10);
  life.pointer(Kind::pointer_move, 8, 10);
  CHECK(edits(life.viewer) == Edits{{5, 5, 0}, {4, 5, 0}});
  life.pointer(Kind::pointer_up, 8, 10);
  // Where a pixel holds several cells the pointer moves the view, and says why.
  ViewerCase large(life_run(200, 150), small_viewer, nothing);
  large.paused = true;
  large.show();
  large.pointer(Kind::pointer_down, 10, 10);
  CHECK(large.viewer.take_commands().empty());
  CHECK(large.status_has("zoom in to draw"));
}

TEST_CASE("where y points up the picture, the pointer and the arrows are turned") {
  hg::ViewedRun run = life_run(20, 15);  // 2 pixels a cell: 30 rows of pixels
  const auto one = [](std::int64_t x, std::int64_t y, std::int64_t) { return x == 5 && y == 2 ? 1.0 : 0.0; };
  ViewerCase plain(run, small_viewer, one);
  run.fields[0].y_up = true;
  ViewerCase turned(run, small_viewer, one);
  const hg::Image below = plain.viewer.picture(), above = turned.viewer.picture();
  REQUIRE(below.height == above.height);
  for (int y = 0; y < below.height; ++y)
    for (int x = 0; x < below.width; ++x) REQUIRE(above.at(x, below.height - 1 - y) == below.at(x, y));
  turned.paused = true;
  turned.show();
  const int height = above.height;
  turned.pointer(Kind::pointer_down, 6, height - 1 - 8);
  CHECK(edits(turned.viewer) == std::vector<std::array<std::int64_t, 3>>{{3, 4, 1}});
  CHECK(turned.status_has("cells(3, 4) = 1"));
  turned.pointer(Kind::pointer_up, 6, height - 1 - 8);
}

TEST_CASE("lines of cells have no gaps and no corners") {
  for (std::int64_t x = -7; x <= 7; ++x)
    for (std::int64_t y = -7; y <= 7; ++y) {
      const auto line = hg::cell_line({2, 3}, {2 + x, 3 + y});
      CHECK(static_cast<std::int64_t>(line.size()) == std::max(std::abs(x), std::abs(y)) + 1);
      CHECK(line.front() == hg::CellAt{2, 3});
      CHECK(line.back() == hg::CellAt{2 + x, 3 + y});
      for (std::size_t i = 1; i < line.size(); ++i)
        CHECK(std::max(std::abs(line[i][0] - line[i - 1][0]), std::abs(line[i][1] - line[i - 1][1])) == 1);
      // No cell is further than half a cell from the line.
      const double length = std::max<double>(1, static_cast<double>(std::max(std::abs(x), std::abs(y))));
      for (const auto& at : line) CHECK(std::abs(static_cast<double>((at[0] - 2) * y - (at[1] - 3) * x)) / length <= 0.5);
    }
}

TEST_CASE("a fractal is explored by commands") {
  hg::ViewedField field = viewed_field("iterations");
  field.inside = 1000;
  hg::ViewedRun run = viewed_run({512, 512, 1}, {field});
  run.explores = true;
  const auto iterations = [](std::int64_t x, std::int64_t y, std::int64_t) { return static_cast<double>(1 + x + y); };
  ViewerCase plane(run, small_viewer, iterations);
  CHECK(plane.request == hg::ViewRequest{0, 2, 0, {0, 0, 40, 30}, 1});
  plane.wheel(1, 9, 14);  // the middle of this pixel: (9.5 / 40, 14.5 / 30)
  auto commands = plane.viewer.take_commands();
  REQUIRE(kinds(commands) == std::vector{Command::zoom});
  CHECK(commands[0].factor == 2);
  // The pixel's point lies where it lay: from the new middle half as far as from the old one.
  CHECK(std::abs((9.5 / 40 - commands[0].x) * 2 - (9.5 / 40 - 0.5)) < 1e-12);
  CHECK(std::abs((14.5 / 30 - commands[0].y) * 2 - (14.5 / 30 - 0.5)) < 1e-12);
  plane.keys({"right"});
  commands = plane.viewer.take_commands();
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].x == 0.625);
  CHECK(commands[0].y == 0.5);
  CHECK(commands[0].factor == 1);
  // A dragged picture goes with the pointer; one command when the button is let go.
  const hg::Image before = plane.viewer.picture();
  plane.pointer(Kind::pointer_down, 10, 10);
  plane.pointer(Kind::pointer_move, 14, 7);
  CHECK(plane.viewer.take_commands().empty());
  CHECK(plane.viewer.picture().at(14, 7) == before.at(10, 10));
  CHECK(plane.viewer.picture().at(0, 0) == hg::ground);
  plane.pointer(Kind::pointer_up, 14, 7);
  commands = plane.viewer.take_commands();
  REQUIRE(kinds(commands) == std::vector{Command::zoom});
  CHECK(commands[0].x == Approx(0.5 - 4.0 / 40));
  CHECK(commands[0].y == Approx(0.5 + 3.0 / 30));
  CHECK_FALSE(plane.viewer.settled());
  plane.show();
  CHECK(plane.viewer.picture().rgb == before.rgb);
  CHECK(plane.viewer.settled());
  plane.viewer.handle({Kind::resize, "", 60, 20, 0});
  plane.show();
  CHECK(plane.request.region == hg::Region{0, 0, 60, 20});
  plane.keys({"8", "n", "space", "+"});
  CHECK(plane.viewer.take_commands().empty());
  CHECK(plane.request.region == hg::Region{0, 0, 60, 20});
}

TEST_CASE("a fractal is shown whole again by a command of its own") {
  hg::ViewedRun run = viewed_run({512, 512, 1}, {viewed_field("iterations")});
  run.explores = true;
  ViewerCase plane(run, small_viewer, [](auto x, auto y, auto) { return static_cast<double>(x + y); });
  plane.wheel(3, 30, 4);
  plane.keys({"f"});
  CHECK(kinds(plane.viewer.take_commands()) == std::vector{Command::zoom, Command::home});
}
