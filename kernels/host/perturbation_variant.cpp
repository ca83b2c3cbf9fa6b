// Deep pixels for one level of instruction sets: one at a time, or four or eight a vector.
#include "kernels/host/perturbation_body.hpp"
#include "kernels/host/variant.hpp"

namespace hg {

template <Isa isa>
void Perturbation::run(PerturbationJob& job) {
  if constexpr (isa == Isa::baseline)
    perturbed_pixels<>(job);
  else
    PerturbationLanes<DoubleLanes<vector_bytes<isa> / 8>, isa == Isa::avx512 ? 4 : 3>(job).run();
}
template void Perturbation::run<own_isa>(PerturbationJob&);

}  // namespace hg
