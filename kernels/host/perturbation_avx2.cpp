// For CPUs with AVX2: four pixels a vector. Compiled with -mavx2.
#ifdef __AVX2__
#include "kernels/host/perturbation_body.hpp"

namespace hg {
void perturbation_avx2(PerturbationJob& job) { PerturbationLanes<DoubleLanes<4>, 3>(job).run(); }
}  // namespace hg
#endif
