#pragma once
// Memory that other ranks reach without the owner's help: shared memory inside a node, one-sided MPI (passive target) across
// nodes.
#include "engine/mpi/communicator.hpp"

#include <cstdint>
#include <optional>

namespace hg {

// An owned MPI window, open to all ranks of its communicator from construction to destruction (MPI_Win_lock_all). Construction
// and destruction are collective. While an exception unwinds the stack the window is left to the end of the process instead,
// because the other ranks may never come to free it. Moves, never copies.
class Window {
 public:
  // Memory of one node. bytes: of this rank's part, 0 or more; starts as zeros.
  static Window on_node(const Communicator& node, std::int64_t bytes);
  // Memory for one-sided operations from anywhere; nothing where the MPI library has no such windows on this network (Open
  // MPI 4.1 chooses a component that fails over plain TCP).
  static std::optional<Window> anywhere(const Communicator& communicator, std::int64_t bytes);

  Window(Window&& other) noexcept;
  Window& operator=(Window&& other) noexcept;
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window();

  MPI_Win handle() const { return handle_; }
  void* own() const { return own_; }
  // Start of a rank's part in this process; only on a node.
  void* at(int rank) const;
  std::int64_t bytes_at(int rank) const;  // of that part
  // Memory seen by direct access and by MPI become the same; for use on both sides of a barrier.
  void synchronize() const;

 private:
  Window(MPI_Win handle, void* own, std::int64_t bytes, const Communicator& communicator);
  MPI_Win handle_ = MPI_WIN_NULL;
  void* own_ = nullptr;
  int exceptions_ = 0;
};

// Whether a node's ranks can share that many bytes of memory each: shared memory may be far smaller than memory (64 MB in many
// containers) and using more of it than there is kills the process. Collective over the node.
bool node_has_shared_memory(const Communicator& node, std::int64_t bytes);

}  // namespace hg
