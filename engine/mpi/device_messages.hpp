#pragma once
// Whether messages may leave from the memory of kernels, and arrive there.

namespace hg {

bool mpi_takes_device_memory();  // always true where kernels run on the host

}  // namespace hg
