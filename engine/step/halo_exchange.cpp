#include "engine/step/halo_exchange.hpp"

#include "engine/system/heartbeat.hpp"

#include <chrono>
#include <exception>

namespace hg {

Messages::Messages(const Communicator& communicator, int most) : communicator_(communicator.handle()) {
  check(MPI_Type_contiguous(static_cast<int>(unit), MPI_BYTE, &unit_type_));
  check(MPI_Type_commit(&unit_type_));
  requests_.reserve(static_cast<std::size_t>(most));
}

Messages::~Messages() {
  const int count = static_cast<int>(requests_.size());
  if (in_flight() && std::uncaught_exceptions() == 0) {
    MPI_Waitall(count, requests_.data(), MPI_STATUSES_IGNORE);
  } else {
    // This rank is on its way to MPI_Abort and a neighbour may have failed too: give messages a second, never wait for ever.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    for (int done = requests_.empty() ? 1 : 0; done == 0 && std::chrono::steady_clock::now() < end;)
      if (MPI_Testall(count, requests_.data(), &done, MPI_STATUSES_IGNORE) != MPI_SUCCESS) break;
  }
  MPI_Type_free(&unit_type_);
}

void Messages::receive(void* buffer, std::int64_t units, int from, int tag) {
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Irecv(buffer, static_cast<int>(units), unit_type_, from, tag, communicator_, &request));
  requests_.push_back(request);
}

void Messages::send(const void* buffer, std::int64_t units, int to, int tag) {
  MPI_Request request = MPI_REQUEST_NULL;
  check(MPI_Isend(buffer, static_cast<int>(units), unit_type_, to, tag, communicator_, &request));
  requests_.push_back(request);
}

bool Messages::test() {
  if (!in_flight()) return true;
  int done = 0;
  check(MPI_Testall(static_cast<int>(requests_.size()), requests_.data(), &done, MPI_STATUSES_IGNORE));
  if (done != 0) requests_.clear();
  return done != 0;
}

void Messages::wait() {
  const Waiting waiting;
  if (in_flight()) check(MPI_Waitall(static_cast<int>(requests_.size()), requests_.data(), MPI_STATUSES_IGNORE));
  requests_.clear();
}

}  // namespace hg
