// What run and viewer say to each other survives the way there, and what is damaged is refused.
#include "viz/line/view_message.hpp"

#include "tests/catch.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

using hg::MessageKind, hg::ViewCommand, hg::ViewedRun, hg::ViewFrame, hg::ViewRequest;

static ViewedRun some_run() {
  ViewedRun out;
  out.name = "soup";
  out.simulation = "life";
  out.size = {300, 200, 4};
  out.fields.resize(2);
  out.fields[0].name = "cells";
  out.fields[0].states = true;
  out.fields[0].highest = 5;
  out.fields[1].name = "iterations";
  out.fields[1].inside = 1000;
  out.cuts[0] = {0, 128, 256};
  out.cuts[1] = {0};
  out.halo = 12;
  out.live = out.draws = true;
  out.steps = {0, 5, std::int64_t{1} << 40};
  return out;
}

static ViewRequest some_request() {
  ViewRequest out;
  out.axis = 1;
  out.layer = 7;
  out.region = {64, 0, 100, 4};
  out.reduction = 32;
  return out;
}

TEST_CASE("messages come out as they went in") {
  const ViewedRun run = some_run(), read = hg::read_viewed_run(body_of(run));
  CHECK(read.name == run.name);
  CHECK(read.simulation == run.simulation);
  CHECK(read.size == run.size);
  CHECK(read.fields.size() == 2);
  CHECK(read.fields[0].states);
  CHECK(read.fields[0].highest == 5);
  CHECK(std::isnan(read.fields[0].inside));
  CHECK(read.fields[1].inside == 1000);
  CHECK(read.cuts == run.cuts);
  CHECK(read.halo == 12);
  CHECK((read.live && read.draws && !read.explores));
  CHECK(read.steps == run.steps);

  double rate = 0;
  CHECK(hg::read_request(body_of(some_request(), 12.5), rate) == some_request());
  CHECK(rate == 12.5);

  ViewCommand command;
  command.kind = ViewCommand::Kind::edit;
  command.number = -3;
  command.x = 1e12;
  command.of = some_request();
  const ViewCommand told = hg::read_command(body_of(command));
  CHECK((told.kind == command.kind && told.number == -3 && told.x == 1e12 && told.of == command.of));

  ViewFrame frame;
  frame.of = some_request();
  frame.columns = 4;
  frame.rows = 1;
  frame.values = {1, 2, 3, std::numeric_limits<float>::quiet_NaN()};
  frame.step = 77;
  frame.plane = "somewhere";
  frame.paused = true;
  const ViewFrame shown = hg::read_frame(body_of(frame));
  CHECK((shown.of == frame.of && shown.columns == 4 && shown.rows == 1 && shown.step == 77 && shown.paused && !shown.ended));
  CHECK(shown.plane == "somewhere");
  CHECK(shown.values[2] == 3);
  CHECK(std::isnan(shown.values[3]));
}

TEST_CASE("a stream is taken apart message by message, whatever pieces it comes in") {
  const std::string stream = message_bytes(MessageKind::hello, "abc") + message_bytes(MessageKind::received, "") +
                             message_bytes(MessageKind::refusal, "no");
  std::string have;
  std::vector<std::string> bodies;
  for (const char byte : stream) {
    have += byte;
    while (const auto message = hg::take_message(have, 100)) bodies.push_back(message->body);
  }
  CHECK(bodies == std::vector<std::string>{"abc", "", "no"});
  CHECK(have.empty());
}

