#pragma once
// Where a viewer's frames come from: a live run behind a socket, or the files of a finished one.
#include "viz/image/view_frame.hpp"

namespace hg {

class ViewSource {
 public:
  virtual ~ViewSource() = default;

  virtual const ViewedRun& run() const = 0;
  // Frames show this from now on. Never waits.
  virtual void ask(const ViewRequest& request) = 0;
  virtual void command(const ViewCommand& command) = 0;
  // The newest frame that has come since the last call; false: none. Waits at most that long for one. Throws std::runtime_error
  // with a sentence for the user where the other side is gone for good.
  virtual bool receive(ViewFrame& frame, int milliseconds) = 0;
  // Why the other side did not do what it was told, once for each time; empty: nothing new.
  virtual std::string take_refusal() { return ""; }
};

}  // namespace hg
