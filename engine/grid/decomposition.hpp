#pragma once
// Who owns what: a Cartesian split of the grid into one block a rank, and the neighbours of each block.
#include "engine/mpi/communicator.hpp"
#include "kernels/base/box.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace hg {

// What a split has to respect. Axes in the order x, y, z.
template <int Dim>
struct SplitRequest {
  Index<Dim> size;  // of the grid, in cells
  std::array<bool, Dim> periodic = {};
  Index<Dim> granule = Index<Dim>::filled(1);  // cuts lie at multiples of it; the last block takes the ragged end
  Index<Dim> ranks = Index<Dim>::filled(0);    // blocks per axis, 0 = choose
  std::array<bool, Dim> whole = {};  // axes that are not split: the ends of another one are joined with a move along them
  Index<Dim> face_cost = Index<Dim>::filled(1);  // of a cell on a face across the axis, in any unit: to compare layouts
  std::int64_t radius = 1;                       // halo layers that one step needs
  std::int64_t depth = 0;                        // steps per halo exchange, 0 = choose
  std::int64_t preferred_depth = 1;              // where depth is chosen; smaller where blocks are too thin for it
};

// A split that was found: pure arithmetic, the same on every rank, with no MPI in it.
template <int Dim>
struct Split {
  Index<Dim> size, granule, ranks;
  std::array<bool, Dim> periodic = {};
  std::int64_t radius = 1, depth = 1;

  // Half-open cell range of block number `block` of an axis.
  std::int64_t cut(int axis, std::int64_t block) const;
  Box<Dim> block(const Index<Dim>& coordinates) const;
  std::int64_t thinnest(int axis) const;
  // Cells that all ranks together send across the cuts in one exchange of that many layers (faces only); those across an axis
  // counted `cost` of it times.
  std::int64_t halo_cells(std::int64_t layers, const Index<Dim>& cost = Index<Dim>::filled(1)) const;
};

// Finds the split that moves the fewest halo cells (ties: even blocks, then long rows). Blocks are never thinner than their halo;
// a chosen depth shrinks first. Throws usage_error with the largest legal number of ranks where nothing fits, or where
// request.ranks splits an axis that has to stay whole. place: of the
// input's [decomposition] section.
template <int Dim>
Split<Dim> find_split(const SplitRequest<Dim>& request, std::int64_t ranks, const std::string& place);

// The split at work: this rank's block and its neighbours on a Cartesian communicator (reordered where MPI sees fit).
template <int Dim>
class Decomposition {
 public:
  static constexpr int directions = Dim == 2 ? 9 : 27;

  Decomposition(const Communicator& world, const Split<Dim>& split);

  const Communicator& communicator() const { return communicator_; }
  const Split<Dim>& split() const { return split_; }
  const Index<Dim>& coordinates() const { return coordinates_; }
  const Box<Dim>& own() const { return own_; }
  Box<Dim> grid() const { return {Index<Dim>{}, split_.size}; }

  // Direction number 0..3^Dim-1 as offsets of -1, 0, 1 per axis, and the number of the opposite one.
  static Index<Dim> offset(int direction);
  static int opposite(int direction) { return directions - 1 - direction; }
  // The rank that owns the block in that direction, or MPI_PROC_NULL. An axis that is not split has no neighbours: what lies
  // beyond it, wrapped or not, is filled by this rank itself.
  int neighbour(int direction) const { return neighbours_[static_cast<std::size_t>(direction)]; }
  // Whether a neighbour lies on the low (0) or high (1) side of an axis.
  bool has_neighbour(int axis, int side) const;

 private:
  Split<Dim> split_;
  Communicator communicator_;
  Index<Dim> coordinates_;
  Box<Dim> own_;
  std::array<int, directions> neighbours_;
};

extern template class Decomposition<2>;
extern template class Decomposition<3>;

}  // namespace hg
