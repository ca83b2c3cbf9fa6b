#include "kernels/host/perturbation.hpp"

#include "kernels/perturbation.hpp"

namespace hg {

static void perturbation_portable(PerturbationJob& job) { perturbed_pixels<>(job); }
#if defined(__x86_64__)
void perturbation_avx2(PerturbationJob& job);
void perturbation_avx512(PerturbationJob& job);
#endif

const PerturbationVariant& perturbation_variant(int number) {
#if defined(__x86_64__)
  static const PerturbationVariant variants[perturbation_variants] = {
      {"one pixel", true, perturbation_portable},
      {"AVX2", __builtin_cpu_supports("avx2") != 0, perturbation_avx2},
      {"AVX-512", __builtin_cpu_supports("avx512f") != 0, perturbation_avx512}};
#else
  static const PerturbationVariant variants[perturbation_variants] = {
      {"one pixel", true, perturbation_portable}, {"AVX2", false, nullptr}, {"AVX-512", false, nullptr}};
#endif
  return variants[number];
}

const PerturbationVariant& fastest_perturbation() {
  int best = 0;
  for (int i = 1; i < perturbation_variants; ++i)
    if (perturbation_variant(i).runs_here) best = i;
  return perturbation_variant(best);
}

}  // namespace hg
