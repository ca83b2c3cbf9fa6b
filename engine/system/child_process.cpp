#include "engine/system/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace hg {

// What posix_spawn is told besides the words; the system's own objects are freed with it.
class SpawnOrders {
 public:
  SpawnOrders() {
    posix_spawn_file_actions_init(&files_);
    posix_spawnattr_init(&attributes_);
  }
  ~SpawnOrders() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnOrders(const SpawnOrders&) = delete;
  SpawnOrders& operator=(const SpawnOrders&) = delete;

  void open(int target, const ChildStream& stream) {
    int flags = target == STDIN_FILENO ? O_RDONLY : O_WRONLY;
    // One that lies there, a link perhaps, is replaced.
    if (stream.kind == ChildStream::Kind::new_file && stream.path != "/dev/null") {
      flags |= O_CREAT | O_EXCL | O_NOFOLLOW;
      ::unlink(stream.path.c_str());
    }
    if (!stream.path.empty()) posix_spawn_file_actions_addopen(&files_, target, stream.path.c_str(), flags, 0644);
    if (stream.descriptor >= 0) posix_spawn_file_actions_adddup2(&files_, stream.descriptor, target);
  }
  void signals(const std::vector<int>& usual, bool own_group) {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : usual) sigaddset(&set, number);
    posix_spawnattr_setsigdefault(&attributes_, &set);
    posix_spawnattr_setpgroup(&attributes_, 0);
    const int flags = (usual.empty() ? 0 : POSIX_SPAWN_SETSIGDEF) | (own_group ? POSIX_SPAWN_SETPGROUP : 0);
    posix_spawnattr_setflags(&attributes_, static_cast<short>(flags));
  }
  int spawn(pid_t& process, std::vector<std::string> words, std::vector<std::string> variables) {
    std::vector<char*> arguments, environment;
    for (std::string& word : words) arguments.push_back(word.data());
    for (char** variable = environ; *variable != nullptr; ++variable) environment.push_back(*variable);
    for (std::string& variable : variables) environment.push_back(variable.data());
    arguments.push_back(nullptr);
    environment.push_back(nullptr);
    return posix_spawnp(&process, arguments.front(), &files_, &attributes_, arguments.data(), environment.data());
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

ChildProcess::ChildProcess(const ChildStart& start) : own_group_(start.own_group) {
  FileDescriptor its_end;
  ChildStream input = start.input;
  if (input.kind == ChildStream::Kind::given) {
    // A socket rather than a pipe: writing to a program that has ended is then an error and no signal.
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw std::runtime_error(fmt::format("no socket can be made: {}", system_reason(errno)));
    input_ = FileDescriptor(ends[0]);
    its_end = FileDescriptor(ends[1]);
    input.descriptor = ends[1];
  }
  std::vector<std::string> variables;
  for (const auto& [name, value] : start.environment)
    if (std::getenv(name.c_str()) == nullptr) variables.push_back(name + "=" + value);
  SpawnOrders orders;
  orders.open(STDIN_FILENO, input);
  orders.open(STDOUT_FILENO, start.output);
  orders.open(STDERR_FILENO, start.error);
  orders.signals(start.usual_signals, start.own_group);
  const int failed = orders.spawn(id_, start.words, std::move(variables));
  if (failed == 0) return;
  const std::string& name = start.name.empty() ? start.words.front() : start.name;
  throw std::runtime_error(fmt::format("{} cannot be started: {}", name, system_reason(failed)));
}

ChildProcess::~ChildProcess() {
  input_.close();
  if (left_) return;
  signal(SIGTERM);
  wait();
}

bool ChildProcess::give(const void* data, std::size_t bytes) {
  const char* at = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t sent = send(input_.get(), at, bytes, MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) return false;
    at += std::max<ssize_t>(sent, 0);
    bytes -= static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
  }
  return true;
}

void ChildProcess::signal(int number) {
  if (!end_) kill(own_group_ ? -id_ : id_, number);
}

void ChildProcess::note_end(pid_t found, int status) {
  ChildEnd out;
  out.unknown = found != id_;
  if (!out.unknown && WIFSIGNALED(status)) {
    out.signal = WTERMSIG(status);
    out.status = 128 + out.signal;
    out.reason = fmt::format("ended by signal {} ({})", out.signal, strsignal(out.signal));
  } else if (!out.unknown) {
    out.status = WEXITSTATUS(status);
  }
  end_ = out;
}

const std::optional<ChildEnd>& ChildProcess::end() {
  int status = 0;
  if (end_) return end_;
  if (const pid_t found = waitpid(id_, &status, WNOHANG); found != 0) note_end(found, status);
  return end_;
}

const ChildEnd& ChildProcess::wait() {
  input_.close();
  int status = 0;
  pid_t found = 0;
  if (end_) return *end_;
  do found = waitpid(id_, &status, 0);
  while (found < 0 && errno == EINTR);
  note_end(found, status);
  return *end_;
}

ChildEnd ChildProcess::wait(double seconds, const std::function<bool()>& interrupted) {
  using Clock = std::chrono::steady_clock;
  constexpr auto grace = std::chrono::seconds(5);  // from TERM to KILL
  const auto give_up = Clock::now() + std::chrono::duration<double>(seconds);
  bool asked = false, late = false, stopped = false;
  auto kill_at = Clock::time_point::max();
  while (!end()) {
    const auto now = Clock::now();
    late = late || now > give_up;
    stopped = stopped || interrupted();
    if ((late || stopped) && !asked) {
      asked = true;
      signal(SIGTERM);
      kill_at = now + grace;
    }
    if (now > kill_at) signal(SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  if (asked && own_group_) kill(-id_, SIGKILL);  // what it may have left behind
  ChildEnd out = *end_;
  out.interrupted = stopped;
  if (!late) return out;
  out.status = 124;
  out.reason = fmt::format("out of time: ended after {:g} s", seconds);
  return out;
}

}  // namespace hg
