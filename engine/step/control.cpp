#include "engine/step/control.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace hg {

static double seconds_between(Control::Clock::time_point from, Control::Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

Control::Control(const Communicator& world, std::optional<double> checkpoint_seconds, std::optional<Clock::time_point> deadline)
    : world_(world),
      checkpoint_seconds_(checkpoint_seconds),
      deadline_(deadline),
      last_agreed_(Clock::now()),
      last_checkpoint_(last_agreed_),
      last_asked_(last_agreed_) {}

std::int64_t Control::shortened(std::int64_t steps, std::int64_t granule) const {
  const std::int64_t whole = (steps_ + granule - 1) / granule * granule;
  return std::min(steps, whole);
}

bool Control::checkpoint_due(Clock::time_point now) const {
  return checkpoint_seconds_ && seconds_between(last_checkpoint_, now) >= *checkpoint_seconds_;
}

// Left must be the checkpoint, with half as much again, a second for the end of the job, and the next piece before the ranks
// agree again.
bool Control::limit_near(Clock::time_point now) const {
  return deadline_ && seconds_between(now, *deadline_) <= 1.5 * checkpoint_cost_ + 1 + 2 * longest_piece_;
}

bool Control::wanted() {
  // A piece that has begun is not interrupted: how long they are counts for the time limit.
  const auto now = Clock::now();
  longest_piece_ = std::max(longest_piece_, seconds_between(last_asked_, now));
  last_asked_ = now;
  return wanted_by_others() || (viewer_ && viewer_().now);
}

bool Control::wanted_by_others() const {
  const auto now = Clock::now();
  return signal_waits() || checkpoint_due(now) || limit_near(now);
}

// A launcher leaves a second after TERM.
static constexpr double seconds_between_agreements = 0.05;

Request Control::agree(std::int64_t steps) {
  // Taken and cleared before the ranks agree: what comes later is for the next time.
  const auto [checkpoint, stop] = take_signals();
  const auto now = Clock::now();
  const double seconds = seconds_between(last_agreed_, now);
  if (steps > 0) longest_piece_ = std::max(longest_piece_, seconds);
  const auto here = std::max(stop, limit_near(now) ? StopReason::time_limit : StopReason::none);
  const Attention viewer = viewer_ ? viewer_() : Attention();
  std::vector<double> all{checkpoint || checkpoint_due(now) ? 1.0 : 0.0, static_cast<double>(here), seconds,
                          viewer.now ? 1.0 : 0.0, viewer.frames_per_second};
  world_.max(all);
  // Pieces grow by steps, so that one slow piece does not make the next one too long.
  const double apart = all[4] > 0 ? std::min(seconds_between_agreements, 0.2 / all[4]) : seconds_between_agreements;
  const double fitting = static_cast<double>(steps) * apart / std::max(all[2], 1e-9);
  steps_ = std::clamp<std::int64_t>(static_cast<std::int64_t>(std::min(fitting, 1e15)), 1, 8 * std::max<std::int64_t>(steps, 1));
  last_agreed_ = last_asked_ = Clock::now();
  return {all[0] > 0, all[3] > 0, static_cast<StopReason>(static_cast<std::int64_t>(all[1]))};
}

void Control::wrote_checkpoint(double seconds) {
  checkpoint_cost_ = std::max(seconds, 0.5 * checkpoint_cost_);
  last_checkpoint_ = last_agreed_ = last_asked_ = Clock::now();
}

}  // namespace hg
