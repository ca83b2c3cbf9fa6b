#pragma once
#include "engine/mpi/communicator.hpp"
#include "kernels/base/box.hpp"

namespace hg {

// `halogrid bench halo`: what an exchange costs by itself, and how much of it the update of the interior hides. size: of the
// whole grid. Needs two ranks or more. Returns the exit status.
int bench_halo(const Communicator& world, const Index<3>& size);

}  // namespace hg
