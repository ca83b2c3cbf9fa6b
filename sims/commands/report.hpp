#pragma once
// What a finished run says about itself: text for people, JSON or TOML for scripts (docs/output.md).
#include "engine/control.hpp"
#include "engine/simulation.hpp"
#include "engine/snapshot.hpp"
#include "sims/commands/prepare.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hg {

struct Report {
  std::string text;
  std::string json;
  std::string toml;  // the same table as json
};

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

// Collective; rank 0's strings are filled.
Report make_report(const PreparedRun& run, const Simulation& simulation, const std::optional<Settled>& settled,
                   const SnapshotResult& last, const RunTimes& times, const RunEnd& end);

}  // namespace hg
