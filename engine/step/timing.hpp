#pragma once
// Where the time of the step loop (or of a tile farm) goes: one clock per phase, summed on this rank and compared over ranks at
// the end. Tools that are loaded into Kokkos see the same phases, as regions named hg::PHASE.
#include "engine/mpi/communicator.hpp"
#include "engine/system/tick_clock.hpp"
#include "kernels/base/profiling.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace hg {

// Of stepping: pack to rim. Of a tile farm: the preview of what tiles will cost, computing them, handing them over, and having
// none while others still compute. `outside` is what is none of these.
enum class Phase : std::uint8_t { pack, post, interior, wait, unpack, ghosts, rim, preview, tiles, put, idle, outside };

inline constexpr std::size_t phase_count = static_cast<std::size_t>(Phase::outside);

const char* name_of(Phase phase);

// Seconds over the ranks, and the rank that took longest.
struct PhaseSummary {
  std::string name;
  double min = 0, mean = 0, max = 0;
  int slowest = 0;
};

// Those of `seconds` (by name, the same names on every rank) that are not 0 everywhere; collective.
std::vector<PhaseSummary> summary_of(const Communicator& communicator,
                                     const std::vector<std::pair<std::string, double>>& seconds);

// One phase from its beginning to its end, in ticks of TickClock.
struct PhaseSpan {
  Phase phase = Phase::outside;
  std::int64_t begin = 0, end = 0;
};

class Timing {
 public:
  // From now on time is that phase's, until the next one is entered. One look at the clock, none where the phase stays the same.
  void enter(Phase phase) {
    if (phase == phase_) return;
    const std::int64_t now = TickClock::now();
    ticks_[static_cast<std::size_t>(phase_)] += now - since_;
    if (observed_) observe(phase, now);
    phase_ = phase;
    since_ = now;
  }
  void leave() { enter(Phase::outside); }

  double seconds(Phase phase) const {
    return static_cast<double>(ticks_[static_cast<std::size_t>(phase)]) * TickClock::seconds_per_tick();
  }
  // Work of the step loop: everything in it but waiting for others.
  double busy() const { return stepping() - seconds(Phase::wait) - seconds(Phase::idle); }
  double stepping() const;

  // Every phase by name, for summary_of().
  std::vector<std::pair<std::string, double>> by_name() const;

  // Keeps every phase that ends from now on, `most` of them at most.
  void record(std::size_t most);
  const std::vector<PhaseSpan>& recorded() const { return spans_; }

 private:
  void observe(Phase next, std::int64_t now);

  std::array<std::int64_t, phase_count + 1> ticks_ = {};
  Phase phase_ = Phase::outside;
  std::int64_t since_ = TickClock::now();
  bool observed_ = profiling_tool_loaded();
  std::vector<PhaseSpan> spans_;  // never grows beyond its capacity
};

}  // namespace hg
