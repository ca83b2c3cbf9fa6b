#pragma once
// `halogrid bench scaling`: strong and weak scaling of an input, measured by runs of this program that are started one by one.
// This process is no part of them and must not have started MPI.
#include "bench/scaling/scaling_options.hpp"

namespace hg {

// Returns the exit status: 4 where runs do not give the same cells, 75 where it was asked to end before the last point.
int bench_scaling(const bench::ScalingOptions& options);

}  // namespace hg
