#pragma once
// What a snapshot costs beside plain writing of the same bytes: both in one run, in turns, fsync included.
#include "engine/mpi/communicator.hpp"
#include "kernels/base/box.hpp"

namespace hg {

// A float64 field of that size (z = 1 for 2D), cut into slabs of rows. Writes into a new folder in the current one and removes
// it. Rank 0 prints a table. Collective; returns 0.
int bench_io(const Communicator& communicator, Index<3> size);

}  // namespace hg
