#include "engine/farm/canvas.hpp"

#include "engine/grid/even_cut.hpp"
#include "engine/system/heartbeat.hpp"

#include <fmt/format.h>

#include <cstring>
#include <limits>
#include <new>
#include <utility>

namespace hg {

static std::int64_t slab_bytes(const Communicator& world, std::int64_t columns, std::int64_t rows, std::int64_t element) {
  return EvenCut{rows, world.size(), 1}.size(0) * columns * element;
}

// The ranks whose slabs this rank reaches directly: those of its node, if their numbers are consecutive (then no table of them is
// needed) and shared memory suffices; else itself.
static Communicator reachable(const Communicator& world, Communicator node, std::int64_t bytes) {
  const std::int64_t before = world.rank() - node.rank();
  const bool consecutive = node.min(before) == node.max(before);
  if (consecutive && node_has_shared_memory(node, bytes)) return node;
  MPI_Comm self = MPI_COMM_NULL;
  check(MPI_Comm_dup(MPI_COMM_SELF, &self));
  return Communicator::owning(self);
}

Canvas::Canvas(const Communicator& world, std::int64_t columns, std::int64_t rows, std::int64_t element)
    : Canvas(world, world.node(), columns, rows, element) {}

Canvas::Canvas(const Communicator& world, Communicator node, std::int64_t columns, std::int64_t rows, std::int64_t element)
    : world_(world.duplicate()),
      node_(reachable(world, std::move(node), slab_bytes(world, columns, rows, element))),
      first_on_node_(world.rank() - node_.rank()),
      one_node_(world.min(std::int64_t{node_.size() == world.size()}) == 1),
      columns_(columns),
      rows_(rows),
      element_(element),
      window_(Window::on_node(node_, slab_bytes(world, columns, rows, element))) {}

// Of canvases that were given up in the middle of a band: MPI may still read what is on its way, so it stays to the end of the
// process.
Canvas::GivenUp* Canvas::given_up_ = nullptr;

Canvas::~Canvas() {
  if (outgoing_.empty()) return;
  if (auto* const kept = new (std::nothrow) GivenUp{std::move(outgoing_), given_up_}) given_up_ = kept;
}

void Canvas::begin(const Box<2>& band, const std::function<void(const Box<2>& rows, void* cells)>& first) {
  if (band.extent(0) > columns_ || band.extent(1) > rows_)
    throw internal_error(
        fmt::format("a band of {} x {} cells does not fit a canvas of {} x {}", band.extent(0), band.extent(1), columns_, rows_));
  band_ = band;
  own_ = slab(world_.rank());
  world_.barrier();  // nobody puts into rows that their owner still reads
  if (!first) return;
  if (!own_.empty()) first(own_, window_.own());
  window_.synchronize();
  world_.barrier();
  window_.synchronize();
}

Box<2> Canvas::slab(int rank) const {
  const EvenCut cut{band_.extent(1), world_.size(), 1};
  return {{{band_.lo[0], band_.lo[1] + cut.cut(rank)}}, {{band_.hi[0], band_.lo[1] + cut.cut(rank + 1)}}};
}

char* Canvas::slab_memory(int rank) const {
  const int on_node = rank - first_on_node_;
  if (on_node < 0 || on_node >= node_.size()) return nullptr;
  return static_cast<char*>(rank == world_.rank() ? window_.own() : window_.at(on_node));
}

void Canvas::copy_rows(char* slab_start, const Box<2>& slab, const Box<2>& part, const char* cells) const {
  const std::int64_t width = band_.extent(0) * element_, bytes = part.extent(0) * element_;
  char* to = slab_start + (part.lo[1] - slab.lo[1]) * width + (part.lo[0] - slab.lo[0]) * element_;
  for (std::int64_t y = part.lo[1]; y < part.hi[1]; ++y, to += width, cells += bytes)
    std::memcpy(to, cells, static_cast<std::size_t>(bytes));
}

void Canvas::put(const Box<2>& tile, const void* cells) {
  if (tile.empty()) return;
  if (!(intersection(tile, band_) == tile)) throw internal_error("a tile does not lie inside the band that is being filled");
  if (tile.volume() * element_ > std::numeric_limits<std::int32_t>::max() - static_cast<std::int64_t>(sizeof tile))
    throw internal_error("a tile has more than 2^31 bytes");
  const EvenCut cut{band_.extent(1), world_.size(), 1};
  const char* from = static_cast<const char*>(cells);
  Box<2> part = tile;
  while (part.lo[1] < tile.hi[1]) {
    const int owner = static_cast<int>(cut.part_of(part.lo[1] - band_.lo[1]));
    const Box<2> theirs = slab(owner);
    part.hi[1] = std::min(tile.hi[1], theirs.hi[1]);
    if (char* memory = slab_memory(owner))
      copy_rows(memory, theirs, part, from);
    else
      send(owner, part, from);
    from += part.volume() * element_;
    part.lo[1] = part.hi[1];
  }
  if (!one_node_) {
    receive_arrived();
    all_sent();
  }
}

// A message is the box, then its cells.
void Canvas::send(int rank, const Box<2>& part, const char* cells) {
  const std::size_t length = static_cast<std::size_t>(part.volume() * element_);
  Message& message = outgoing_.emplace_back();
  message.bytes.resize(sizeof part + length);
  std::memcpy(message.bytes.data(), &part, sizeof part);
  std::memcpy(message.bytes.data() + sizeof part, cells, length);
  // Synchronous, so that a completed send has been taken in: finish() counts on it.
  check(MPI_Issend(message.bytes.data(), static_cast<int>(message.bytes.size()), MPI_BYTE, rank, 0, world_.handle(),
                   &message.request));
}

void Canvas::receive_arrived() {
  for (;;) {
    int arrived = 0, bytes = 0;
    MPI_Status status;
    check(MPI_Iprobe(MPI_ANY_SOURCE, 0, world_.handle(), &arrived, &status));
    if (arrived == 0) return;
    check(MPI_Get_count(&status, MPI_BYTE, &bytes));
    incoming_.resize(static_cast<std::size_t>(bytes));
    check(MPI_Recv(incoming_.data(), bytes, MPI_BYTE, status.MPI_SOURCE, 0, world_.handle(), MPI_STATUS_IGNORE));
    Box<2> part;
    std::memcpy(&part, incoming_.data(), sizeof part);
    copy_rows(static_cast<char*>(window_.own()), own_, part, incoming_.data() + sizeof part);
  }
}

// Lets go of messages that have been taken in, the oldest first.
bool Canvas::all_sent() {
  while (!outgoing_.empty()) {
    int done = 0;
    check(MPI_Test(&outgoing_.front().request, &done, MPI_STATUS_IGNORE));
    if (done == 0) return false;
    outgoing_.pop_front();
  }
  return true;
}

void Canvas::finish() {
  // Nobody knows how many messages come to it. Once all of mine have been taken in I enter a barrier that does not block; when it
  // is complete, so is everything (the nonblocking consensus of Hoefler, Siebert and Lumsdaine).
  if (!one_node_) {
    const Waiting waiting;
    MPI_Request barrier = MPI_REQUEST_NULL;
    for (int done = 0; done == 0;) {
      receive_arrived();
      if (barrier != MPI_REQUEST_NULL)
        check(MPI_Test(&barrier, &done, MPI_STATUS_IGNORE));
      else if (all_sent())
        check(MPI_Ibarrier(world_.handle(), &barrier));
    }
  }
  window_.synchronize();
  world_.barrier();
  window_.synchronize();
}

const void* Canvas::row(std::int64_t y) const {
  return static_cast<const char*>(window_.own()) + (y - own_.lo[1]) * band_.extent(0) * element_;
}

}  // namespace hg
