#include "engine/portability.hpp"

#include <cstdlib>
#include <optional>

#if __has_include(<mpi.h>)
#include <mpi.h>
#if defined(OPEN_MPI) && __has_include(<mpi-ext.h>)
#include <mpi-ext.h>
#endif
#endif

namespace hg {

static std::optional<Execution> current;
static int concurrency = 1;

KokkosSession::KokkosSession(int threads) {
  // Kokkos would print advice about OMP_PROC_BIND that ruins MPI runs; `halogrid info` prints the real binding instead.
  setenv("OMP_PROC_BIND", "false", 0);
#if KOKKOS_VERSION >= 30700
  Kokkos::InitializationSettings settings;
  settings.set_num_threads(threads);
  settings.set_disable_warnings(true);
#else
  Kokkos::InitArguments settings;
  settings.num_threads = threads;
  settings.disable_warnings = true;
#endif
  Kokkos::initialize(settings);
  current.emplace();
  concurrency = current->concurrency();
}

KokkosSession::~KokkosSession() {
  current.reset();
  Kokkos::finalize();
}

const Execution& execution() { return *current; }

std::string kokkos_version() {
  return std::to_string(KOKKOS_VERSION / 10000) + "." + std::to_string(KOKKOS_VERSION / 100 % 100) + "." +
         std::to_string(KOKKOS_VERSION % 100);
}

std::string kokkos_backend() { return Execution::name(); }

int kokkos_concurrency() { return concurrency; }

bool mpi_takes_device_memory() {
  if (runs_on_host) return true;
#if defined(MPIX_CUDA_AWARE_SUPPORT) && MPIX_CUDA_AWARE_SUPPORT
  return MPIX_Query_cuda_support() == 1;
#else
  // MPICH and others announce it by an environment variable of their own.
  const char* answer = std::getenv("MPICH_GPU_SUPPORT_ENABLED");
  return answer != nullptr && answer[0] == '1';
#endif
}

bool profiling_tool_loaded() { return Kokkos::Tools::profileLibraryLoaded(); }
void begin_region(const char* name) {
  if (profiling_tool_loaded()) Kokkos::Tools::pushRegion(name);
}
void end_region() {
  if (profiling_tool_loaded()) Kokkos::Tools::popRegion();
}

}  // namespace hg
