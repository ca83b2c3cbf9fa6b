#include "viz/screen/terminal_mode.hpp"

#include "engine/system/file_io.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace hg {

// Other screen, no cursor, mouse with all its moves as decimal numbers, empty screen; and the way back.
static constexpr char entering[] = "\x1b[?1049h\x1b[?25l\x1b[?1003h\x1b[?1006h\x1b[2J";
static constexpr char leaving[] = "\x1b[0m\x1b[?1006l\x1b[?1003l\x1b[?25h\x1b[?1049l";

// Signals that end a process that does nothing about them: left alone where somebody does, for then it ends in good order.
static constexpr int ending[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
// Crashes: whoever else wants to know of them is told afterwards.
static constexpr int crashing[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};

// What signal handlers need; they may use neither memory nor locks.
struct TerminalState {
  volatile std::sig_atomic_t active = 0, resumed = 0;
  pid_t owner = 0;
  int out = -1;
  sigset_t signals;  // that were held back before
  termios before, raw;
  struct sigaction actions[NSIG];  // those there were
  volatile std::sig_atomic_t taken[NSIG];
};
static TerminalState terminal;

static void write_all(const char* bytes, std::size_t number) {
  while (number > 0) {
    const ssize_t written = write(terminal.out, bytes, number);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    number -= static_cast<std::size_t>(written);
  }
}

static void enter() {
  tcsetattr(terminal.out, TCSANOW, &terminal.raw);
  write_all(entering, sizeof entering - 1);
}

// A child of the owner has no business with its terminal.
static void leave() {
  if (terminal.active == 0 || terminal.owner != getpid()) return;
  write_all(leaving, sizeof leaving - 1);
  tcsetattr(terminal.out, TCSANOW, &terminal.before);
}

static void end_with(int number) {
  const int error = errno;
  leave();
  terminal.active = 0;
  sigaction(number, &terminal.actions[number], nullptr);
  raise(number);  // it comes when this handler is left
  errno = error;
}

static void resume(int) {
  const int error = errno;
  if (terminal.active != 0 && terminal.owner == getpid()) {
    enter();
    terminal.resumed = 1;
  }
  errno = error;
}

static void handle(int number, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, nullptr);
}

static void stop(int number) {
  const int error = errno;
  leave();
  handle(number, SIG_DFL, 0);
  raise(number);  // stops here; resume() is called when it goes on
  handle(number, stop, SA_NODEFER | SA_RESTART);
  errno = error;
}

static void take(int number, void (*handler)(int), int flags, bool only_default) {
  sigaction(number, nullptr, &terminal.actions[number]);
  const struct sigaction& before = terminal.actions[number];
  const bool is_default = (before.sa_flags & SA_SIGINFO) == 0 && before.sa_handler == SIG_DFL;
  if (only_default && !is_default) return;
  handle(number, handler, flags);
  terminal.taken[number] = 1;
}

static void give_back(int number) {
  if (terminal.taken[number] != 0) sigaction(number, &terminal.actions[number], nullptr);
  terminal.taken[number] = 0;
}

TerminalMode::TerminalMode(int in, int out) {
  if (terminal.active != 0) throw std::runtime_error("the terminal shows a viewer already");
  struct stat input = {};
  const bool piped = fstat(in, &input) == 0 && S_ISFIFO(input.st_mode);
  if ((isatty(in) == 0 && !piped) || isatty(out) == 0)
    throw std::runtime_error("there is no terminal to draw on: standard input or output is something else");
  if (tcgetattr(out, &terminal.before) != 0)
    throw std::runtime_error(fmt::format("the terminal does not tell its settings: {}", system_reason(errno)));
  terminal.out = out;
  terminal.owner = getpid();
  terminal.raw = terminal.before;
  // Keys at once and without echo; control and C still interrupts.
  terminal.raw.c_lflag &= static_cast<tcflag_t>(~(ICANON | ECHO | ECHONL | IEXTEN));
  terminal.raw.c_iflag &= static_cast<tcflag_t>(~(ICRNL | INLCR | IGNCR | IXON | ISTRIP));
  terminal.raw.c_oflag &= static_cast<tcflag_t>(~OPOST);
  terminal.raw.c_cc[VMIN] = 0;
  terminal.raw.c_cc[VTIME] = 0;
  static const bool at_exit = std::atexit(leave) == 0;
  static_cast<void>(at_exit);
  // With this one held back a process in the background may change its terminal; without, it is stopped.
  sigset_t background;
  sigemptyset(&background);
  if (piped) sigaddset(&background, SIGTTOU);
  sigprocmask(SIG_BLOCK, &background, &terminal.signals);
  terminal.active = 1;
  terminal.resumed = 0;
  for (const int number : ending) take(number, end_with, 0, true);
  for (const int number : crashing) take(number, end_with, 0, false);
  take(SIGTSTP, stop, SA_NODEFER | SA_RESTART, true);
  take(SIGCONT, resume, SA_RESTART, true);
  enter();
}

TerminalMode::~TerminalMode() {
  leave();
  terminal.active = 0;
  for (const int number : ending) give_back(number);
  for (const int number : crashing) give_back(number);
  give_back(SIGTSTP);
  give_back(SIGCONT);
  sigprocmask(SIG_SETMASK, &terminal.signals, nullptr);
}

LentTerminal::LentTerminal() : terminal_(open("/dev/tty", O_RDWR | O_CLOEXEC)) {
  if (terminal_ < 0 || tcgetattr(terminal_, &before_) == 0) return;
  close(terminal_);
  terminal_ = -1;
}

LentTerminal::~LentTerminal() {
  if (terminal_ >= 0) close(terminal_);
}

void LentTerminal::take_back() {
  if (terminal_ < 0) return;
  // As in the background of the terminal, where a launcher put this process.
  sigset_t background, before;
  sigemptyset(&background);
  sigaddset(&background, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &background, &before);
  static_cast<void>(!write(terminal_, leaving, sizeof leaving - 1));
  tcsetattr(terminal_, TCSANOW, &before_);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

bool TerminalMode::take_resumed() {
  const bool out = terminal.resumed != 0;
  terminal.resumed = 0;
  return out;
}

}  // namespace hg
