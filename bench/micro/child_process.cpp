#include "bench/micro/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace hg::bench {

static volatile std::sig_atomic_t end_requested = 0;

static void note_end_request(int) { end_requested = 1; }

EndRequests::EndRequests()
    : term_before_(std::signal(SIGTERM, note_end_request)), int_before_(std::signal(SIGINT, note_end_request)) {}

EndRequests::~EndRequests() {
  std::signal(SIGTERM, term_before_);
  std::signal(SIGINT, int_before_);
}

bool EndRequests::any() { return end_requested != 0; }

// The process, or 0 and the reason. It leads a group of its own, so that whatever it starts can be ended with it.
static pid_t start(const ChildJob& job, std::string& reason) {
  std::vector<std::string> words = job.words, variables;
  for (const auto& [name, value] : job.environment)
    if (std::getenv(name.c_str()) == nullptr) variables.push_back(name + "=" + value);
  std::vector<char*> arguments, environment;
  for (std::string& word : words) arguments.push_back(word.data());
  for (char** variable = environ; *variable != nullptr; ++variable) environment.push_back(*variable);
  for (std::string& variable : variables) environment.push_back(variable.data());
  arguments.push_back(nullptr);
  environment.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, job.out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, job.err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t caught;
  sigemptyset(&caught);
  for (const int number : {SIGTERM, SIGINT}) sigaddset(&caught, number);
  posix_spawnattr_setsigdefault(&attributes, &caught);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  pid_t process = 0;
  const int failed = posix_spawnp(&process, arguments.front(), &files, &attributes, arguments.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) reason = fmt::format("{} cannot be started: {}", job.words.front(), std::strerror(failed));
  return failed != 0 ? 0 : process;
}

ChildEnd run_child(const ChildJob& job) {
  using Clock = std::chrono::steady_clock;
  constexpr auto grace = std::chrono::seconds(5);  // from TERM to KILL
  ChildEnd out;
  const pid_t process = start(job, out.reason);
  if (process == 0) {
    out.status = 127;
    return out;
  }
  const auto give_up = Clock::now() + std::chrono::duration<double>(job.time_out);
  bool asked = false, late = false;
  auto kill_at = Clock::time_point::max();
  int status = 0;
  for (pid_t ended = 0; ended != process; ended = waitpid(process, &status, WNOHANG)) {
    if (ended < 0 && errno == ECHILD) break;
    const auto now = Clock::now();
    late = late || now > give_up;
    out.interrupted = out.interrupted || EndRequests::any();
    if ((late || out.interrupted) && !asked) {
      asked = true;
      kill(-process, SIGTERM);
      kill_at = now + grace;
    }
    if (now > kill_at) kill(-process, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (asked) kill(-process, SIGKILL);  // what its launcher may have left behind
  if (late) {
    out.status = 124;
    out.reason = fmt::format("out of time: ended after {:g} s", job.time_out);
  } else if (WIFSIGNALED(status)) {
    out.status = 128 + WTERMSIG(status);
    out.reason = fmt::format("ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  } else {
    out.status = WEXITSTATUS(status);
  }
  return out;
}

}  // namespace hg::bench
