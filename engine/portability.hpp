#pragma once
// The only place that asks which Kokkos, backend or compiler this is. Everything else uses the names defined here.
#include "engine/device_function.hpp"

#include <Kokkos_Core.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
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

// A device that is not there: the host in its place, with everything done as a device needs it (docs/design.md).
#ifdef HALOGRID_EMULATED_DEVICE
inline constexpr bool emulates_device = true;
#else
inline constexpr bool emulates_device = false;
#endif

// True where kernels run on the host's own cores and may touch host memory.
inline constexpr bool runs_on_host = !emulates_device && Kokkos::SpaceAccessibility<Kokkos::HostSpace, Memory>::accessible;

// Starts Kokkos with that many host threads; stops it when destroyed.
class KokkosSession {
 public:
  explicit KokkosSession(int threads);
  ~KokkosSession();
  KokkosSession(const KokkosSession&) = delete;
  KokkosSession& operator=(const KokkosSession&) = delete;
};

struct DeviceMemory {
  std::int64_t left, bytes;
  std::string name;  // which one of the host's: its address on the bus
};

// The default instance, made once: newer Kokkos allocates for each one made, and the step loop may not. Only while a session
// lives.
const Execution& execution();
// Waits for all kernels that were started. Tools are told, which Kokkos does by itself from 3.5 on.
void fence();

// From 4.0 on making a RangePolicy allocates a handle by itself; halogrid adds nothing to that.
inline constexpr bool launches_allocate = KOKKOS_VERSION >= 40000;

std::string kokkos_version();    // "3.4.1"
std::string kokkos_backend();    // "OpenMP"
int host_threads();              // of this process: for work on the host, wherever kernels run
std::int64_t kernel_threads();   // that run a kernel side by side; on a device some hundred thousand
bool mpi_takes_device_memory();  // always true where kernels run on the host

// What is left of the device's memory, of which this process sees one; nothing where kernels have the host's memory.
std::optional<DeviceMemory> device_memory();

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
