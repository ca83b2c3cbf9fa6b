#pragma once
// MPI with owned handles and checked return codes: no MPI call of halogrid aborts silently or is left unchecked.
#include "engine/system/error.hpp"

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace hg {

// Where a call stands in the code. std::source_location, were it known to clang 14.
struct CodePlace {
  const char* file;
  int line;
  const char* function;

  static constexpr CodePlace here(const char* file = __builtin_FILE(), int line = __builtin_LINE(),
                                  const char* function = __builtin_FUNCTION()) {
    return {file, line, function};
  }
};

// Throws an internal_error with MPI's text and the place of the call unless code is MPI_SUCCESS.
void check(int code, CodePlace where = CodePlace::here());

// Starts MPI (threads: only the main one calls it) and finalizes it when destroyed.
class MpiSession {
 public:
  MpiSession(int* argc, char*** argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;
};

// The library's own name and version, in a few words: "Open MPI v4.1.4".
std::string mpi_library();

// Number of tasks that the launcher's environment announces for this job (Open MPI, PMI, SLURM), 1 if none does.
int announced_tasks();

// An owned duplicate of a communicator that returns errors instead of aborting. Moves, never copies.
class Communicator {
 public:
  static Communicator world();                  // duplicate of MPI_COMM_WORLD
  static Communicator owning(MPI_Comm handle);  // takes over a communicator that the caller made
  Communicator duplicate() const;
  // The ranks that share a node with this one.
  Communicator node() const;

  Communicator(Communicator&& other) noexcept;
  Communicator& operator=(Communicator&& other) noexcept;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  ~Communicator();

  MPI_Comm handle() const { return handle_; }
  int rank() const { return rank_; }
  int size() const { return size_; }
  bool root() const { return rank_ == 0; }

  void barrier() const;
  std::int64_t sum(std::int64_t value) const;
  std::int64_t max(std::int64_t value) const;
  std::int64_t min(std::int64_t value) const;
  double sum(double value) const;
  double max(double value) const;
  double min(double value) const;
  std::uint64_t sum(std::uint64_t value) const;  // modulo 2^64
  // The largest of every rank, element by element.
  void max(std::vector<std::int64_t>& values) const;
  void max(std::vector<double>& values) const;
  // Sums element by element, modulo 2^64, into rank 0's vector; the others' are left as they are.
  void sum_to_root(std::vector<std::uint64_t>& values) const;
  void sum_to_root(std::vector<std::int64_t>& values) const;
  // Rank 0's on every rank: a number; a text, or a vector of plain data as it lies in memory (all ranks are the same program).
  std::int64_t broadcast(std::int64_t value) const;
  template <class Items, class Item = typename Items::value_type>
  void broadcast(Items& items) const {
    static_assert(std::is_trivially_copyable_v<Item>);
    items.resize(static_cast<std::size_t>(broadcast(static_cast<std::int64_t>(items.size()))));
    broadcast_bytes(items.data(), items.size() * sizeof(Item));
  }
  // One string of every rank, in rank order, on rank 0 (empty elsewhere). Not for the step loop.
  std::vector<std::string> gather_to_root(const std::string& text) const;

  // Every rank passes its own failure ("" = none). If any failed, the same Error is thrown on every rank, with the lowest failing
  // rank's reason. A collective call, so that no rank is left waiting for one that gave up.
  void agree(const std::string& failure, Exit status, const std::string& place, const std::string& hint = "") const;

 private:
  explicit Communicator(MPI_Comm handle);
  void broadcast_bytes(void* bytes, std::size_t length) const;
  MPI_Comm handle_ = MPI_COMM_NULL;
  int rank_ = 0, size_ = 1;
};

}  // namespace hg
