#pragma once
// Where the time of the step loop (or of a tile farm) goes: one clock per phase, summed on this rank and compared over ranks at
// the end.
#include "engine/communicator.hpp"

#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace hg {

// Of stepping: pack to rim. Of a tile farm: the preview of what tiles will cost, computing them, handing them over.
enum class Phase : std::size_t { pack, post, interior, wait, unpack, ghosts, rim, preview, tiles, put, count };

const char* name_of(Phase phase);

struct PhaseSummary {
  Phase phase;
  double min = 0, mean = 0, max = 0;  // seconds over the ranks
};

class Timing {
 public:
  using Clock = std::chrono::steady_clock;

  // Charges the time since the last call (or since start()) to a phase. One clock read a phase, in the order in which they
  // happen.
  void start() { last_ = Clock::now(); }
  void charge(Phase phase) {
    const auto now = Clock::now();
    seconds_[static_cast<std::size_t>(phase)] += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }
  double seconds(Phase phase) const { return seconds_[static_cast<std::size_t>(phase)]; }
  // Work of the step loop: everything in it but waiting for messages.
  double busy() const;
  double stepping() const { return busy() + seconds(Phase::wait); }

  // Min, mean and max over the ranks of every phase that took time anywhere; collective.
  std::vector<PhaseSummary> summary(const Communicator& communicator) const;

 private:
  std::array<double, static_cast<std::size_t>(Phase::count)> seconds_ = {};
  Clock::time_point last_ = Clock::now();
};

}  // namespace hg
