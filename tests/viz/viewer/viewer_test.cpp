// What keys and pointer do to a live run's viewer: requests and commands that come out.
#include "viz/viewer/viewer.hpp"

#include "tests/catch.hpp"
#include "tests/viz/viewer/viewer_case.hpp"
#include "viz/image/png.hpp"

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <set>

using namespace hg_tests;
using Kind = hg::InputEvent::Kind;
using Command = hg::ViewCommand::Kind;

TEST_CASE("the first request shows all of the grid; the next one comes when something changes") {
  hg::Viewer viewer(life_run(80, 60), small_viewer);
  CHECK(viewer.take_change());
  CHECK(viewer.status().find("no picture yet") != std::string::npos);
  CHECK(viewer.picture().width == 40);
  const auto first = viewer.take_request();
  REQUIRE(first.has_value());
  CHECK(*first == hg::ViewRequest{0, 2, 0, {0, 0, 80, 60}, 2});
  CHECK_FALSE(viewer.take_request().has_value());
  CHECK_FALSE(viewer.settled());
  viewer.show(answer(*first, nothing));
  CHECK(viewer.settled());
  viewer.take_change();
  CHECK_FALSE(viewer.take_change());
  viewer.handle(key_event("]"));
  CHECK(viewer.take_change());
  const auto second = viewer.take_request();
  REQUIRE(second.has_value());
  CHECK(second->reduction == 1);
  CHECK(second->region == hg::Region{20, 15, 40, 30});
  CHECK_FALSE(viewer.settled());
}

TEST_CASE("zoom keys, the wheel and fixed sizes of cells") {
  ViewerCase life(life_run(400, 300), small_viewer, nothing);
  // A pixel holds 16 cells, the middle one those from (208, 160) on.
  life.keys({"1"});
  CHECK(life.request == hg::ViewRequest{0, 2, 0, {188, 145, 40, 30}, 1});
  life.keys({"2"});
  CHECK(life.request.region == hg::Region{198, 152, 20, 16});  // row 160 in the middle: half a row shows at the edge
  life.keys({"4", "8"});
  CHECK(life.request.region.width <= 6);
  life.keys({"[", "["});
  CHECK(life.request.region.width <= 21);
  life.keys({"f"});
  CHECK(life.request == hg::ViewRequest{0, 2, 0, {0, 0, 400, 300}, 16});
  // Touch pads send parts of notches.
  life.wheel(0.5, 5, 5);
  CHECK(life.request.reduction == 16);
  life.wheel(0.5, 5, 5);
  CHECK(life.request.reduction == 8);
  life.wheel(-2, 5, 5);
  CHECK(life.request.reduction == 32);
  // The keys zoom about the pointer too.
  life.keys({"f"});
  life.pointer(Kind::pointer_move, 10, 9);
  const std::int64_t column = (10 - 7) * 16, row = (9 - 5) * 16;  // the layer's 25 by 19 pixels begin at (7, 5)
  life.keys({"]", "]", "]", "]"});
  CHECK(life.request.reduction == 1);
  CHECK(life.request.region.x == column - 10);
  CHECK(life.request.region.y == row - 9);
}

TEST_CASE("arrows and drags move the view; a resized window asks for more") {
  ViewerCase life(life_run(400, 300), small_viewer, nothing);
  life.keys({"1"});
  life.keys({"right"});
  CHECK(life.request.region == hg::Region{193, 145, 40, 30});
  life.keys({"down", "shift+left", "left"});
  CHECK(life.request.region == hg::Region{183, 148, 40, 30});
  life.keys({"up"});
  life.pointer(Kind::pointer_down, 10, 10);
  life.pointer(Kind::pointer_move, 17, 8);
  life.show();
  CHECK(life.request.region == hg::Region{176, 147, 40, 30});
  life.pointer(Kind::pointer_up, 18, 8);
  life.pointer(Kind::pointer_move, 30, 20);
  life.show();
  CHECK(life.request.region == hg::Region{175, 147, 40, 30});
  life.viewer.handle({Kind::resize, "", 60, 40, 0});
  life.show();
  CHECK(life.request.region == hg::Region{165, 142, 60, 40});
  CHECK(life.viewer.picture().width == 60);
  CHECK(life.viewer.picture().height == 40);
  CHECK(life.viewer.take_commands().empty());
}

