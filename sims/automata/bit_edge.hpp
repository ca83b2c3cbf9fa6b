#pragma once
// What lies beyond an end of a rank's packed cells, as the sweeps of Life know it.
#include "engine/grid/decomposition.hpp"
#include "engine/grid/grid.hpp"
#include "kernels/host/life_wave.hpp"

namespace hg {

// side: low (0) or high (1). A periodic axis that is not split wraps; reflecting and open ends are one: the neighbourhood is one
// cell deep.
BitEdge bit_edge_of(const Grid& grid, const Decomposition<2>& decomposition, int axis, int side);

// Whether packed cells can know what lies beyond every end of the grid: no seam moves along the other axis, and every boundary is
// one of a BitEdge. Others run one cell a byte.
bool has_bit_edges(const Grid& grid);

}  // namespace hg
