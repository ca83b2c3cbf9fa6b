#pragma once
// Ends a job in which a rank has stopped making progress: it was stopped, hangs in a call, or waits for a message that never
// comes. MPI notices none of that, and the other ranks would wait for ever.
#include "engine/mpi/communicator.hpp"
#include "engine/mpi/window.hpp"
#include "engine/system/stall.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace hg {

// What a rank says about itself to the others of its node, in memory that they share. Only its own watchdog writes it.
struct WatchSlot;

// A thread that looks at this process's heartbeat and at the slots of the node's other ranks, and makes no MPI call while all is
// well. Where a rank is to blame (see judge) one rank of the node says so on stderr and ends the job with exit status 70. A
// process that is being debugged is never to blame, nor is anybody while one of the node is.
class Watchdog {
 public:
  using End = std::function<void(const std::string& message)>;

  // limit: seconds without progress, 0 = no watchdog; the same on all ranks. end: what to do with the message instead of ending
  // the job (tests). Collective, and so is the destructor unless an exception unwinds.
  Watchdog(const Communicator& world, double limit, End end = {});
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  struct Peer {
    WatchSlot* slot;
    std::uint64_t ticks = 0;
    double seen = 0;  // when ticks changed last
  };

  void watch();
  void look();
  void publish(double now);
  void look_at_peers(double now, bool all_anew);
  std::vector<RankState> states(double now) const;
  void speak(const std::string& message);
  std::string reason(const Verdict& verdict) const;
  bool somebody_is_debugged() const;

  Communicator node_;
  double limit_, period_;
  bool whole_world_ = true, several_ = false;
  End end_;
  std::vector<Window> window_;  // one, or none without a watchdog
  WatchSlot* own_ = nullptr;
  std::vector<Peer> peers_;  // by rank of the node, this one too
  Pulse pulse_;
  double processor_at_beat_ = 0, claimed_at_ = -1;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hg