TEST_CASE("running, pausing, steps and speed") {
  ViewerCase life(life_run(40, 30), small_viewer, nothing);
  CHECK_FALSE(life.status_has("paused"));
  life.viewer.handle(key_event("space"));
  CHECK(kinds(life.viewer.take_commands()) == std::vector{Command::pause});
  CHECK(life.status_has("paused"));
  // A frame that was on its way does not undo it.
  life.show();
  CHECK(life.status_has("paused"));
  CHECK_FALSE(life.viewer.settled());
  life.paused = true;
  life.show();
  CHECK(life.viewer.settled());
  life.viewer.handle(key_event("n"));
  life.viewer.handle(key_event("."));
  const auto steps = life.viewer.take_commands();
  REQUIRE(kinds(steps) == std::vector{Command::step, Command::step});
  CHECK(steps[0].number == 1);
  CHECK_FALSE(life.viewer.settled());
  life.step = 1;
  life.show();
  CHECK_FALSE(life.viewer.settled());
  life.step = 2;
  life.show();
  CHECK(life.viewer.settled());
  life.viewer.handle(key_event("space"));
  CHECK(kinds(life.viewer.take_commands()) == std::vector{Command::go_on});
  life.paused = false;
  life.show();
  life.viewer.handle(key_event("n"));
  CHECK(kinds(life.viewer.take_commands()) == std::vector{Command::pause, Command::step});
}

TEST_CASE("a run that does not hear of a pause is shown as what it is") {
  ViewerCase life(life_run(40, 30), small_viewer, nothing);
  life.viewer.handle(key_event("space"));
  for (int frame = 0; frame < 30; ++frame) life.show();
  CHECK_FALSE(life.status_has("paused"));
}

TEST_CASE("speed goes by powers of two from what a frame holds at full speed") {
  hg::Viewer viewer(life_run(40, 30), small_viewer);
  hg::ViewFrame frame = answer(*viewer.take_request(), nothing);
  frame.rate = 30 * 37;  // steps a second at 30 frames
  viewer.show(frame);
  const auto speed_after = [&](const std::string& key) -> std::int64_t {
    viewer.handle(key_event(key));
    const auto commands = viewer.take_commands();
    if (commands.size() != 1 || commands[0].kind != Command::speed) return -1;
    return commands[0].number;
  };
  CHECK(speed_after("+") == -1);  // it is as fast as it can
  CHECK(speed_after("-") == 32);
  CHECK(viewer.status().find("32 steps a frame") != std::string::npos);
  CHECK(speed_after("-") == 16);
  CHECK(speed_after("+") == 32);
  CHECK(speed_after("=") == 64);
  CHECK(speed_after("0") == 0);
  for (int i = 0; i < 5; ++i) speed_after("-");
  CHECK(speed_after("-") == 1);
  CHECK(speed_after("-") == -1);
  frame.ended = true;
  viewer.show(frame);
  CHECK(speed_after("+") == -1);
  CHECK(viewer.status().find("the run has ended") != std::string::npos);
}

TEST_CASE("commands to the run, and the ways out") {
  ViewerCase life(life_run(40, 30), small_viewer, nothing);
  life.keys({"k", "Q"});
  CHECK(kinds(life.viewer.take_commands()) == std::vector{Command::checkpoint, Command::stop});
  CHECK_FALSE(life.viewer.closed());
  for (const char* key : {"q", "escape"}) {
    ViewerCase other(life_run(40, 30), small_viewer, nothing);
    other.keys({key});
    CHECK(other.viewer.closed());
    CHECK(other.viewer.take_commands().empty());
  }
  life.viewer.handle({Kind::close, "", 0, 0, 0});
  CHECK(life.viewer.closed());
}

TEST_CASE("fields, layers and axes of a solid") {
  const auto place = [](std::int64_t x, std::int64_t y, std::int64_t z) { return static_cast<double>(x + 100 * y + 10000 * z); };
  ViewerCase solid(viewed_run({20, 14, 6}, {viewed_field("height"), viewed_field("velocity")}), small_viewer, place);
  CHECK(solid.request == hg::ViewRequest{0, 2, 3, {0, 0, 20, 14}, 1});
  CHECK(solid.status_has("z = 3"));
  solid.keys({"tab"});
  CHECK(solid.request.field == 1);
  CHECK(solid.status_has("velocity"));
  solid.keys({"tab", "pageup", "pageup", "pageup", "pageup"});
  CHECK(solid.request == hg::ViewRequest{0, 2, 5, {0, 0, 20, 14}, 1});
  solid.keys({"pagedown"});
  CHECK(solid.request.layer == 4);
  solid.viewer.handle(key_event("y"));
  CHECK(solid.viewer.picture().at(20, 15) == hg::not_yet_known);  // never the layer of another axis
  solid.show();
  CHECK(solid.request == hg::ViewRequest{0, 1, 7, {0, 0, 20, 6}, 1});
  solid.pointer(Kind::pointer_move, 4, 10);  // 2 pixels a cell, from row 9 on
  CHECK(solid.status_has("height(2, 7, 0) = 702"));
  solid.keys({"x"});
  CHECK(solid.request == hg::ViewRequest{0, 0, 10, {0, 0, 14, 6}, 1});
  solid.pointer(Kind::pointer_move, 11, 13);  // from (6, 9) on
  CHECK(solid.status_has("height(10, 2, 2) = 20210"));
  solid.keys({"z"});
  CHECK(solid.request.layer == 4);
  ViewerCase flat(viewed_run({20, 14, 1}, {viewed_field("height")}), small_viewer, place);
  flat.keys({"x", "pageup", "tab"});
  CHECK(flat.request == hg::ViewRequest{0, 2, 0, {0, 0, 20, 14}, 1});
}

