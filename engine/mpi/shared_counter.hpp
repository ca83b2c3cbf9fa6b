#pragma once
// A number that ranks take turns to raise: how the next tile is handed out without anybody who hands it out.
#include "engine/mpi/window.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace hg {

// Lives on rank 0 of its communicator and is raised by MPI_Fetch_and_op. On one node this is an atomic operation on shared memory
// that needs nothing of rank 0. Across nodes a network with atomic operations does the same; over one without them (TCP)
// rank 0 answers when it next enters MPI: for every tile of its own, and at the end of its work. Construction and
// destruction are collective.
class SharedCounter {
 public:
  static SharedCounter on_node(const Communicator& node) { return SharedCounter(Window::on_node(node, bytes(node))); }
  // Nothing where Window::anywhere has nothing.
  static std::optional<SharedCounter> anywhere(const Communicator& communicator);

  // Adds to the counter and returns its value before that.
  std::int64_t add(std::int64_t amount) const;
  // Back to 0; collective over the communicator that it was made with.
  void reset(const Communicator& communicator) const;

 private:
  explicit SharedCounter(Window window) : window_(std::move(window)) {}
  static std::int64_t bytes(const Communicator& communicator) { return communicator.root() ? 8 : 0; }
  Window window_;
};

}  // namespace hg
