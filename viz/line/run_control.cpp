#include "viz/line/run_control.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

namespace hg {

// Frames that were on their way when a command was given; after so many the run must have heard it.
static constexpr int most_frames_on_their_way = 20;
static constexpr std::int64_t largest_speed = std::int64_t{1} << 40;
static const char* const has_ended = "the run has ended";

void RunControl::see(const ViewFrame& frame) {
  step_ = frame.step;
  ended_ = frame.ended;
  if (frame.rate > 0) rate_ = frame.rate;
  if (frame.paused == paused_)
    waiting_ = 0;
  else if (waiting_ > 0)
    --waiting_;
  if (waiting_ == 0) paused_ = frame.paused;
}

void RunControl::set_paused(bool paused, std::vector<ViewCommand>& out) {
  paused_ = paused;
  waiting_ = most_frames_on_their_way;
  out.push_back({.kind = paused ? ViewCommand::Kind::pause : ViewCommand::Kind::go_on, .of = {}});
}

std::string RunControl::toggle(std::vector<ViewCommand>& out) {
  if (ended_) return has_ended;
  set_paused(!paused_, out);
  return "";
}

std::string RunControl::step(std::vector<ViewCommand>& out) {
  if (ended_) return has_ended;
  if (!paused_) set_paused(true, out);
  out.push_back({.kind = ViewCommand::Kind::step, .number = 1, .of = {}});
  expected_step_ = std::max(expected_step_, step_) + 1;
  return "";
}

std::string RunControl::faster(std::vector<ViewCommand>& out) {
  return set_speed(speed_ == 0 ? 0 : std::min(speed_ * 2, largest_speed), out);
}

std::string RunControl::slower(std::vector<ViewCommand>& out) {
  if (speed_ > 0) return set_speed(std::max<std::int64_t>(1, speed_ / 2), out);
  // From full speed: the power of two next below what a frame holds now.
  const double now = std::clamp(rate_ / frames_a_second_, 1.0, static_cast<double>(largest_speed));
  return set_speed(static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(now))), out);
}

std::string RunControl::set_speed(std::int64_t speed, std::vector<ViewCommand>& out) {
  if (ended_) return has_ended;
  if (speed != speed_) out.push_back({.kind = ViewCommand::Kind::speed, .number = speed, .of = {}});
  speed_ = speed;
  if (speed == 0) return "full speed";
  return speed == 1 ? "1 step a frame" : fmt::format("{} steps a frame", speed);
}

}  // namespace hg