TEST_CASE("what is no message is refused") {
  std::string text = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  CHECK_THROWS_AS(hg::take_message(text, 4096), std::runtime_error);
  std::string longer = hg::message_bytes(MessageKind::command, std::string(200, 'x'));
  CHECK_THROWS_AS(hg::take_message(longer, 100), std::runtime_error);
  std::string unknown = hg::message_bytes(MessageKind::count, "");
  CHECK_THROWS_AS(hg::take_message(unknown, 100), std::runtime_error);

  const std::string bodies[] = {body_of(some_run()), body_of(some_request(), 30), body_of(ViewCommand())};
  const auto read = [](int which, const std::string& body) {
    double rate = 0;
    if (which == 0) hg::read_viewed_run(body);
    if (which == 1) hg::read_request(body, rate);
    if (which == 2) hg::read_command(body);
  };
  for (int which = 0; which < 3; ++which) {
    for (std::size_t length = 0; length < bodies[which].size(); ++length)
      CHECK_THROWS_AS(read(which, bodies[which].substr(0, length)), std::runtime_error);
    CHECK_THROWS_AS(read(which, bodies[which] + "x"), std::runtime_error);
  }
  ViewFrame frame;
  frame.of.region = {0, 0, 2, 2};
  frame.columns = frame.rows = 2;
  frame.values.resize(4);
  CHECK_NOTHROW(hg::read_frame(body_of(frame)));
  const auto damaged = [&](auto change) {
    ViewFrame out = frame;
    change(out);
    CHECK_THROWS_AS(hg::read_frame(body_of(out)), std::runtime_error);
  };
  damaged([](ViewFrame& of) { of.values.resize(3); });
  // Values of another part than it says: whoever paints them would read beyond their end.
  damaged([](ViewFrame& of) { of.of.region.width = 3; });
  damaged([](ViewFrame& of) { of.of.region.height = 100; });
  damaged([](ViewFrame& of) { of.of.region.x = -1; });
  damaged([](ViewFrame& of) { of.of.reduction = 0; });
  damaged([](ViewFrame& of) { of.step = std::numeric_limits<std::int64_t>::max(); });
  // Runs that nothing can be counted in.
  const auto damaged_run = [](auto change) {
    ViewedRun out = some_run();
    change(out);
    CHECK_THROWS_AS(hg::read_viewed_run(body_of(out)), std::runtime_error);
  };
  damaged_run([](ViewedRun& of) { of.size[0] = std::int64_t{1} << 62; });
  damaged_run([](ViewedRun& of) { of.cuts[0] = {128, 0}; });
  damaged_run([](ViewedRun& of) { of.cuts[1] = {-1, 100}; });
  damaged_run([](ViewedRun& of) { of.halo = -1; });
  damaged_run([](ViewedRun& of) { of.steps = {5, 3}; });
  damaged_run([](ViewedRun& of) { of.fields[0].highest = std::nan(""); });
  ViewCommand command;
  command.factor = std::nan("");
  CHECK_THROWS_AS(hg::read_command(body_of(command)), std::runtime_error);
  // A count that would fill all memory.
  std::string run = body_of(some_run());
  for (std::size_t i = 0; i < 8; ++i) run[i] = static_cast<char>(0x7f);
  CHECK_THROWS_AS(hg::read_viewed_run(run), std::runtime_error);
}

