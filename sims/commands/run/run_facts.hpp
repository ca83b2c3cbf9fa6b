#pragma once
// What a run knows of itself when it ends, gathered from all ranks for its report. A new fact stands in run_facts.cpp alone.
#include "bench/model/machine.hpp"
#include "engine/files/snapshot_writer.hpp"
#include "engine/model/simulation.hpp"
#include "engine/step/control.hpp"
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/run/report.hpp"

#include <cstdint>
#include <optional>
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
  std::int64_t refused = 0;  // commands that were not allowed; of rank 0
};

// How it went beside the steps.
struct RunEnd {
  RunTimes times;
  SnapshotResult last;             // of the last state
  std::optional<Settled> settled;  // where it was watched for, and is
  StopReason stop = StopReason::none;
  int checkpoints = 0;                     // written
  std::int64_t checkpoint_bytes = 0;       // of one
  std::vector<std::int64_t> missing = {};  // steps whose snapshots could not be written
  ViewFacts view = {};
  bench::Machine machine = {};  // on rank 0: as `halogrid bench machine` has measured it
};

// Collective; rank 0's facts are complete.
ReportFacts gather_facts(const PreparedRun& run, const Simulation& simulation, const RunEnd& end);

}  // namespace hg
