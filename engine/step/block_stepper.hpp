#pragma once
// Steps of a block rule: a rule that keeps its cells in a storage of its own and makes several steps in one sweep.
//
// A Block is one rank's storage with its kernel. It has, with `dimension` axes and boxes of global cells:
//   static constexpr int dimension
//   static constexpr std::int64_t radius          halo layers of a step
//   static std::int64_t usual_depth(cells)        steps a sweep for so many cells a rank, where nobody chooses
//   static constexpr std::int64_t longest_depth   that one sweep can make
//   static Index<dimension> granule()             blocks are cut at multiples of it
//   static Index<dimension> face_cost(depth)      of a cell on a face across an axis, to compare layouts
//   static std::int64_t memory_bytes(own, depth)  of a block
//   Block(rule, grid, decomposition)
//   static std::int64_t bytes(box), pack(box, message), unpack(box, message)     see HaloExchange
//   begin(steps)              what the rank itself knows beyond its cells is filled in: a sweep of that many steps follows
//   halo_arrived()            the neighbours' cells are there: the rest is filled in
//   Box interior() const      the part that can be swept before that; may be empty
//   sweep(box)                makes the steps for that part: a multiple of `sweep_rows` rows, or up to the end
//   end()                     every part has been swept: its cells are the cells now
//   std::int64_t tiles() const, tiles_changed() const     parts of a block that its last sweep changed, against the cells that
//                             were there two sweeps before it
//   keep_changes(bool)        whether to remember what sweeps replace
//   put_back()                exchanges own cells with those that the last sweep with changes replaced; false: too many to keep
//   std::uint64_t hash() const     of the own cells; adds up over ranks, whatever the layout
//   std::int64_t population() const     own live cells
//   watch_edges(), edge_generation()     the first step of the last sweep with a live cell beside a watched end; 0: none
//   set_cells(box, cells), get_cells(box, cells), get_bits(box, bits, row_bytes)     to and from plain cells: see BitField
#include "engine/grid/decomposition.hpp"
#include "engine/step/halo_exchange.hpp"
#include "engine/system/heartbeat.hpp"

#include <algorithm>
#include <functional>

namespace hg {

template <class Block>
struct BlockStore {
  Block* block;

  static std::int64_t bytes(const Box<Block::dimension>& box) { return Block::bytes(box); }
  void pack(const Box<Block::dimension>& box, char* message) const { block->pack(box, message); }
  void unpack(const Box<Block::dimension>& box, const char* message) const { block->unpack(box, message); }
};

template <class Block>
class BlockStepper {
 public:
  static constexpr int dimension = Block::dimension;
  using Exchange = HaloExchange<BlockStore<Block>, dimension>;

  // The block must outlive the stepper.
  BlockStepper(Block& block, const Decomposition<dimension>& decomposition, std::int64_t step, bool overlap)
      : block_(block),
        depth_(decomposition.split().depth),
        step_(step),
        overlap_(overlap),
        exchange_(decomposition, depth_ * Block::radius, true) {}

  std::int64_t step() const { return step_; }
  void set_step(std::int64_t step) { step_ = step; }
  std::int64_t edge_step() const { return edge_step_; }  // first with a live cell beside a watched end, on this rank; -1: none
  void set_edge_step(std::int64_t step) { edge_step_ = step; }
  const Exchange& exchange() const { return exchange_; }
  const Timing& timing() const { return timing_; }
  Timing& timing() { return timing_; }

  // watch(step): called on every rank after every sweep.
  void advance(std::int64_t steps, const std::function<void(std::int64_t)>& tick,
               const std::function<void(std::int64_t)>& watch = {}) {
    const Doing doing(Activity::stepping);
    const std::int64_t length = even_length(steps);
    while (steps > 0) {
      const std::int64_t now = std::min(steps, length);
      pass(now);
      if (watch) watch(step_ + now);
      if (edge_step_ < 0 && block_.edge_generation() > 0) edge_step_ = step_ + block_.edge_generation();
      steps -= now;
      step_ += now;
      if (tick) tick(step_);
    }
    timing_.leave();
  }

 private:
  // Few steps are made in passes of equal length, as blocks that remember what has settled like them; many in the longest passes.
  std::int64_t even_length(std::int64_t steps) const {
    if (steps <= depth_ || steps > 20 * depth_) return depth_;
    for (std::int64_t length = depth_; 2 * length > depth_; --length)
      if (steps % length == 0) return length;
    return depth_;
  }

  void pass(std::int64_t steps) {
    const bool alone = exchange_.empty();
    if (!alone) exchange_.start({&block_}, timing_);
    timing_.enter(Phase::ghosts);
    block_.begin(steps);
    const Box<dimension> interior = overlap_ && !alone ? block_.interior() : Box<dimension>{};
    sweep_interior(interior);
    if (!alone) {
      exchange_.finish(timing_);
      timing_.enter(Phase::ghosts);
      block_.halo_arrived();
    }
    timing_.enter(alone ? Phase::interior : Phase::rim);
    for (const Box<dimension>& part : difference(block_.own(), interior)) block_.sweep(part);
    block_.end();
    beat_of_work();
  }

  // Every cut of the interior costs about as many rows, computed twice, as the halo is deep. Short messages need one call of MPI,
  // to agree that they may come.
  void sweep_interior(const Box<dimension>& interior) {
    constexpr int axis = dimension - 1;
    if (interior.empty()) return;
    constexpr std::int64_t short_bytes = std::int64_t{1} << 16;
    const std::int64_t slabs = exchange_.bytes() <= short_bytes ? 2 : 8;
    const std::int64_t thickness =
        std::max(Block::sweep_rows, interior.extent(axis) / slabs / Block::sweep_rows * Block::sweep_rows);
    exchange_.sweep_meanwhile(interior, thickness, timing_, [&](const Box<dimension>& slab) {
      timing_.enter(Phase::interior);
      block_.sweep(slab);
    });
  }

  Block& block_;
  std::int64_t depth_, step_, edge_step_ = -1;
  bool overlap_;
  Exchange exchange_;
  Timing timing_;
};

}  // namespace hg
