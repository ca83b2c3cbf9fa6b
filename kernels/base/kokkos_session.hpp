#pragma once
// Kokkos from outside: its start and its end, and what it says of itself. For files that hold no kernel and need not see it.
#include <cstdint>
#include <optional>
#include <string>

namespace hg {

// Starts Kokkos with that many host threads; stops it when destroyed.
class KokkosSession {
 public:
  explicit KokkosSession(int threads);
  ~KokkosSession();
  KokkosSession(const KokkosSession&) = delete;
  KokkosSession& operator=(const KokkosSession&) = delete;
};

std::string kokkos_version();   // "3.4.1"
std::string kokkos_backend();   // "OpenMP"
int host_threads();             // of this process: for work on the host, wherever kernels run
std::int64_t kernel_threads();  // that run a kernel side by side; on a device some hundred thousand
bool kernels_run_on_host();     // see runs_on_host
bool device_is_emulated();      // see emulates_device

struct DeviceMemory {
  std::int64_t left, bytes;
  std::string name;  // which one of the host's: its address on the bus
};
// What is left of the device's memory, of which this process sees one; nothing where kernels have the host's memory.
std::optional<DeviceMemory> device_memory();

}  // namespace hg
