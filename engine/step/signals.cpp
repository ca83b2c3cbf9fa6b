#include "engine/step/signals.hpp"

#include "engine/system/heartbeat.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

namespace hg {

// The handlers may run on any thread at any time: they only note what came.
static std::atomic<bool> checkpoint_asked{false};
static std::atomic<std::int64_t> stop_asked{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free &&
                  std::atomic<double>::is_always_lock_free,
              "a signal handler takes no lock");

static constexpr unsigned patience = 5;  // seconds that a checkpoint may take which QUIT asks for

static void note_checkpoint(int) { checkpoint_asked.store(true); }
static void note_nothing(int) {}

static void end_by_quit(int) {
  signal(SIGQUIT, SIG_DFL);
  raise(SIGQUIT);
}

static StopReason reason_of(int number) {
  switch (number) {
    case SIGUSR2:
      return StopReason::usr2;
    case SIGALRM:
      return StopReason::alarm;
    case SIGXCPU:
      return StopReason::processor_limit;
    case SIGINT:
      return StopReason::interrupt;
    case SIGHUP:
      return StopReason::hang_up;
    case SIGQUIT:
      return StopReason::quit;
    default:
      return StopReason::terminate;
  }
}

static void note_stop(int number) {
  const auto reason = static_cast<std::int64_t>(reason_of(number));
  stop_asked.store(std::max(stop_asked.load(), reason));
  if (number != SIGQUIT) return;
  if (heartbeat.still.load(std::memory_order_relaxed) >= patience) return end_by_quit(number);
  signal(SIGALRM, end_by_quit);
  alarm(patience);
}

// at_once_next: the second one does what it would without a handler.
static void heed(int number, void (*handler)(int), bool at_once_next = false) {
  struct sigaction before = {};
  if (sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) return;
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART | (at_once_next ? SA_RESETHAND : 0);  // calls of the system go on
  sigaction(number, &action, nullptr);
}

Signals::Signals() {
  heed(SIGUSR1, note_checkpoint);
  // A launcher, a shell and the system may each send these.
  for (const int number : {SIGUSR2, SIGHUP, SIGXCPU, SIGALRM}) heed(number, note_stop);
  // Who asks twice for the end does not want to wait for it.
  for (const int number : {SIGTERM, SIGINT, SIGQUIT}) heed(number, note_stop, true);
  // Not ignored: programs that this one starts would inherit that.
  heed(SIGPIPE, note_nothing);
}

bool signal_waits() {
  return checkpoint_asked.load(std::memory_order_relaxed) || stop_asked.load(std::memory_order_relaxed) != 0;
}

SignalRequest take_signals() { return {checkpoint_asked.exchange(false), static_cast<StopReason>(stop_asked.exchange(0))}; }

void dump_core() {
  end_by_quit(SIGQUIT);
  std::abort();
}

const char* in_words(StopReason reason) {
  switch (reason) {
    case StopReason::none:
      return "nothing";
    case StopReason::time_limit:
      return "the time limit";
    case StopReason::viewer:
      return "the viewer";
    case StopReason::usr2:
      return "signal USR2";
    case StopReason::alarm:
      return "signal ALRM";
    case StopReason::processor_limit:
      return "signal XCPU (the limit of processor time)";
    case StopReason::interrupt:
      return "signal INT";
    case StopReason::hang_up:
      return "signal HUP";
    case StopReason::terminate:
      return "signal TERM";
    case StopReason::quit:
      return "signal QUIT";
  }
  return "nothing";
}

}  // namespace hg
