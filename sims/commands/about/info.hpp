#pragma once
// `halogrid info`: what this program was built with and what it finds itself on; `halogrid info DIR`: how the run there stands.
#include "engine/mpi/communicator.hpp"
#include "sims/commands/line/command.hpp"

#include <string>

namespace hg {

extern const CommandPage info_page;

struct InfoOptions {
  bool json = false;
  std::string folder;  // of a run: how that stands, instead of the program
};
void declare(CommandWords& words, InfoOptions& out);

// Printed by rank 0 on standard output; collective. Kokkos must be running. threads_from: see ThreadChoice. Returns the exit
// status.
int print_info(const Communicator& world, bool json, const std::string& threads_from);
// The same, with Kokkos started for it.
int info(const Communicator& world, const InfoOptions& options);

}  // namespace hg
