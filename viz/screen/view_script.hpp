#pragma once
// Keys and clicks to replay in a viewer, one a line:
//   n  +  space  pageup ...   a key, by the names of InputEvent
//   wait N                    until N more steps have been shown
//   move X Y                  the pointer
//   click X Y                 the left button, pressed and let go
//   drag X0 Y0 X1 Y1          the left button, held from one pixel to another
//   wheel AMOUNT X Y          notches, away from the user is positive
//   resize W H                the window
// Empty lines, and what stands behind a # that begins a word, are passed over.
#include "viz/screen/input_event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg {

class ViewScript {
 public:
  // file: its name; throws std::runtime_error that begins with file:line for what is none of the above.
  static ViewScript parse(const std::string& text, const std::string& file);

  // The next event, if its time has come. step: the one that is shown now; ended: no more will come, which ends every `wait`.
  std::optional<InputEvent> next(std::int64_t step, bool ended = false);
  bool finished() const { return at_ == parts_.size(); }

 private:
  struct Part {
    std::int64_t wait = 0;  // steps before the event
    std::optional<InputEvent> event;
  };

  std::vector<Part> parts_;
  std::size_t at_ = 0;
  std::optional<std::int64_t> last_step_;
  std::int64_t waited_ = 0;
};

}  // namespace hg
