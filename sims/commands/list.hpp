#pragma once
// `halogrid list [SIM]`: the simulations, or one simulation's parameters.
#include "engine/mpi/communicator.hpp"

#include <string>

namespace hg {

// Printed by rank 0. name: empty for all. Returns the exit status.
int list(const Communicator& world, const std::string& name);

}  // namespace hg
