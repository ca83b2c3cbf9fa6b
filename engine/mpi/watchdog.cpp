#include "engine/mpi/watchdog.hpp"

#include "engine/system/host_name.hpp"
#include "engine/system/shown_text.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <new>

namespace hg {

struct WatchSlot {
  std::atomic<std::uint64_t> ticks;
  std::atomic<double> still, limit, busy;                           // seconds; busy: of processor time since the last beat
  std::atomic<std::int32_t> rank, process, waiting, left, claimed;  // claimed: in the first rank's slot, somebody speaks
  std::atomic<Activity> activity;
};

static double clock_seconds(clockid_t clock) {
  timespec time = {};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// What the system's table of processes says: the letter of its state, ' ' where there is no such process any more.
static char process_state(int process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  if (!std::getline(file, line)) return ' ';
  const std::size_t name_end = line.rfind(')');  // a name may hold anything
  return name_end == std::string::npos || name_end + 2 >= line.size() ? '?' : line[name_end + 2];
}

static bool is_debugged(int process) {
  std::ifstream file(fmt::format("/proc/{}/status", process));
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("TracerPid:")) return line.find_first_of("123456789") != std::string::npos;
  return false;
}

[[noreturn]] static void end_process(int) { _exit(static_cast<int>(Exit::internal)); }

// MPI cannot be trusted to come back from here: the main thread may be inside it, and the culprit too.
static void end_job(const std::string& message, bool several) {
  const std::string text = shown_text(message) + "\n";
  if (::write(STDERR_FILENO, text.data(), text.size()) < 0) std::perror("halogrid");
  std::signal(SIGALRM, end_process);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGALRM);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  alarm(5);
  if (several) MPI_Abort(MPI_COMM_WORLD, static_cast<int>(Exit::internal));
  end_process(0);
}

Watchdog::Watchdog(const Communicator& world, double limit, End end)
    : node_(world.node()),
      limit_(limit),
      period_(std::clamp(limit / 20, 0.02, 1.0)),
      several_(world.size() > 1),
      end_(std::move(end)),
      pulse_(limit, period_) {
  if (limit_ <= 0) return;
  whole_world_ = node_.size() == world.size();
  window_.push_back(Window::on_node(node_, sizeof(WatchSlot)));
  own_ = new (window_.front().own()) WatchSlot{};
  own_->rank = world.rank();
  own_->process = static_cast<int>(getpid());
  own_->limit = limit_;
  node_.barrier();
  const double now = clock_seconds(CLOCK_MONOTONIC);
  for (int i = 0; i < node_.size(); ++i) peers_.push_back({static_cast<WatchSlot*>(window_.front().at(i)), 0, now});

  // Signals are for the main thread.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread([this] { watch(); });
  } catch (...) {
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    throw;
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Watchdog::~Watchdog() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_one();
  thread_.join();
  own_->left = 1;
}

void Watchdog::watch() {
  std::unique_lock lock(mutex_);
  const auto period = std::chrono::duration<double>(period_);
  while (!stop_.wait_for(lock, period, [this] { return stopping_; })) {
    lock.unlock();
    look();
    lock.lock();
  }
}

void Watchdog::look() {
  const double now = clock_seconds(CLOCK_MONOTONIC);
  const bool ran =
      pulse_.feel(now, heartbeat.beats.load(std::memory_order_relaxed), heartbeat.passes.load(std::memory_order_relaxed));
  publish(now);
  look_at_peers(now, !ran);
  if (claimed_at_ >= 0 || pulse_.still() < pulse_.limit()) return;
  const std::vector<RankState> node = states(now);
  const Verdict verdict = judge(node, std::clamp(limit_ / 2, 1.0, 30.0), whole_world_);
  if (verdict.stall == Stall::none) return;
  if (somebody_is_debugged()) return pulse_.forget();
  if (peers_.front().slot->claimed.exchange(1) != 0) return;
  speak("halogrid: error: " + sentence(verdict, node, host_name(), whole_world_, reason(verdict)) +
        "; the job is ended\nhint: a run with checkpoints goes on from its newest one with --restart; where a step may take so "
        "long, set run.watchdog to a longer time or \"off\"");
}

void Watchdog::publish(double now) {
  const double processor = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
  if (pulse_.still() <= 0) processor_at_beat_ = processor;
  own_->still = pulse_.still();
  heartbeat.still.store(pulse_.still(), std::memory_order_relaxed);
  own_->limit = pulse_.limit();
  own_->busy = processor - processor_at_beat_;
  own_->waiting = static_cast<std::int32_t>(heartbeat.waiting.load(std::memory_order_relaxed));
  own_->activity = heartbeat.activity.load(std::memory_order_relaxed);
  own_->ticks.fetch_add(1);
  // Who has spoken should have ended the job.
  if (claimed_at_ < 0 && peers_.front().slot->claimed != 0) claimed_at_ = now;
  if (claimed_at_ >= 0 && now - claimed_at_ > 15 && !end_) end_process(0);
}

void Watchdog::look_at_peers(double now, bool all_anew) {
  for (Peer& peer : peers_) {
    const std::uint64_t ticks = peer.slot->ticks;
    if (ticks == peer.ticks && !all_anew) continue;
    peer.ticks = ticks;
    peer.seen = now;
  }
}

std::vector<RankState> Watchdog::states(double now) const {
  std::vector<RankState> out;
  for (const Peer& peer : peers_) {
    const WatchSlot& slot = *peer.slot;
    const double silent = now - peer.seen;
    out.push_back({slot.rank, silent, slot.still + silent, slot.limit, slot.waiting > 0, slot.left != 0, slot.activity});
  }
  return out;
}

void Watchdog::speak(const std::string& message) {
  if (end_) return end_(message);
  end_job(message, several_);
}

// Only of processes of this node: the table of processes shows no others.
std::string Watchdog::reason(const Verdict& verdict) const {
  const WatchSlot& slot = *peers_[verdict.culprit].slot;
  const char state = process_state(slot.process);
  if (verdict.stall == Stall::stuck)
    return state == 'D' ? "it waits for a disk or a file system" : slot.busy > slot.still / 20 ? "it computes" : "it sleeps";
  if (verdict.stall != Stall::silent) return "";
  return state == 'T'                   ? "its process is stopped"
         : state == ' ' || state == 'Z' ? "its process is gone"
                                        : "its process does not run";
}

bool Watchdog::somebody_is_debugged() const {
  return std::any_of(peers_.begin(), peers_.end(), [](const Peer& peer) { return is_debugged(peer.slot->process); });
}

}  // namespace hg
