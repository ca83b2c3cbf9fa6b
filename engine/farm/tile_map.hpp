#pragma once
// Tiles of uneven cost and who gets them: arithmetic without MPI, the same on every rank. A preview of the cost at every 8th
// pixel is cut into tiles none of which is a large part of one rank's work; a scheduler then says who does which tile.
#include "kernels/base/box.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hg {

// A piece of work: global cells and what they cost, in any unit.
struct FarmTile {
  Box<2> box;
  double cost = 0;
};

// Who does which tile.
//   automatic  longest first over the nodes, inside a node batches of tiles from a counter that its ranks share
//   lpt        longest processing time first: the heaviest tile left goes to the rank with the least work
//   counter    one counter for all ranks, heaviest tile first
//   manager    rank 0 hands out tiles and does none itself
//   rows       bands of whole rows
//   blocks     a two-dimensional grid of blocks, as square as may be
//   cyclic     tile i to rank i modulo the ranks
enum class Scheduler { automatic, lpt, counter, manager, rows, blocks, cyclic };

// The names that users write, in the order of the enumeration.
inline constexpr std::array<const char*, 7> scheduler_names = {"auto", "lpt", "counter", "manager", "rows", "blocks", "cyclic"};
const char* name_of(Scheduler scheduler);
std::optional<Scheduler> scheduler_of(std::string_view name);

// The cost of one cell at every spacing-th pixel of a region, x fastest: at the global indices that are multiples of `spacing`,
// the first one at or below the region's first cell and the last one inside the region.
struct CostMap {
  Box<2> region;
  std::int64_t spacing = 8;
  std::vector<float> cost;

  Index<2> first() const;    // number of the first sample per axis: it lies at cell first * spacing
  Index<2> samples() const;  // samples per axis; cost has their product
  // Cost of a box of cells inside the region. A cell costs half the mean and half the highest of the four samples around it:
  // where costs jump between samples a tile that was taken for cheap, and so comes last, keeps everybody waiting.
  double estimate(const Box<2>& box) const;
};

// The sides that a tile can have without the user's choice, in cells: from 256 x 256 down to 16 x 4, aligned at their own size,
// so that rows of a tile are whole SIMD vectors.
inline constexpr std::int64_t largest_tile = 256, smallest_tile = 16, smallest_tile_rows = 4;
// The part of a rank's share of the cost that no tile exceeds as long as it can be split.
inline constexpr double largest_part_of_share = 0.05;

// Cuts the map's region into tiles for this many ranks. rows and blocks: every rank's rectangle in pieces of at most 256 x 256
// cells; else tiles as above. tile: 0, or the side in cells that the user wants instead. Time: a few operations per sample
// and tile. Throws a usage_error if there are more than 2^31 - 1 tiles.
std::vector<FarmTile> tiles_of(const CostMap& map, std::int64_t ranks, std::int64_t tile, Scheduler scheduler);

// The smallest box around all tiles.
Box<2> region_of(const std::vector<FarmTile>& tiles);

// Tile numbers in the order in which they are worked on, and per place in this order the owner of the tile.
struct Assignment {
  std::vector<std::int32_t> order, owner;
};

// Tile numbers, heaviest first; equal costs in the order of the list.
std::vector<std::int32_t> heaviest_first(const std::vector<FarmTile>& tiles);

// rows, blocks, cyclic: the tiles that begin in a rank's rectangle, or every ranks-th one. lpt: as assign_longest_first.
Assignment assign(Scheduler scheduler, const std::vector<FarmTile>& tiles, std::int64_t ranks);

// Longest processing time first over owners that have `capacity[owner]` workers each (empty: one each): each tile goes to the
// owner with the least work per worker, the lowest number of several.
Assignment assign_longest_first(const std::vector<FarmTile>& tiles, std::int64_t owners,
                                const std::vector<std::int32_t>& capacity = {});

// Joins a node's tiles, in their order of work, into batches that its workers take one after the other: half of what is left in
// as many batches as there are workers, then half of the rest, and so on down to single tiles and 0.5 % of a worker's share
// ("factoring"). So few hand-outs carry most of the work, and the last ones even out what the preview got wrong. Returns for
// each batch the place in the order at which it ends.
std::vector<std::int32_t> batch_ends(const std::vector<FarmTile>& tiles, const std::vector<std::int32_t>& order,
                                     std::int64_t workers);

}  // namespace hg
