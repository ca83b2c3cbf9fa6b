#pragma once
// `halogrid list [SIM]`: the simulations, or one simulation's parameters.
#include "engine/mpi/communicator.hpp"
#include "sims/commands/line/command.hpp"

#include <string>

namespace hg {

extern const CommandPage list_page;

struct ListOptions {
  std::string simulation;  // empty: all
};
void declare(CommandWords& words, ListOptions& out);

// Printed by rank 0. Returns the exit status.
int list(const Communicator& world, const ListOptions& options);

}  // namespace hg
