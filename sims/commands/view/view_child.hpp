#pragma once
// The viewer that a run starts beside itself: a process of its own, so that the run survives whatever becomes of it.
#include "sims/commands/view/view_options.hpp"
#include "viz/screen/terminal_mode.hpp"

#include <sys/types.h>

#include <optional>
#include <string>

namespace hg {

class ViewChild {
 public:
  // Starts `halogrid view` with these options. A terminal viewer gets the terminal of this process. Throws std::runtime_error
  // with the system's reason.
  explicit ViewChild(const ViewOptions& options);
  ViewChild(const ViewChild&) = delete;
  ViewChild& operator=(const ViewChild&) = delete;
  // Ends a viewer that is still there and waits until its terminal is as it was, a second at most.
  ~ViewChild();

  bool running();

 private:
  pid_t process_ = -1;
  std::optional<LentTerminal> terminal_;  // where the viewer draws on it
};

// Throws a usage_error unless this process may draw on its terminal: launchers start ranks in the background of theirs.
void refuse_without_terminal();

}  // namespace hg
