#pragma once
// How fast a run will be on many ranks, before it is run: the step model of bench/model/step_model.hpp with what was measured
// here.
#include "sims/commands/input/prepare.hpp"

#include <string>

namespace hg {

// Printed by rank 0 for rank counts up to `ranks`: layout, depth, time of a step, efficiency, and what to ask for. networks: file
// of links between nodes; "" for the ones that were measured. Says what to measure where that is not known. Collective; returns
// the exit status.
int print_prediction(const Communicator& world, const PreparedRun& run, std::int64_t ranks, const std::string& networks);

}  // namespace hg
