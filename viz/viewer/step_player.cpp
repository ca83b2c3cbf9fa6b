#include "viz/viewer/step_player.hpp"

#include <algorithm>
#include <cmath>

namespace hg {

void StepPlayer::see(std::int64_t step) {
  shown_ = step;
  if (seen_ || steps_.empty()) return;
  seen_ = true;
  if (seek_) return;
  const auto found = std::lower_bound(steps_.begin(), steps_.end(), step);
  place_ = found == steps_.end() ? steps_.size() - 1 : static_cast<std::size_t>(found - steps_.begin());
}

void StepPlayer::go_to(std::size_t place) {
  if (steps_.empty()) return;
  place = std::min(place, steps_.size() - 1);
  seek_ = seek_ || place != place_;
  place_ = place;
  waited_ = 0;
}

void StepPlayer::move(std::int64_t places) {
  if (steps_.empty()) return;
  go_to(static_cast<std::size_t>(
      std::clamp<std::int64_t>(static_cast<std::int64_t>(place_) + places, 0, static_cast<std::int64_t>(steps_.size()) - 1)));
}

double StepPlayer::change_speed(int powers) {
  speed_ = std::clamp(speed_ + powers, -5, 10);
  return std::ldexp(1.0, speed_);
}

void StepPlayer::tick(std::int64_t milliseconds) {
  if (!playing_) return;
  waited_ += milliseconds;
  // Files may be slow to read: never ask for more than one picture at a time.
  if (!settled() || seek_ || waited_ < (1000 / pictures_a_second) << std::max(0, -speed_)) return;
  const std::size_t stride = std::size_t{1} << std::max(0, speed_);
  if (place_ + 1 == steps_.size()) return go_to(0);
  go_to(place_ + stride);
}

std::optional<std::int64_t> StepPlayer::take_seek() {
  if (!seek_) return std::nullopt;
  seek_ = false;
  return steps_[place_];
}

}  // namespace hg
