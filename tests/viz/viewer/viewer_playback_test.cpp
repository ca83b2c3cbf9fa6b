// The viewer on the files of a finished run: time is moved through by keys, slider and clock.
#include "tests/catch.hpp"
#include "tests/viz/viewer/viewer_case.hpp"

using namespace hg_tests;
using Kind = hg::InputEvent::Kind;

static hg::ViewedRun finished_run() {
  hg::ViewedRun run = viewed_run({40, 30, 1}, {viewed_field("temperature")});
  run.live = false;
  run.steps = {0, 50, 100, 150, 200, 225};
  return run;
}

static const hg::ViewerOptions options = {"", ".", 300, 230, false, 30};

// A playback whose files are read at once.
struct Playback : ViewerCase {
  Playback() : ViewerCase(finished_run(), options, [](auto x, auto y, auto) { return static_cast<double>(x + y); }) {}
  // The steps that were asked for; each is shown.
  std::vector<std::int64_t> seeks() {
    std::vector<std::int64_t> out;
    for (const auto& command : viewer.take_commands()) {
      CHECK(command.kind == hg::ViewCommand::Kind::seek);
      out.push_back(command.number);
      step = command.number;
      show();
    }
    return out;
  }
  std::vector<std::int64_t> after(const std::string& key) {
    viewer.handle(key_event(key));
    return seeks();
  }
};
using Steps = std::vector<std::int64_t>;

TEST_CASE("keys move through the steps") {
  Playback run;
  CHECK(run.seeks().empty());
  CHECK(run.status_has("step 0 (1 of 6)"));
  CHECK(run.after("right") == Steps{50});
  CHECK(run.after("n") == Steps{100});
  CHECK(run.after("left") == Steps{50});
  CHECK(run.after("end") == Steps{225});
  CHECK(run.after("right").empty());
  CHECK(run.status_has("step 225 (6 of 6)"));
  CHECK(run.after("home") == Steps{0});
  CHECK(run.after("left").empty());
  // Two presses before the loop takes them are one jump.
  run.viewer.handle(key_event("right"));
  run.viewer.handle(key_event("right"));
  CHECK_FALSE(run.viewer.settled());
  CHECK(run.seeks() == Steps{100});
  CHECK(run.viewer.settled());
}

TEST_CASE("panning has other keys, and nothing reaches a run") {
  Playback run;
  run.keys({"8"});
  const auto before = run.request.region;
  run.keys({"shift+right"});
  CHECK(run.request.region.x > before.x);
  run.keys({"shift+left", "down"});
  CHECK(run.request.region.x == before.x);
  CHECK(run.request.region.y > before.y);
  run.keys({"k", "0"});
  CHECK(run.viewer.take_commands().empty());
  run.keys({"Q"});
  CHECK(run.viewer.closed());
  CHECK(run.viewer.take_commands().empty());
}

TEST_CASE("the slider takes clicks and drags, and shows where it is") {
  Playback run;
  const int row = 230 - 5;
  run.pointer(Kind::pointer_down, 299, row);
  CHECK(run.seeks() == Steps{225});
  run.pointer(Kind::pointer_move, 0, 20);  // held: the rows do not matter
  CHECK(run.seeks() == Steps{0});
  run.pointer(Kind::pointer_move, 150, row);
  CHECK(run.seeks().size() == 1);
  run.pointer(Kind::pointer_up, 150, row);
  run.pointer(Kind::pointer_move, 290, row);
  CHECK(run.seeks().empty());
  // Every place is hit where its handle is drawn, and nowhere else does a picture change.
  const hg::TimeSlider slider(216, 300, 14);
  for (std::size_t place = 0; place < 6; ++place) {
    CHECK(slider.place(slider.column(place, 6), 6) == place);
    hg::Image image(300, 230);
    slider.draw(image, place, 6);
    CHECK(image.at(slider.column(place, 6), 223) == hg::Colour{240, 240, 240});
    CHECK(image.at(slider.column(place, 6), 215) == hg::Colour{0, 0, 0});
  }
  CHECK(slider.place(-5, 1) == 0);
  CHECK(slider.place(290, 1000000) < 1000000);
  const hg::Image picture = run.viewer.picture();
  hg::Image alone(300, 230);
  slider.draw(alone, 2, 6);
  run.after("home");
  run.after("right");
  run.after("right");
  const hg::Image third = run.viewer.picture();
  for (int y = 216; y < 230; ++y)
    for (int x = 0; x < 300; ++x) REQUIRE(third.at(x, y) == alone.at(x, y));
}

TEST_CASE("space plays at 25 steps a second, round and round") {
  Playback run;
  run.viewer.tick(1000);
  CHECK(run.seeks().empty());
  run.after("space");
  CHECK(run.status_has("playing"));
  Steps seen;
  for (int i = 0; i < 70; ++i) {  // 7 pictures' time in parts
    run.viewer.tick(4);
    for (const std::int64_t step : run.seeks()) seen.push_back(step);
  }
  CHECK(seen == Steps{50, 100, 150, 200, 225, 0, 50});
  // A slow disk: no picture is asked for before the last one came.
  run.viewer.tick(40);
  REQUIRE(run.viewer.take_commands().size() == 1);
  run.viewer.tick(400);
  CHECK(run.viewer.take_commands().empty());
  run.step = 100;
  run.show();
  run.viewer.tick(40);
  CHECK(run.seeks() == Steps{150});
  run.after("space");
  run.viewer.tick(1000);
  CHECK(run.seeks().empty());
}

TEST_CASE("a playback's speed leaves out steps or waits") {
  Playback run;
  run.after("space");
  run.after("+");
  CHECK(run.status_has("2 times as fast"));
  Steps seen;
  for (int i = 0; i < 4; ++i) {
    run.viewer.tick(40);
    for (const std::int64_t step : run.seeks()) seen.push_back(step);
  }
  CHECK(seen == Steps{100, 200, 225, 0});
  run.after("-");
  run.after("-");
  CHECK(run.status_has("0.5 times as fast"));
  run.viewer.tick(79);
  CHECK(run.seeks().empty());
  run.viewer.tick(1);
  CHECK(run.seeks() == Steps{50});
}
