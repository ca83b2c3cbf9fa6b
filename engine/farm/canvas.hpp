#pragma once
// A band of rows that any rank fills tile by tile and whose owners then read it as whole rows: between the tile farm, where
// anybody has any tile, and an output that wants long segments.
#include "engine/mpi/window.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

namespace hg {

// Every rank owns a slab of whole rows, cut as evenly as rows allow. A tile reaches an owner on the same node by a copy into
// shared memory (2 to 100 times faster than MPI_Put here) and one on another node by a message that its owner takes in during its
// own calls of put() and finish(). Until then the message is kept by the sender, which so holds at most the cells of a band
// that it computed. One canvas per field; the memory stays the same from band to band. Only the thread that started MPI
// calls it. begin(), finish(), construction and destruction are collective.
class Canvas {
 public:
  // columns, rows: of the largest band. element: bytes of a cell.
  Canvas(const Communicator& world, std::int64_t columns, std::int64_t rows, std::int64_t element);
  // The same with the ranks that count as one node; they must really share memory and be in world's order.
  Canvas(const Communicator& world, Communicator node, std::int64_t columns, std::int64_t rows, std::int64_t element);
  Canvas(Canvas&&) = delete;
  ~Canvas();

  // Starts the next band, in global cells; what was there before is lost. Throws an internal_error if it is larger than the
  // largest. first(rows, cells): fills the rows that this rank owns before any tile is put; none: they hold anything.
  void begin(const Box<2>& band, const std::function<void(const Box<2>& rows, void* cells)>& first = {});
  // Puts the cells of a tile (x fastest, no gaps) where they belong. The tile lies inside the band and has less than 2^31 bytes;
  // its buffer can be used again at once.
  void put(const Box<2>& tile, const void* cells);
  // All tiles of all ranks are where they belong.
  void finish();

  // The rows of the band that this rank owns, and one of them, from its first column on. Valid from finish() to the next begin().
  const Box<2>& own() const { return own_; }
  const void* row(std::int64_t y) const;

 private:
  struct Message {
    std::vector<char> bytes;
    MPI_Request request = MPI_REQUEST_NULL;
  };
  struct GivenUp {
    std::deque<Message> messages;
    GivenUp* next;
  };
  static GivenUp* given_up_;
  Box<2> slab(int rank) const;
  char* slab_memory(int rank) const;  // null if the rank is on another node
  void copy_rows(char* slab_start, const Box<2>& slab, const Box<2>& part, const char* cells) const;
  void send(int rank, const Box<2>& part, const char* cells);
  void receive_arrived();
  bool all_sent();

  Communicator world_, node_;
  int first_on_node_ = 0;  // world's rank of the node's first
  bool one_node_ = true;   // no messages are needed
  std::int64_t columns_, rows_, element_;
  Window window_;
  Box<2> band_, own_;
  std::deque<Message> outgoing_;
  std::vector<char> incoming_;
};

}  // namespace hg
