#pragma once
// `halogrid info`: what this program was built with and what it finds itself on.
#include "engine/mpi/communicator.hpp"

namespace hg {

// Printed by rank 0 on standard output, as text or as JSON; collective. Kokkos must be running. Returns the exit status.
int info(const Communicator& communicator, bool json);

}  // namespace hg
