#include "sims/commands/view/view_child.hpp"

#include "engine/system/error.hpp"
#include "engine/system/host_processors.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace hg {

// The terminal of this process, and who reads what is typed there.
enum class Terminal { none, ours, launchers, others };

// Open MPI starts ranks in the background of its terminal, reads the keys itself and sends them to rank 0's standard input.
static Terminal terminal_of_this_process() {
  const int terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (terminal < 0) return Terminal::none;
  const pid_t foreground = tcgetpgrp(terminal);
  ::close(terminal);
  if (foreground == getpgrp()) return Terminal::ours;
  struct stat input = {};
  const bool piped = fstat(STDIN_FILENO, &input) == 0 && S_ISFIFO(input.st_mode);
  return piped && foreground == getpgid(getppid()) ? Terminal::launchers : Terminal::others;
}

ViewChild::ViewChild(const ViewOptions& options) {
  std::vector<std::string> words = words_of(options);
  words.insert(words.begin(), std::filesystem::read_symlink("/proc/self/exe").string());
  const bool in_terminal = options.mode == ViewMode::terminal;
  if (in_terminal) terminal_.emplace();
  ChildStart start{words, "the viewer"};
  start.output = ChildStream::file(in_terminal ? "/dev/tty" : "/dev/null");
  if (!in_terminal || terminal_of_this_process() == Terminal::ours) start.input = start.output;
  // A run catches signals that its viewer is to be ended by.
  start.usual_signals = {SIGUSR1, SIGUSR2, SIGTERM, SIGINT};
  process_.emplace(start);
  leave_binding(process_->id());
}

ViewChild::~ViewChild() {
  if (running()) process_->signal(SIGTERM);
  for (int i = 0; i < 100 && running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  if (running()) process_->leave();
}

void refuse_without_terminal() {
  const Terminal terminal = terminal_of_this_process();
  if (terminal == Terminal::ours || terminal == Terminal::launchers) return;
  throw usage_error(
      "--view=terminal",
      terminal == Terminal::none ? "this process has no terminal" : "this process runs in the background of its terminal",
      "leave it out, and in a terminal beside it: halogrid view DIR --terminal");
}

bool ViewChild::running() {
  const std::optional<ChildEnd>& end = process_->end();
  if (!end) return true;
  if (terminal_ && end->signal == SIGKILL) terminal_->take_back();
  terminal_.reset();
  return false;
}

}  // namespace hg
