#include "sims/automata/bit_edge.hpp"

namespace hg {

BitEdge bit_edge_of(const Grid& grid, const Decomposition<2>& decomposition, int axis, int side) {
  if (decomposition.has_neighbour(axis, side)) return BitEdge::halo;
  const Boundary& boundary = grid.boundary[static_cast<std::size_t>(axis)][static_cast<std::size_t>(side)];
  switch (boundary.kind) {
    case BoundaryKind::periodic:
      return BitEdge::wrap;
    case BoundaryKind::fixed:
      return boundary.value_of("cells") != 0 ? BitEdge::alive : BitEdge::dead;
    case BoundaryKind::reflect:  // one layer: cell -1 is cell 0 in both
    case BoundaryKind::open:
      return BitEdge::copy;
  }
  return BitEdge::dead;
}

}  // namespace hg
