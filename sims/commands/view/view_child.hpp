#pragma once
// The viewer that a run starts beside itself: a process of its own, so that the run survives whatever becomes of it.
#include "engine/system/child_process.hpp"
#include "sims/commands/view/view_options.hpp"
#include "viz/screen/terminal_mode.hpp"

#include <optional>

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
  std::optional<LentTerminal> terminal_;  // where the viewer draws on it
  std::optional<ChildProcess> process_;
};

// Throws a usage_error unless this process may draw on its terminal: launchers start ranks in the background of theirs.
void refuse_without_terminal();

}  // namespace hg
