#pragma once
// What this process is doing and that it gets on: a few words in memory that the main thread writes and a watchdog reads. Writing
// them costs a store; nothing is allocated, and it does not matter whether a watchdog runs.
#include <atomic>
#include <cstdint>

namespace hg {

enum class Activity : std::uint32_t { setting_up, stepping, tiles, output, checkpoint, restart, ending, count };

// For a sentence: "while stepping".
const char* words_for(Activity activity);

struct Heartbeat {
  std::atomic<std::uint64_t> beats = 0;    // signs of progress of any kind
  std::atomic<std::uint64_t> passes = 0;   // of them, finished pieces of the run's work: steps, tiles
  std::atomic<std::uint32_t> waiting = 0;  // > 0: inside a call that returns only after other ranks have done something
  std::atomic<Activity> activity = Activity::setting_up;
  // Written by the watchdog, where there is one: seconds since it saw progress last.
  std::atomic<double> still = 0;
};
extern Heartbeat heartbeat;

inline void add_one(std::atomic<std::uint64_t>& count) {
  count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

// Progress was made: something that takes a bounded time has ended.
inline void beat() { add_one(heartbeat.beats); }

// A piece of the run's own work has ended: a pass of steps, a tile.
inline void beat_of_work() {
  add_one(heartbeat.passes);
  beat();
}

// While it lives the process is in a call that waits for other ranks.
class Waiting {
 public:
  Waiting() { add(1); }
  ~Waiting() {
    add(-1);
    beat();
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  static void add(int change) {
    const std::uint32_t now = heartbeat.waiting.load(std::memory_order_relaxed);
    heartbeat.waiting.store(now + static_cast<std::uint32_t>(change), std::memory_order_relaxed);
  }
};

// While it lives this is what the process does; before and after it, what it did before.
class Doing {
 public:
  explicit Doing(Activity activity) : before_(heartbeat.activity.load(std::memory_order_relaxed)) { set(activity); }
  ~Doing() { set(before_); }
  Doing(const Doing&) = delete;
  Doing& operator=(const Doing&) = delete;

 private:
  static void set(Activity activity) {
    heartbeat.activity.store(activity, std::memory_order_relaxed);
    beat();
  }
  Activity before_;
};

}  // namespace hg
