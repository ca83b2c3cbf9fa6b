#pragma once
#include "engine/mpi/communicator.hpp"
#include "kernels/base/box.hpp"

namespace hg {

// `halogrid bench overlap`: how much of an exchange's time the update of the interior hides, for heat and Life at several depths;
// one line of numbers a row, for bench/micro/slow_link.py too. size: of the whole grid. Needs two ranks or more. Returns the exit
// status.
int bench_overlap(const Communicator& world, const Index<3>& size);

}  // namespace hg
