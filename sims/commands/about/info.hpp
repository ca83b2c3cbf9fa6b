#pragma once
// `halogrid info`: what this program was built with and what it finds itself on.
#include "engine/mpi/communicator.hpp"
#include "sims/commands/line/command.hpp"

namespace hg {

extern const CommandPage info_page;

struct InfoOptions {
  bool json = false;
};
void declare(CommandWords& words, InfoOptions& out);

// Printed by rank 0 on standard output; collective. Kokkos must be running. Returns the exit status.
int print_info(const Communicator& world, bool json);
// The same, with Kokkos started for it.
int info(const Communicator& world, const InfoOptions& options);

}  // namespace hg
