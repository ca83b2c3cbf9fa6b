#pragma once
// What a finished run says about itself: text for people, JSON for scripts (docs/output.md).
#include "engine/simulation.hpp"
#include "engine/snapshot.hpp"
#include "sims/commands/prepare.hpp"

#include <optional>
#include <string>

namespace hg {

struct Report {
  std::string text;
  std::string json;
};

struct RunTimes {
  double total = 0, setup = 0, output = 0;  // seconds of this rank
};

// Collective; rank 0's strings are filled.
Report make_report(const PreparedRun& run, const Simulation& simulation, const std::optional<Settled>& settled,
                   const SnapshotResult& last, const RunTimes& times);

}  // namespace hg
