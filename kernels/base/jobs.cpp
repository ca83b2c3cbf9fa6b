#include "kernels/base/jobs.hpp"

#include "kernels/base/portability.hpp"

namespace hg {

void run_any_jobs(const char* name, std::int64_t jobs, const AnyJob& job) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  if (jobs <= 1 || host_threads() == 1) {
    for (std::int64_t number = 0; number < jobs; ++number) job.call(job.job, number, 0);
    return;
  }
  const Kokkos::Experimental::UniqueToken<Host> tokens;
  Kokkos::parallel_for(
      name,
      Kokkos::RangePolicy<Host, Kokkos::Schedule<Kokkos::Dynamic>, Kokkos::IndexType<std::int64_t>>(0, jobs).set_chunk_size(1),
      [=](std::int64_t number) {
        const int thread = tokens.acquire();
        job.call(job.job, number, thread);
        tokens.release(thread);
      });
  Host().fence();
}

}  // namespace hg
