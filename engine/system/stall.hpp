#pragma once
// Whether ranks of a node make progress, and if they do not which one is to blame: plain arithmetic on what they say about
// themselves, with no clock, thread or MPI in it.
#include "engine/system/heartbeat.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace hg {

// The pulse of this process, felt every `period` seconds.
class Pulse {
 public:
  // limit: seconds without a beat that are too long, as the user sets it.
  Pulse(double limit, double period) : limit_(limit), period_(period) {}

  // now: seconds on any clock. Returns false where so much time went by since the last call that the process itself cannot have
  // run (it was stopped, or the machine was suspended): all counting starts anew.
  bool feel(double now, std::uint64_t beats, std::uint64_t passes);
  // As if it were felt for the first time.
  void forget() { felt_ = false; }

  double still() const { return last_ - changed_; }  // seconds since the last beat
  // What the user set, or 20 times the longest pause between two beats so far; 6 times as much until the first piece of work is
  // done, since nobody knows yet how long one takes.
  double limit() const;

 private:
  double limit_, period_, last_ = 0, changed_ = 0, longest_ = 0;
  std::uint64_t beats_ = 0;
  bool felt_ = false, worked_ = false;
};

struct RankState {
  int rank = 0;          // in the world
  double silent = 0;     // seconds since its watchdog was seen alive
  double still = 0;      // seconds since its last beat
  double limit = 0;      // that it may be still, in seconds
  bool waiting = false;  // for other ranks
  bool left = false;     // its run has ended
  Activity activity = Activity::setting_up;
};

// silent: the process does not run at all. stuck: it runs, waits for nobody and makes no progress. left: it is through while the
// others wait for it. all_wait: every rank of the node waits for another, here or elsewhere.
enum class Stall { none, silent, stuck, left, all_wait };

struct Verdict {
  Stall stall = Stall::none;
  std::size_t culprit = 0;  // index into the states
};

// node: all ranks of one node. While one of them still gets on nobody is to blame: the others wait for it. silence: seconds
// after which a rank that says nothing is taken as not running. whole_world: there are no other nodes.
Verdict judge(const std::vector<RankState>& node, double silence, bool whole_world);

// "rank 1 on host n3 has made no progress for 600 s while stepping", and as much as is known of the reason.
std::string sentence(const Verdict& verdict, const std::vector<RankState>& node, const std::string& host, bool whole_world,
                     const std::string& more);

}  // namespace hg
