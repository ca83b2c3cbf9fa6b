#include "kernels/base/portability.hpp"

#include "kernels/base/profiling.hpp"

#if defined(KOKKOS_ENABLE_OPENMP)
#include <omp.h>
#endif

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hg {

static std::optional<Execution> current;
static int threads_of_host = 1;
static std::int64_t threads_of_kernels = 1;

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
#if defined(KOKKOS_ENABLE_OPENMP)
  // Kokkos would first start as many threads as there are cores, to count them.
  omp_set_num_threads(threads);
#endif
  // The caller has chosen; where this variable says something else Kokkos would not start.
  unsetenv("KOKKOS_NUM_THREADS");
  try {
    Kokkos::initialize(settings);
  } catch (const std::exception& error) {
    const std::string_view reason = error.what();
    throw std::runtime_error("Kokkos cannot start " + std::to_string(threads) + (threads == 1 ? " thread: " : " threads: ") +
                             std::string(reason.substr(0, reason.find('\n'))));
  }
  current.emplace();
  threads_of_kernels = current->concurrency();
  threads_of_host = Kokkos::DefaultHostExecutionSpace().concurrency();
}

KokkosSession::~KokkosSession() {
  current.reset();
  Kokkos::finalize();
}

const Execution& execution() { return *current; }

void fence() {
#if KOKKOS_VERSION < 30500
  std::uint64_t handle = 0;
  if (profiling_tool_loaded()) Kokkos::Tools::beginFence("hg::fence", 0, &handle);
#endif
  execution().fence();
#if KOKKOS_VERSION < 30500
  if (profiling_tool_loaded()) Kokkos::Tools::endFence(handle);
#endif
}

std::string kokkos_version() {
  return std::to_string(KOKKOS_VERSION / 10000) + "." + std::to_string(KOKKOS_VERSION / 100 % 100) + "." +
         std::to_string(KOKKOS_VERSION % 100);
}

std::string kokkos_backend() { return Execution::name(); }

int host_threads() { return threads_of_host; }
std::int64_t kernel_threads() { return threads_of_kernels; }

// What a variable says where it is set: how an emulated device is told what to be like.
static std::string_view told(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? "" : text;
}

bool kernels_run_on_host() { return runs_on_host; }
bool device_is_emulated() { return emulates_device; }

std::optional<DeviceMemory> device_memory() {
#if defined(KOKKOS_ENABLE_CUDA)
  std::size_t left = 0, bytes = 0;
  int device = 0;
  char bus[64] = {};
  if (cudaGetDevice(&device) != cudaSuccess || cudaDeviceGetPCIBusId(bus, sizeof bus, device) != cudaSuccess ||
      cudaMemGetInfo(&left, &bytes) != cudaSuccess)
    return {};
  return DeviceMemory{static_cast<std::int64_t>(left), static_cast<std::int64_t>(bytes), bus};
#else
  const std::string_view bytes = emulates_device ? told("HALOGRID_EMULATED_DEVICE_BYTES") : "";
  if (bytes.empty()) return {};
  const std::int64_t number = std::strtoll(bytes.data(), nullptr, 10);
  return DeviceMemory{number, number, "emulated"};
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
