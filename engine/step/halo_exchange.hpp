#pragma once
// Fills the halo of a rank's cells from the neighbours' cells: one message per neighbour however many fields, planned once. How
// cells are stored and what a message holds is the store's business.
#include "engine/grid/decomposition.hpp"
#include "engine/grid/halo_plan.hpp"
#include "engine/mpi/device_messages.hpp"
#include "engine/step/timing.hpp"
#include "kernels/kernel_array.hpp"
#include "kernels/pack.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace hg {

// The requests of one exchange in flight. Messages are counted in units of 64 bytes, so that they may be longer than 2^31 bytes.
class Messages {
 public:
  Messages(const Communicator& communicator, int most);
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;
  ~Messages();  // waits for what is still in flight: no buffer is freed under a message

  static constexpr std::int64_t unit = 64;

  void receive(void* buffer, std::int64_t units, int from, int tag);
  void send(const void* buffer, std::int64_t units, int to, int tag);
  bool test();  // moves messages on; true when all have arrived
  void wait();
  bool in_flight() const { return !requests_.empty(); }

 private:
  MPI_Comm communicator_;
  MPI_Datatype unit_type_ = MPI_DATATYPE_NULL;
  std::vector<MPI_Request> requests_;
};

// A store of cells, as a HaloExchange uses it. A small handle that is copied; boxes are of global cells.
//   static std::int64_t bytes(const Box<Dim>&)         of a message with these cells
//   void pack(const Box<Dim>&, char* message) const    own cells into a message
//   void unpack(const Box<Dim>&, const char*) const    a message into halo cells
//
// The cells of a field: every component of a cell one array after the other.
template <class T, int Dim, int Fields>
struct LevelStore {
  Level<T, Dim, Fields> level;

  static std::int64_t bytes(const Box<Dim>& box) { return box.volume() * Fields * static_cast<std::int64_t>(sizeof(T)); }
  void pack(const Box<Dim>& box, char* message) const {
    for (int f = 0; f < Fields; ++f) hg::pack(level.field[f], box, reinterpret_cast<T*>(message) + f * box.volume());
  }
  void unpack(const Box<Dim>& box, const char* message) const {
    for (int f = 0; f < Fields; ++f) hg::unpack(level.field[f], box, reinterpret_cast<const T*>(message) + f * box.volume());
  }
};

template <class Store, int Dim>
class HaloExchange {
 public:
  // width: layers to exchange on every side that has a neighbour. corners: the diagonal neighbours too (Box stencils, or depth >
  // 1).
  HaloExchange(const Decomposition<Dim>& decomposition, std::int64_t width, bool corners);

  // Posts the receives, packs and sends the own cells next to each neighbour. Both enter the phases of timing that they go
  // through. The store's halo must stay unread until finish().
  void start(const Store& store, Timing& timing);
  // Lets MPI move messages; true when all have arrived.
  bool progress() { return messages_.test(); }
  // Calls sweep(slab) for every slab of the interior, cut across the last axis into slabs of that thickness. MPI moves large
  // messages only when it is called, so it is called after each; once all have arrived, which is what this returns, the rest is
  // one slab.
  template <class Sweep>
  bool sweep_meanwhile(const Box<Dim>& interior, std::int64_t thickness, Timing& timing, const Sweep& sweep);
  // Waits and fills the halo.
  void finish(Timing& timing);

  bool empty() const { return routes_.empty(); }
  int messages() const { return static_cast<int>(routes_.size()); }
  std::int64_t bytes() const { return send_units_ * Messages::unit; }  // sent by this rank in one exchange
  // call(rank, direction as the decomposition numbers them, bytes) for what this rank sends in one exchange.
  template <class Call>
  void for_each_message(const Call& call) const {
    for (const Route& route : routes_) call(route.neighbour, route.send_tag, route.units * Messages::unit);
  }
  // Exchanges so far, and how many of them had all messages in place when finish() was called.
  std::int64_t exchanges() const { return exchanges_; }
  std::int64_t hidden() const { return hidden_; }

