// For CPUs with AVX-512: eight pixels a vector. Compiled with -mavx512f.
#ifdef __AVX512F__
#include "kernels/host/perturbation_body.hpp"

namespace hg {
void perturbation_avx512(PerturbationJob& job) { PerturbationLanes<DoubleLanes<8>, 4>(job).run(); }
}  // namespace hg
#endif
