#include "engine/mpi/shared_counter.hpp"

#include <utility>

namespace hg {

std::optional<SharedCounter> SharedCounter::anywhere(const Communicator& communicator) {
  std::optional<Window> window = Window::anywhere(communicator, bytes(communicator));
  if (!window) return std::nullopt;
  return SharedCounter(std::move(*window));
}

static std::int64_t fetch_and(MPI_Op operation, std::int64_t operand, MPI_Win window) {
  std::int64_t before = 0;
  check(MPI_Fetch_and_op(&operand, &before, MPI_INT64_T, 0, 0, operation, window));
  check(MPI_Win_flush(0, window));
  return before;
}

std::int64_t SharedCounter::add(std::int64_t amount) const { return fetch_and(MPI_SUM, amount, window_.handle()); }

void SharedCounter::reset(const Communicator& communicator) const {
  communicator.barrier();
  if (communicator.root()) fetch_and(MPI_REPLACE, 0, window_.handle());
  communicator.barrier();
}

}  // namespace hg
