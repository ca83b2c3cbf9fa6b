#pragma once
#include "engine/mpi/communicator.hpp"

namespace hg {

// Part of `halogrid bench kernels`: Mandelbrot views on one core of every rank, beside a scalar loop, a kernel of one vector and
// what the CPU's arithmetic allows, all measured in turn in one run.
void bench_escape(const Communicator& world);

}  // namespace hg
