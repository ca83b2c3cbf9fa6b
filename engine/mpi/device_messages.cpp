#include "engine/mpi/device_messages.hpp"

#include "kernels/base/kokkos_session.hpp"

#include <mpi.h>

#include <cstdlib>
#include <string_view>
#if defined(OPEN_MPI) && __has_include(<mpi-ext.h>)
#include <mpi-ext.h>
#endif

namespace hg {

static bool says(const char* variable, std::string_view word) {
  const char* text = std::getenv(variable);
  return text != nullptr && text == word;
}

bool mpi_takes_device_memory() {
  if (kernels_run_on_host()) return true;
  if (device_is_emulated()) return says("HALOGRID_EMULATED_MESSAGES", "direct");
#if defined(MPIX_CUDA_AWARE_SUPPORT) && MPIX_CUDA_AWARE_SUPPORT
  return MPIX_Query_cuda_support() == 1;
#else
  return says("MPICH_GPU_SUPPORT_ENABLED", "1");  // MPICH and others announce it by a variable of their own
#endif
}

}  // namespace hg
