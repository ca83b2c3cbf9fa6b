#pragma once
// A grid that does not fit is refused before anything is allocated or written: later the system would end the run, or the
// machine.
#include "engine/mpi/communicator.hpp"
#include "sims/commands/input/prepare.hpp"

namespace hg {

// Compares what the ranks of each node need together with what the node, or the control group that they are in, still has, and
// what each needs with the limits of its process (ulimit -v, -d). Collective; too little is the same usage_error on every rank.
void refuse_without_memory(const Communicator& world, const PreparedRun& run);

// The same for the memory of the devices that kernels run on, as far as ranks share one. Which device a rank has is known once
// Kokkos has started.
void refuse_without_device_memory(const Communicator& world, const PreparedRun& run);

}  // namespace hg
