// Deep pixels for one level of instruction sets: one at a time, or four or eight a vector.
#include "kernels/host/variant.hpp"

#if HG_ISA_LEVEL == 0
#include "kernels/host/perturbation.hpp"
#include "kernels/perturbation.hpp"
#else
#include "kernels/host/perturbation_body.hpp"
#endif

namespace hg {

template <Isa isa>
void Perturbation::run(PerturbationJob& job) {
#if HG_ISA_LEVEL == 0
  perturbed_pixels<>(job);
#else
  PerturbationLanes<DoubleLanes<vector_bytes<isa> / 8>, isa == Isa::avx512 ? 4 : 3>(job).run();
#endif
}
template void Perturbation::run<own_isa>(PerturbationJob&);

}  // namespace hg
