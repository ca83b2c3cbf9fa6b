#pragma once
// Moves through the steps of a finished run: to a place, to the next one, or on and on by the clock.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace hg {

class StepPlayer {
 public:
  static constexpr int pictures_a_second = 25;

  explicit StepPlayer(const std::vector<std::int64_t>& steps) : steps_(steps) {}

  std::size_t number() const { return steps_.size(); }
  std::size_t place() const { return place_; }  // that was asked for last
  bool playing() const { return playing_; }
  bool settled() const { return steps_.empty() || !seen_ || shown_ == steps_[place_]; }
  void see(std::int64_t step);  // a frame of this step is shown now

  void toggle() { playing_ = !playing_ && steps_.size() > 1; }
  void go_to(std::size_t place);
  void move(std::int64_t places);  // not beyond the ends
  // Pictures a second stay at 25: faster leaves out steps, slower waits. Returns times how fast.
  double change_speed(int powers);
  void tick(std::int64_t milliseconds);     // so much time has passed
  std::optional<std::int64_t> take_seek();  // a step to ask for

 private:
  std::vector<std::int64_t> steps_;
  std::size_t place_ = 0;
  std::int64_t shown_ = 0, waited_ = 0;  // ms since the last picture
  int speed_ = 0;                        // a power of two
  bool seen_ = false, playing_ = false, seek_ = false;
};

}  // namespace hg
