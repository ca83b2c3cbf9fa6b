#pragma once
#include "engine/box.hpp"
#include "engine/communicator.hpp"

namespace hg {

// `halogrid bench kernels`: the sweeps of the shipped simulations beside hand-written loops and the memory's own speed, all
// measured in turn in one run. size: of the grid that a rank gets. Returns the exit status.
int bench_kernels(const Communicator& world, const Index<3>& size);

}  // namespace hg
