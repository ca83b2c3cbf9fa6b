#pragma once
// Fingerprints per fixed tile of the grid: 256 x 256 cells in 2D, 64 x 64 x 64 in 3D, from cell (0, 0, 0) on, ragged at the far
// ends. Tiles do not depend on ranks; a rank keeps sums for the tiles that its block touches, and tables are added up piece by
// piece, so that no rank holds more than its own tiles and one piece.
#include "engine/grid/cell_type.hpp"
#include "engine/mpi/communicator.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace hg {

// How a grid is cut into tiles. Tiles are numbered x fastest.
struct Tiling {
  Index<3> size;  // cells of the grid per axis
  Index<3> tile;  // cells of a tile per axis

  static Tiling of(int dimension, const Index<3>& size);
  Index<3> count() const;      // tiles per axis
  std::int64_t tiles() const;  // all of them
  Box<3> cells_of(std::int64_t tile_number) const;
  Box<3> tiles_of(const Box<3>& cells) const;  // the tiles that a box of cells touches
  friend bool operator==(const Tiling& a, const Tiling& b) { return a.size == b.size && a.tile == b.tile; }
};

// Sums of one field for the tiles that a box touches.
class TileSums {
 public:
  // field: its number, which enters the fingerprint.
  TileSums(const Tiling& tiling, const Box<3>& box, int field);

  // Adds cells (x fastest, no gaps) of a box inside the given one, each cell once; returns how many have bits that are not all
  // zero.
  std::int64_t add(CellType type, const Box<3>& cells, const void* values);
  // The same from cells of two states as bits (kernels/bit_rows.hpp); the box begins at a multiple of 8 along x.
  std::int64_t add_bits(const Box<3>& cells, const std::uint8_t* bits);

  std::uint64_t total() const;
  // For the same tiles, all 0.
  TileSums empty_copy() const;
  friend bool operator==(const TileSums& a, const TileSums& b) { return a.tiles_ == b.tiles_ && a.sums_ == b.sums_; }
  // sums[i] of tile number first + i, 0 for tiles that the box does not touch.
  std::vector<std::uint64_t> piece(std::int64_t first, std::int64_t count) const;

 private:
  Tiling tiling_;
  Box<3> tiles_;
  std::uint64_t field_;
  std::vector<std::uint64_t> sums_;
};

// Adds every rank's sums up and hands the table to rank 0 in pieces of bounded size: visit(first tile number, sums). Collective.
void visit_on_root(const Communicator& communicator, const Tiling& tiling, const TileSums& sums,
                   const std::function<void(std::int64_t, const std::vector<std::uint64_t>&)>& visit);

}  // namespace hg
