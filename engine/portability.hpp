#pragma once
// The only place that asks which Kokkos, backend or compiler this is. Everything else uses the names defined here.
#include "engine/device_function.hpp"

#include <Kokkos_Core.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

#if KOKKOS_VERSION < 30400
#error "halogrid needs Kokkos 3.4 or newer"
#endif

// Tells the compiler that the next loop has no loop-carried dependence. Built with -fopenmp-simd, so it holds for the Serial
// backend too.
#if defined(__CUDACC__) || defined(__HIPCC__) || defined(__SYCL_DEVICE_ONLY__)
#define HG_SIMD
#else
#define HG_SIMD _Pragma("omp simd")
#endif

namespace hg {

// Mathematical functions that a device knows too; Kokkos moved them out of Experimental in 3.7.
namespace math {
#if KOKKOS_VERSION >= 30700
using Kokkos::cos;
using Kokkos::exp;
using Kokkos::sin;
using Kokkos::sqrt;
#else
using Kokkos::Experimental::cos;
using Kokkos::Experimental::exp;
using Kokkos::Experimental::sin;
using Kokkos::Experimental::sqrt;
#endif
}  // namespace math

using Execution = Kokkos::DefaultExecutionSpace;
using Memory = Execution::memory_space;

// Debug builds watch what rules read: see Near and Stepper.
#ifdef NDEBUG
inline constexpr bool watches_rules = false;
#else
inline constexpr bool watches_rules = true;
#endif

// True where kernels run on the host's own cores and may touch host memory.
inline constexpr bool runs_on_host = Kokkos::SpaceAccessibility<Kokkos::HostSpace, Memory>::accessible;

// Starts Kokkos with that many host threads; stops it when destroyed.
class KokkosSession {
 public:
  explicit KokkosSession(int threads);
  ~KokkosSession();
  KokkosSession(const KokkosSession&) = delete;
  KokkosSession& operator=(const KokkosSession&) = delete;
};

// The default instance, made once: newer Kokkos allocates for each one made, and the step loop may not. Only while a session
// lives.
const Execution& execution();

// From 4.0 on making a RangePolicy allocates a handle by itself; halogrid adds nothing to that.
inline constexpr bool launches_allocate = KOKKOS_VERSION >= 40000;

std::string kokkos_version();    // "3.4.1"
std::string kokkos_backend();    // "OpenMP"
int kokkos_concurrency();        // threads that a kernel may use
bool mpi_takes_device_memory();  // always true where kernels run on the host

// Named stretches of the program for profilers that are loaded into Kokkos (KOKKOS_TOOLS_LIBS, KOKKOS_PROFILE_LIBRARY). They
// nest.
bool profiling_tool_loaded();
void begin_region(const char* name);
void end_region();
struct ProfilingRegion {
  explicit ProfilingRegion(const char* name) { begin_region(name); }
  ~ProfilingRegion() { end_region(); }
  ProfilingRegion(const ProfilingRegion&) = delete;
  ProfilingRegion& operator=(const ProfilingRegion&) = delete;
};

}  // namespace hg
