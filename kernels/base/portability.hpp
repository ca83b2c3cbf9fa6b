#pragma once
// The only place that asks which Kokkos, backend or compiler this is. Everything else uses the names defined here.
#include "kernels/base/device_function.hpp"
#include "kernels/base/kokkos_session.hpp"

#include <Kokkos_Core.hpp>

#if KOKKOS_VERSION < 30400
#error "halogrid needs Kokkos 3.4 or newer"
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

// A device that is not there: the host in its place, with everything done as a device needs it (docs/kernels.md).
#ifdef HALOGRID_EMULATED_DEVICE
inline constexpr bool emulates_device = true;
#else
inline constexpr bool emulates_device = false;
#endif

// True where kernels run on the host's own cores and may touch host memory.
inline constexpr bool runs_on_host = !emulates_device && Kokkos::SpaceAccessibility<Kokkos::HostSpace, Memory>::accessible;

// The default instance, made once: newer Kokkos allocates for each one made, and the step loop may not. Only while a session
// lives.
const Execution& execution();
// Waits for all kernels that were started. Tools are told, which Kokkos does by itself from 3.5 on.
void fence();

// From 4.0 on making a RangePolicy allocates a handle by itself; halogrid adds nothing to that.
inline constexpr bool launches_allocate = KOKKOS_VERSION >= 40000;

}  // namespace hg
