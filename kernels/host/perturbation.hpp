#pragma once
// The host's bodies of kernels/perturbation.hpp, on one thread: several pixels at once in the lanes of vectors, each at its own
// place of the reference orbit. A lane whose delta turns linear leaves for kernels/perturbation_linear.hpp and comes back.
#include "kernels/perturbation_job.hpp"

namespace hg {

// One variant for each kind of CPU; all give the same bits.
struct PerturbationVariant {
  const char* name;
  bool runs_here;  // whether this CPU can execute it
  void (*pixels)(PerturbationJob&);
};
inline constexpr int perturbation_variants = 3;
const PerturbationVariant& perturbation_variant(int number);  // the last that runs here is the fastest
const PerturbationVariant& fastest_perturbation();

}  // namespace hg
