#pragma once
// Running, pausing and the speed of a live run, as its viewer sees them: commands go out, and their effect shows some frames
// later.
#include "viz/image/view_frame.hpp"

#include <string>
#include <vector>

namespace hg {

class RunControl {
 public:
  explicit RunControl(int frames_a_second) : frames_a_second_(frames_a_second) {}

  void see(const ViewFrame& frame);
  bool paused() const { return paused_; }  // or soon to be
  bool ended() const { return ended_; }
  bool settled() const { return ended_ || (!waiting_ && step_ >= expected_step_); }  // what was asked for has happened
  std::int64_t speed() const { return speed_; }                                      // steps a frame; 0: as many as can be made

  // Each returns a message for the user, or none.
  std::string toggle(std::vector<ViewCommand>& out);
  std::string step(std::vector<ViewCommand>& out);
  std::string faster(std::vector<ViewCommand>& out);
  std::string slower(std::vector<ViewCommand>& out);
  std::string full_speed(std::vector<ViewCommand>& out) { return set_speed(0, out); }

 private:
  void set_paused(bool paused, std::vector<ViewCommand>& out);
  std::string set_speed(std::int64_t speed, std::vector<ViewCommand>& out);

  int frames_a_second_;
  bool paused_ = false, ended_ = false;
  int waiting_ = 0;  // frames that may still tell of the time before the last command
  std::int64_t speed_ = 0, step_ = 0, expected_step_ = 0;
  double rate_ = 0;
};

}  // namespace hg
