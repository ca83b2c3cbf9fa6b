#pragma once
// The host's bodies of kernels/perturbation.hpp, on one thread: several pixels at once in the lanes of vectors, each at its own
// place of the reference orbit. A lane whose delta turns linear leaves for kernels/perturbation_linear.hpp and comes back.
#include "kernels/host/host_kernel.hpp"
#include "kernels/perturbation_job.hpp"

namespace hg {

// The host kernel, started by HostKernel<Perturbation>.
struct Perturbation {
  using Job = PerturbationJob;
  static constexpr const char* name = "deep views";
  template <Isa isa>
  static void run(PerturbationJob& job);
  static bool also_has(Isa) { return true; }
};

}  // namespace hg