TEST_CASE("what the status line tells") {
  hg::Viewer viewer(viewed_run({400, 300, 1}, {viewed_field("temperature")}), small_viewer);
  hg::ViewFrame frame = answer(
      *viewer.take_request(), [](auto x, auto, auto) { return static_cast<double>(x); }, 1200);
  frame.time = 0.125;
  frame.rate = 28000;
  viewer.show(frame);
  CHECK(viewer.status() == "case: step 1200  t = 0.125  3.36 Gcells/s  zoom 1/16  ? help");
  viewer.handle(pointer_event(Kind::pointer_move, 9, 10));
  CHECK(viewer.status().find("temperature(32, 80) = 39.5 (mean of 16 x 16)") != std::string::npos);
  viewer.handle(pointer_event(Kind::pointer_move, 9, 1));  // above the grid
  CHECK(viewer.status().find("temperature") == std::string::npos);
  frame.ended = true;
  viewer.show(frame);
  CHECK(viewer.status().find("ended") != std::string::npos);
  CHECK(viewer.status().find("cells/s") == std::string::npos);
}

TEST_CASE("palettes go round; one that does not exist is refused") {
  ViewerCase life(life_run(40, 30), small_viewer, [](auto x, auto, auto) { return x % 2 == 0 ? 1.0 : 0.0; });
  std::set<std::string> seen;
  const auto first = life.viewer.picture().rgb;
  for (std::size_t i = 0; i < hg::palette_names().size(); ++i) {
    const auto pixels = life.viewer.picture().rgb;
    seen.insert(std::string(pixels.begin(), pixels.end()));
    life.keys({"c"});
  }
  CHECK(seen.size() == hg::palette_names().size());
  CHECK(life.viewer.picture().rgb == first);
  life.keys({"c", "C"});
  CHECK(life.viewer.picture().rgb == first);
  hg::ViewerOptions options = small_viewer;
  options.palette = "grey";
  CHECK_THROWS_WITH(hg::Viewer(life_run(40, 30), options), Catch::Contains("there is no palette \"grey\""));
}

TEST_CASE("a frame that lacks values is passed over") {
  ViewerCase life(life_run(40, 30), small_viewer, nothing);
  hg::ViewFrame frame = answer(life.request, nothing, 7);
  frame.values.pop_back();
  life.viewer.show(frame);
  CHECK(life.status_has("step 0"));
  frame = answer(life.request, nothing, 7);
  frame.of.field = 1;
  life.viewer.show(frame);
  CHECK(life.status_has("step 0"));
}

TEST_CASE("every key of the help does something") {
  hg::ViewedRun run = viewed_run({20, 14, 6}, {viewed_field("a"), viewed_field("b")});
  for (const bool live : {true, false})
    for (const bool explores : {false, true}) {
      run.live = live;
      run.explores = explores;
      for (const hg::KeyHelp& line : hg::key_help(run)) {
        if (line.keys == "slider" || line.keys == "drag" || line.keys == "drag, arrows") continue;
        std::string rest = line.keys + " ";
        for (std::size_t space; (space = rest.find(' ')) != std::string::npos; rest.erase(0, space + 1)) {
          std::string key = rest.substr(0, space);
          if (key == "wheel") continue;
          key = key == "PgUp" ? "pageup" : key == "PgDn" ? "pagedown" : key == "Esc" ? "escape" : key;
          INFO(key);
          CHECK(hg::action_of(key, run) != hg::ViewerAction::none);
        }
      }
      CHECK(hg::action_of("F7", run) == hg::ViewerAction::none);
    }
}

TEST_CASE("saved pictures and films") {
  if (!hg::png_available()) return;
  const auto folder = std::filesystem::temp_directory_path() / ("halogrid_viewer_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  hg::ViewerOptions options = small_viewer;
  options.folder = folder.string();
  ViewerCase life(life_run(40, 30), options, [](auto x, auto, auto) { return x % 3 == 0 ? 1.0 : 0.0; });
  life.step = 12;
  life.show();
  life.keys({"s", "s"});
  CHECK(life.status_has("case.00000012.view.2.png"));
  const auto width_of = [](const std::filesystem::path& path) { return hg::read_png(path.string()).width; };
  CHECK(width_of(folder / "case.00000012.view.png") == 40);
  CHECK(width_of(folder / "case.00000012.view.2.png") == 40);
  life.viewer.handle(key_event("v"));
  life.show();
  life.show();
  CHECK(life.status_has("recording 2"));
  life.viewer.handle(key_event("v"));
  CHECK(life.status_has("recorded 2 pictures"));
  life.show();
  CHECK(width_of(folder / "case.film" / "00000002.png") == 40);
  CHECK_FALSE(std::filesystem::exists(folder / "case.film" / "00000003.png"));
  std::filesystem::remove_all(folder);
  life.keys({"s"});
  CHECK(life.status_has("cannot be written"));
}
