#include "sims/automata/bit_edge.hpp"

#include "engine/system/error.hpp"

#include <optional>

namespace hg {

// Nothing: packed cells cannot know what lies beyond such an end.
static std::optional<BitEdge> edge_beyond(const Boundary& boundary) {
  switch (boundary.kind) {
    case BoundaryKind::periodic:
      return BitEdge::wrap;
    case BoundaryKind::fixed:
      return boundary.value_of("cells") != 0 ? BitEdge::alive : BitEdge::dead;
    case BoundaryKind::reflect:  // one layer: cell -1 is cell 0 in both
    case BoundaryKind::open:
      return BitEdge::copy;
  }
  return {};
}

BitEdge bit_edge_of(const Grid& grid, const Decomposition<2>& decomposition, int axis, int side) {
  if (decomposition.has_neighbour(axis, side)) return BitEdge::halo;
  const auto edge = edge_beyond(grid.boundary[static_cast<std::size_t>(axis)][static_cast<std::size_t>(side)]);
  if (!edge) throw internal_error("packed cells have a boundary that they cannot know");
  return *edge;
}

bool has_bit_edges(const Grid& grid) {
  if (grid.seamed_axis() >= 0) return false;
  for (const auto& axis : grid.boundary)
    for (const Boundary& side : axis)
      if (!edge_beyond(side)) return false;
  return true;
}

}  // namespace hg
