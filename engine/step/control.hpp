#pragma once
// What may be asked of a running job from outside: checkpoints and its end, by signals, by the clock, by a time limit. A request
// reaches some rank at some time; the ranks agree on it between two pieces of the step loop, a few times a second, so that all of
// them act on it at the same step.
#include "engine/mpi/communicator.hpp"
#include "engine/step/signals.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

namespace hg {

struct Request {
  bool checkpoint = false;
  bool view = false;  // a viewer wants something
  StopReason stop = StopReason::none;
  bool any() const { return checkpoint || stop != StopReason::none; }
};

// What a viewer wants of a rank at this moment.
struct Attention {
  double frames_per_second = 0;  // 0: there is no viewer
  bool now = false;
};

class Control {
 public:
  using Clock = std::chrono::steady_clock;

  // checkpoint_seconds: a checkpoint is asked for when the last one is so long ago; none: never. deadline: the run is to have
  // stopped by then; none: no limit.
  Control(const Communicator& world, std::optional<double> checkpoint_seconds, std::optional<Clock::time_point> deadline);

  // Asked now and then on this rank; what it wants counts as a request. With a viewer the ranks agree more often.
  void attend_to(std::function<Attention()> viewer) { viewer_ = std::move(viewer); }

  // Steps until the ranks are to agree, at most `steps`: a multiple of `granule` where it can be. The same on every rank.
  std::int64_t shortened(std::int64_t steps, std::int64_t granule) const;
  // What any rank was asked for since the last call, after that many steps (0: work that wanted() interrupts); collective. A
  // signal that comes while the ranks agree or while something is written counts for the next call.
  Request agree(std::int64_t steps);
  // Whether this rank would ask for something now: for work that has no steps, between any two pieces of it. Costs next to
  // nothing.
  bool wanted();
  // The same, but for what the viewer wants: what is done for a viewer is interrupted by that.
  bool wanted_by_others() const;

  // A checkpoint was written in that time, which the time limit has to leave for the last one.
  void wrote_checkpoint(double seconds);
  // What a checkpoint is taken to cost before the first was written.
  void expect_checkpoint(double seconds) { checkpoint_cost_ = seconds; }

 private:
  bool checkpoint_due(Clock::time_point now) const;
  bool limit_near(Clock::time_point now) const;

  const Communicator& world_;
  std::optional<double> checkpoint_seconds_;
  std::optional<Clock::time_point> deadline_;
  Clock::time_point last_agreed_, last_checkpoint_, last_asked_;
  double checkpoint_cost_ = 1, longest_piece_ = 0;
  std::function<Attention()> viewer_;
  std::int64_t steps_ = 1;  // of the next piece
};

}  // namespace hg
