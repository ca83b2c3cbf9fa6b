#include "sims/commands/view/view_child.hpp"

#include "engine/system/error.hpp"
#include "engine/system/host_processors.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdexcept>
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
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  const bool in_terminal = options.mode == ViewMode::terminal;
  if (in_terminal) terminal_.emplace();
  const char* const file = in_terminal ? "/dev/tty" : "/dev/null";
  if (!in_terminal || terminal_of_this_process() == Terminal::ours)
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, file, O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, file, O_WRONLY, 0);
  // A run catches signals that its viewer is to be ended by.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t caught;
  sigemptyset(&caught);
  for (const int number : {SIGUSR1, SIGUSR2, SIGTERM, SIGINT}) sigaddset(&caught, number);
  posix_spawnattr_setsigdefault(&attributes, &caught);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const int status = posix_spawn(&process_, arguments.front(), &files, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (status != 0) {
    process_ = -1;
    throw std::runtime_error(fmt::format("the viewer cannot be started: {}", std::strerror(status)));
  }
  leave_binding(process_);
}

ViewChild::~ViewChild() {
  if (running()) kill(process_, SIGTERM);
  for (int i = 0; i < 100 && running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
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
  int status = 0;
  if (process_ <= 0 || waitpid(process_, &status, WNOHANG) == 0) return process_ > 0;
  process_ = -1;
  if (terminal_ && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) terminal_->take_back();
  return false;
}

}  // namespace hg
