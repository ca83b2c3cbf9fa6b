#pragma once
// What a finished run knows of itself, gathered from all ranks: the numbers that reports are written from.
#include "engine/files/snapshot_writer.hpp"
#include "engine/model/simulation.hpp"
#include "engine/step/control.hpp"
#include "sims/commands/about/machine_facts.hpp"
#include "sims/commands/input/prepare.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg {

struct RunTimes {
  double total = 0, setup = 0, output = 0, checkpoint = 0;  // seconds of this rank
};

// What viewers had of the run.
struct ViewFacts {
  std::int64_t frames = 0;
  double seconds = 0;  // that they cost this rank: making frames and doing what was asked, not pausing
  std::int64_t cells_edited = 0;
};

// How it went beside the steps.
struct RunEnd {
  StopReason stop = StopReason::none;
  int checkpoints = 0;                     // written
  std::int64_t checkpoint_bytes = 0;       // of one
  std::vector<std::int64_t> missing = {};  // steps whose snapshots could not be written
  ViewFacts view = {};
};

struct RunFacts {
  std::int64_t ranks = 1, steps = 0, steps_here = 0;  // since the input's first step; done by this process
  std::optional<Settled> settled;
  SnapshotResult last;  // of the last state
  RunEnd end;
  StepFacts step;  // layout, depth and overlap are those of all ranks
  MachineFacts machine;
  Index<3> block;  // the largest; all of the grid for a farm

  // Seconds of the slowest rank, and all phases with output and checkpoints.
  double total = 0, setup = 0, stepping = 0, wait = 0, output = 0, checkpoint = 0, view_seconds = 0;
  std::vector<PhaseSummary> phases;
  double imbalance = 1;  // busiest rank / mean

  // Of all ranks, a second of stepping.
  std::string unit = "cell";      // of work
  double rate = 0, executed = 0;  // units; executed counts what deep halos compute twice, and not what was left out
  double traffic = 0, triad = 0;  // bytes of cells read and written; of the triad, 0: not measured

  std::int64_t tiles = 0;
  std::int64_t exchanges = 0, hidden_exchanges = 0;
  double halo_bytes_per_step = 0;                       // of all ranks
  std::int64_t most_halo_bytes = 0, most_messages = 0;  // that a rank sends in an exchange
  double swept_per_step = 0;                            // cells of the busiest rank
  std::int64_t field_bytes = 0, peak_rss_bytes = 0;     // of the rank with the most
};

// Collective; rank 0's facts are complete.
RunFacts gather_facts(const PreparedRun& run, const Simulation& simulation, const std::optional<Settled>& settled,
                      const SnapshotResult& last, const RunTimes& times, const RunEnd& end);

}  // namespace hg
