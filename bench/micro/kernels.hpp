#pragma once
#include "engine/mpi/communicator.hpp"
#include "kernels/base/box.hpp"

#include <optional>

namespace hg {

// `halogrid bench kernels`: the shipped simulations beside hand-written loops, beside bgolly where it is installed, and beside
// what the machine's memory and logic allow, all measured in turn in one run. The grids are shared by all ranks. size: of the one
// grid to measure; without it life on four tori from 1024^2 to 32768^2. Returns the exit status.
int bench_kernels(const Communicator& world, const std::optional<Index<3>>& size);

}  // namespace hg