TEST_CASE("commands that a run can never obey are told apart") {
  using Kind = ViewCommand::Kind;
  constexpr std::int64_t most = std::int64_t{1} << 53, largest = std::numeric_limits<std::int64_t>::max();
  ViewedRun life = some_run(), heat = some_run(), fractal = some_run();
  heat.draws = fractal.draws = false;
  fractal.explores = true;
  const auto refused = [](const ViewedRun& run, const ViewCommand& command) { return !refusal_of(command, run).empty(); };
  const auto number = [](Kind kind, std::int64_t of) { return ViewCommand{.kind = kind, .number = of, .of = {}}; };
  for (const ViewedRun& run : {life, heat, fractal}) {
    for (const Kind kind : {Kind::pause, Kind::go_on, Kind::checkpoint, Kind::stop}) CHECK_FALSE(refused(run, number(kind, -1)));
    for (const std::int64_t of : {std::int64_t{1}, most}) CHECK_FALSE(refused(run, number(Kind::step, of)));
    for (const std::int64_t of : {std::int64_t{0}, std::int64_t{-1}, most + 1, largest})
      CHECK(refused(run, number(Kind::step, of)));
    for (const std::int64_t of : {std::int64_t{0}, most}) CHECK_FALSE(refused(run, number(Kind::speed, of)));
    for (const std::int64_t of : {std::int64_t{-1}, most + 1, largest}) CHECK(refused(run, number(Kind::speed, of)));
    CHECK(refused(run, number(Kind::seek, 0)));
    CHECK(refused(run, number(Kind::home, 0)) == !run.explores);
    CHECK(refused(run, {.kind = Kind::zoom, .x = 0.5, .y = 0.5, .factor = 2, .of = {}}) == !run.explores);
  }
  for (const double far : {1e300, -1e300}) {
    CHECK(refused(fractal, {.kind = Kind::zoom, .x = far, .of = {}}));
    CHECK(refused(fractal, {.kind = Kind::zoom, .y = far, .of = {}}));
  }
  for (const double far : {1e300, 1e-300}) CHECK(refused(fractal, {.kind = Kind::zoom, .factor = far, .of = {}}));
  CHECK_FALSE(refused(fractal, {.kind = Kind::zoom, .x = -255.5, .y = 256, .factor = 1.0 / 512, .of = {}}));

  const auto edit = [](std::int64_t state, double x, double y, ViewRequest of = {}) {
    return ViewCommand{.kind = Kind::edit, .number = state, .x = x, .y = y, .of = of};
  };
  for (const ViewedRun& run : {heat, fractal}) CHECK(refused(run, edit(1, 0, 0)));
  for (const std::int64_t state : {0, 5}) CHECK_FALSE(refused(life, edit(state, 299, 199)));
  for (const std::int64_t state : {std::int64_t{6}, std::int64_t{255}, std::int64_t{-1}, largest})
    CHECK(refused(life, edit(state, 0, 0)));
  for (const double outside : {-1.0, 300.0, 1e300}) CHECK(refused(life, edit(1, outside, 0)));
  CHECK(refused(life, edit(1, 0, 200)));
  CHECK(refused(life, edit(1, 0, 4, some_request())));  // x and z of a layer across y
  CHECK_FALSE(refused(life, edit(1, 0, 3, some_request())));
  ViewRequest elsewhere;
  elsewhere.field = 1;
  CHECK(refused(life, edit(1, 0, 0, elsewhere)));
}

TEST_CASE("requests lie inside of the grid") {
  const ViewedRun run = some_run();
  CHECK(fits(some_request(), run));
  const auto with = [](auto change) {
    ViewRequest out = some_request();
    change(out);
    return out;
  };
  CHECK_FALSE(fits(with([](auto& r) { r.field = 2; }), run));
  CHECK_FALSE(fits(with([](auto& r) { r.field = -1; }), run));
  CHECK_FALSE(fits(with([](auto& r) { r.axis = 3; }), run));
  CHECK_FALSE(fits(with([](auto& r) { r.layer = 200; }), run));
  CHECK_FALSE(fits(with([](auto& r) { r.reduction = 0; }), run));
  CHECK_FALSE(fits(with([](auto& r) { r.reduction = 48; }), run));  // 64 is no multiple
  CHECK_FALSE(fits(with([](auto& r) { r.region.width = 237; }), run));
  CHECK_FALSE(fits(with([](auto& r) { r.region.width = std::numeric_limits<std::int64_t>::max(); }), run));
  CHECK_FALSE(fits(with([](auto& r) { r.region.height = 5; }), run));  // 4 layers along z
  CHECK_FALSE(fits(with([](auto& r) { r.region.x = -32; }), run));
  CHECK(fits(with([](auto& r) { r.region.width = 236; }), run));
  ViewedRun large = run;
  large.size = {1 << 20, 1 << 20, 1};
  ViewRequest all;
  all.region = {0, 0, 1 << 20, 1 << 20};
  CHECK_FALSE(fits(all, large));  // 2^40 values
  all.reduction = 1024;
  CHECK(fits(all, large));
}
