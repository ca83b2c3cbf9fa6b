#pragma once
// Independent jobs of uneven cost on the threads of the host.
#include <cstdint>

namespace hg {

// A job of any type as run_any_jobs() calls it.
struct AnyJob {
  const void* job;
  void (*call)(const void* job, std::int64_t number, int thread);
};
void run_any_jobs(const char* name, std::int64_t jobs, const AnyJob& job);

// Calls job(number, thread) for every number below `jobs`; no two jobs at a time have the same thread, which is below
// host_threads(). Returns when all are done.
template <class Job>
void run_jobs(const char* name, std::int64_t jobs, const Job& job) {
  run_any_jobs(name, jobs,
               {&job, [](const void* of, std::int64_t number, int thread) { (*static_cast<const Job*>(of))(number, thread); }});
}

}  // namespace hg
