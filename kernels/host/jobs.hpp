#pragma once
// Independent jobs of uneven cost on the threads of the host.
#include "engine/portability.hpp"

#include <cstdint>

namespace hg {

// Calls job(number, thread) for every number below `jobs`; no two jobs at a time have the same thread, which is below
// host_threads(). Returns when all are done.
template <class Job>
void run_jobs(const char* name, std::int64_t jobs, const Job& job) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  if (jobs <= 1 || host_threads() == 1) {
    for (std::int64_t number = 0; number < jobs; ++number) job(number, 0);
    return;
  }
  const Kokkos::Experimental::UniqueToken<Host> tokens;
  Kokkos::parallel_for(
      name,
      Kokkos::RangePolicy<Host, Kokkos::Schedule<Kokkos::Dynamic>, Kokkos::IndexType<std::int64_t>>(0, jobs).set_chunk_size(1),
      [=](std::int64_t number) {
        const int thread = tokens.acquire();
        job(number, thread);
        tokens.release(thread);
      });
  Host().fence();
}

}  // namespace hg