 private:
  struct Route {
    int neighbour, send_tag, receive_tag;
    Box<Dim> send, receive;
    std::int64_t offset, units;  // in both buffers, in units of Messages::unit
  };
  std::vector<Route> routes_;
  std::int64_t send_units_ = 0;
  KernelArray<char> send_buffer_, receive_buffer_;
  // Where MPI cannot take device memory messages go through these.
  Kokkos::View<char*, Kokkos::HostSpace> send_host_, receive_host_;
  bool staged_ = false;
  Store store_;
  std::int64_t exchanges_ = 0, hidden_ = 0;
  Messages messages_;  // destroyed first: waits before the buffers go
};

template <class Store, int Dim>
HaloExchange<Store, Dim>::HaloExchange(const Decomposition<Dim>& decomposition, std::int64_t width, bool corners)
    : store_(), messages_(decomposition.communicator(), 2 * Decomposition<Dim>::directions) {
  const Box<Dim> own = decomposition.own();
  for (int direction = 0; direction < Decomposition<Dim>::directions; ++direction) {
    const int neighbour = decomposition.neighbour(direction);
    const auto [send, receive, axes] = halo_boxes(own, Decomposition<Dim>::offset(direction), width);
    if (neighbour == MPI_PROC_NULL || (axes > 1 && !corners)) continue;
    // The same on both sides: the blocks that a face or edge joins have its length in common.
    const std::int64_t units = (Store::bytes(send) + Messages::unit - 1) / Messages::unit;
    // What I send north arrives from the south: the tag is the direction of travel, so that two messages between the same two
    // ranks (a periodic axis with two blocks) cannot be mixed up.
    routes_.push_back({neighbour, direction, Decomposition<Dim>::opposite(direction), send, receive, send_units_, units});
    send_units_ += units;
  }
  const std::int64_t size = send_units_ * Messages::unit;
  send_buffer_ = KernelArray<char>("hg::send", size);
  receive_buffer_ = KernelArray<char>("hg::receive", size);
  staged_ = !mpi_takes_device_memory();
  if (staged_) {
    send_host_ = decltype(send_host_)("hg::send_host", static_cast<std::size_t>(size));
    receive_host_ = decltype(receive_host_)("hg::receive_host", static_cast<std::size_t>(size));
  }
}

template <class Store, int Dim>
void HaloExchange<Store, Dim>::start(const Store& store, Timing& timing) {
  store_ = store;
  char* const receive = staged_ ? receive_host_.data() : receive_buffer_.data();
  timing.enter(Phase::post);
  // Kernels may still unpack what came last time: not a byte may arrive before they have ended.
  if constexpr (!runs_on_host) {
    if (!staged_) fence();
  }
  for (const Route& route : routes_)
    messages_.receive(receive + route.offset * Messages::unit, route.units, route.neighbour, route.receive_tag);

  timing.enter(Phase::pack);
  for (const Route& route : routes_) store.pack(route.send, send_buffer_.data() + route.offset * Messages::unit);
  if constexpr (!runs_on_host) fence();
  if (staged_) Kokkos::deep_copy(send_host_, send_buffer_.elements());

  timing.enter(Phase::post);
  const char* const send = staged_ ? send_host_.data() : send_buffer_.data();
  for (const Route& route : routes_)
    messages_.send(send + route.offset * Messages::unit, route.units, route.neighbour, route.send_tag);
}

template <class Store, int Dim>
template <class Sweep>
bool HaloExchange<Store, Dim>::sweep_meanwhile(const Box<Dim>& interior, std::int64_t thickness, Timing& timing,
                                               const Sweep& sweep) {
  constexpr int axis = Dim - 1;
  Box<Dim> slab = interior;
  bool arrived = false;
  while (slab.lo[axis] < interior.hi[axis]) {
    slab.hi[axis] = arrived ? interior.hi[axis] : std::min(slab.lo[axis] + thickness, interior.hi[axis]);
    sweep(slab);
    slab.lo[axis] = slab.hi[axis];
    if (!arrived) {
      timing.enter(Phase::post);
      arrived = progress();
    }
  }
  return arrived;
}

template <class Store, int Dim>
void HaloExchange<Store, Dim>::finish(Timing& timing) {
  if (routes_.empty()) return;
  ++exchanges_;
  timing.enter(Phase::wait);
  if (messages_.test())
    ++hidden_;
  else
    messages_.wait();
  timing.enter(Phase::unpack);
  if (staged_) Kokkos::deep_copy(receive_buffer_.elements(), receive_host_);
  for (const Route& route : routes_) store_.unpack(route.receive, receive_buffer_.data() + route.offset * Messages::unit);
}

}  // namespace hg
