#pragma once
// Which cells go to which neighbour in a halo exchange, and how much that is for a split that has not been set up.
#include "engine/grid/decomposition.hpp"

namespace hg {

// What is sent to the neighbour at an offset, and where what comes from there belongs.
template <int Dim>
struct HaloBoxes {
  Box<Dim> send, receive;
  int axes = 0;  // along which the neighbour lies; 0: no neighbour
};

// width: layers of the halo.
template <int Dim>
HaloBoxes<Dim> halo_boxes(const Box<Dim>& own, const Index<Dim>& offset, std::int64_t width) {
  HaloBoxes<Dim> out{own, own, 0};
  for (int a = 0; a < Dim; ++a) {
    if (offset[a] == 0) continue;
    ++out.axes;
    if (offset[a] < 0) {
      out.send.hi[a] = own.lo[a] + width;
      out.receive.lo[a] = own.lo[a] - width;
      out.receive.hi[a] = own.lo[a];
    } else {
      out.send.lo[a] = own.hi[a] - width;
      out.receive.lo[a] = own.hi[a];
      out.receive.hi[a] = own.hi[a] + width;
    }
  }
  return out;
}

struct HaloLoad {
  std::int64_t messages = 0, bytes = 0;  // that a rank sends in one exchange
};

// Of a block with as many neighbours as any has. bytes(box): of a message with these cells.
template <int Dim, class Bytes>
HaloLoad halo_load(const Split<Dim>& split, std::int64_t width, bool corners, const Bytes& bytes) {
  Index<Dim> middle;
  for (int a = 0; a < Dim; ++a) middle[a] = split.ranks[a] > 2 ? 1 : 0;
  const Box<Dim> own = split.block(middle);
  HaloLoad out;
  for (int direction = 0; direction < Decomposition<Dim>::directions; ++direction) {
    const Index<Dim> offset = Decomposition<Dim>::offset(direction);
    const HaloBoxes<Dim> boxes = halo_boxes(own, offset, width);
    bool there = boxes.axes > 0 && (corners || boxes.axes == 1);
    for (int a = 0; a < Dim; ++a) {
      const std::int64_t block = middle[a] + offset[a];
      const bool inside = block >= 0 && block < split.ranks[a];
      if (offset[a] != 0) there = there && split.ranks[a] > 1 && (inside || split.periodic[static_cast<std::size_t>(a)]);
    }
    if (!there) continue;
    ++out.messages;
    out.bytes += bytes(boxes.send);
  }
  return out;
}

// Cells that the largest block sweeps in a step on average: with depth k the step j of k covers k - 1 - j layers of `radius`
// cells more than the block has, wherever it has a neighbour.
template <int Dim>
double swept_cells(const Split<Dim>& split) {
  double sum = 0;
  for (std::int64_t layers = 0; layers < split.depth; ++layers) {
    Index<Dim> below, above;
    for (int a = 0; a < Dim; ++a) {
      const std::int64_t more = split.ranks[a] > 1 ? layers * split.radius : 0;
      above[a] = more;
      below[a] = split.ranks[a] > 2 || split.periodic[static_cast<std::size_t>(a)] ? more : 0;
    }
    sum += static_cast<double>(split.block(Index<Dim>{}).grown(below, above).volume());
  }
  return sum / static_cast<double>(split.depth);
}

}  // namespace hg
