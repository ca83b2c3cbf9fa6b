#include "sims/commands/check/proof_walk.hpp"

#include "engine/grid/slab.hpp"
#include "engine/mpi/on_root.hpp"

#include <algorithm>
#include <cstring>

namespace hg {

ProofWalk::ProofWalk(const Communicator& ranks, const PreparedRun& run)
    : ranks_(ranks),
      tiling_(Tiling::of(run.settings.grid.dimension, run.settings.grid.size)),
      simulation_(run.model.start(ranks, run.problem)) {}

FingerprintTable ProofWalk::to(std::int64_t step, const TileOfField* wanted, std::vector<std::uint64_t>* cells) {
  std::vector<TileSums> sums;
  for (int field = 0; field < static_cast<int>(simulation().fields().size()); ++field)
    sums.emplace_back(tiling_, simulation().in_memory() ? simulation().own() : simulation().grid().box(), field);
  if (cells) cells->assign(wanted ? static_cast<std::size_t>(tiling_.cells_of(wanted->tile).volume()) : 0, 0);
  simulation_->go_to(step, [&] { take(sums, wanted, cells); });
  FingerprintTable table;
  for (const TileSums& sum : sums)
    visit_on_root(ranks_, tiling_, sum, [&](std::int64_t, const std::vector<std::uint64_t>& piece) {
      table.insert(table.end(), piece.begin(), piece.end());
    });
  if (cells) ranks_.sum_to_root(*cells);
  return table;
}

void ProofWalk::take(std::vector<TileSums>& sums, const TileOfField* wanted, std::vector<std::uint64_t>* cells) const {
  constexpr std::int64_t most_cells = 64 * 1024;  // stay in the cache until they are summed
  const Box<3> own = simulation().own();
  std::vector<std::uint64_t> staging(static_cast<std::size_t>(std::min(most_cells, own.volume())));
  for (std::size_t field = 0; field < sums.size(); ++field)
    for_each_slab(own, most_cells, [&](const Box<3>& slab) {
      simulation().copy_out(static_cast<int>(field), slab, staging.data());
      sums[field].add(simulation().fields()[field].type, slab, staging.data());
    });
  if (!wanted || !cells) return;
  const Box<3> tile = tiling_.cells_of(wanted->tile), mine = intersection(tile, own);
  const std::size_t cell = size_of(simulation().fields()[static_cast<std::size_t>(wanted->field)].type);
  std::vector<unsigned char> bytes(static_cast<std::size_t>(mine.volume()) * cell);
  if (!mine.empty()) simulation().copy_out(wanted->field, mine, bytes.data());
  std::size_t next = 0;
  for (std::int64_t row = 0; row < mine.rows() && !mine.empty(); ++row) {
    const Index<3> at = mine.row_start(row) - tile.lo;
    const std::int64_t first = (at[2] * tile.extent(1) + at[1]) * tile.extent(0) + at[0];
    for (std::int64_t x = 0; x < mine.extent(0); ++x, next += cell)
      std::memcpy(&(*cells)[static_cast<std::size_t>(first + x)], &bytes[next], cell);
  }
}

NearBorder ProofWalk::border_near(Index<3> cell) const {
  for (int a = 0; a < 3; ++a) cell[a] = ranks_.broadcast(cell[a]);
  if (ranks_.max(std::int64_t{simulation().facts().messages}) == 0) return {};
  const Box<3> own = simulation().own();
  // The owner's rank and block, from it alone.
  std::vector<std::int64_t> facts(7, 0);
  if (own.contains(cell)) {
    facts[0] = ranks_.rank();
    for (int a = 0; a < 3; ++a) {
      facts[static_cast<std::size_t>(1 + a)] = own.lo[a];
      facts[static_cast<std::size_t>(4 + a)] = own.hi[a];
    }
  }
  ranks_.sum_to_root(facts);
  NearBorder out;
  out.rank = facts[0];
  for (int a = 0; a < 3; ++a) {
    out.block.lo[a] = facts[static_cast<std::size_t>(1 + a)];
    out.block.hi[a] = facts[static_cast<std::size_t>(4 + a)];
  }
  const Grid& grid = simulation().grid();
  const Index<3> layout = simulation().facts().layout;
  for (int axis = 0; axis < grid.dimension; ++axis)
    for (int side = 0; side < 2; ++side) {
      const bool at_end = side == 0 ? out.block.lo[axis] == 0 : out.block.hi[axis] == grid.size[axis];
      if (layout[axis] == 1 || (at_end && !grid.periodic(axis))) continue;
      const std::int64_t distance = side == 0 ? cell[axis] - out.block.lo[axis] : out.block.hi[axis] - 1 - cell[axis];
      if (out.found && distance >= out.distance) continue;
      out.found = true;
      out.axis = axis;
      out.side = side;
      out.distance = distance;
    }
  return out;
}

}  // namespace hg
