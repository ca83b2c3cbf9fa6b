#include "engine/farm/tile_map.hpp"

#include "engine/grid/even_cut.hpp"
#include "engine/system/error.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <queue>
#include <utility>

namespace hg {

const char* name_of(Scheduler scheduler) { return scheduler_names[static_cast<std::size_t>(scheduler)]; }

std::optional<Scheduler> scheduler_of(std::string_view name) {
  for (std::size_t i = 0; i < scheduler_names.size(); ++i)
    if (name == scheduler_names[i]) return static_cast<Scheduler>(i);
  return std::nullopt;
}

// Cells are numbered from 0 on, so that plain division rounds down.
Index<2> CostMap::first() const { return {{region.lo[0] / spacing, region.lo[1] / spacing}}; }

Index<2> CostMap::samples() const {
  Index<2> out;
  for (int a = 0; a < 2; ++a) out[a] = region.extent(a) == 0 ? 0 : (region.hi[a] - 1) / spacing + 1 - region.lo[a] / spacing;
  return out;
}

double CostMap::estimate(const Box<2>& box) const {
  if (box.empty()) return 0;
  const Index<2> start = first(), count = samples();
  const auto overlap = [&](int axis, std::int64_t sample) {
    return std::min(box.hi[axis], (sample + 1) * spacing) - std::max(box.lo[axis], sample * spacing);
  };
  double sum = 0;
  for (std::int64_t j = box.lo[1] / spacing; j * spacing < box.hi[1]; ++j) {
    const float* row = cost.data() + (j - start[1]) * count[0];
    const float* next_row = j + 1 - start[1] < count[1] ? row + count[0] : row;
    double row_sum = 0;
    for (std::int64_t i = box.lo[0] / spacing; i * spacing < box.hi[0]; ++i) {
      const std::int64_t here = i - start[0], next = std::min(here + 1, count[0] - 1);
      const double mean = (static_cast<double>(row[here]) + row[next] + next_row[here] + next_row[next]) / 4;
      const double highest = std::max({row[here], row[next], next_row[here], next_row[next]});
      row_sum += (mean + highest) / 2 * static_cast<double>(overlap(0, i));
    }
    sum += row_sum * static_cast<double>(overlap(1, j));
  }
  return sum;
}

static void add_tile(std::vector<FarmTile>& tiles, const Box<2>& box, double cost) {
  if (tiles.size() == static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
    throw usage_error("", "the view is cut into more than 2^31 - 1 tiles", "choose a larger farm.tile, or leave the key out");
  tiles.push_back({box, cost});
}

// Calls visit(box) for the pieces of a box that lines at origin + multiples of the sides cut it into, x fastest.
template <class Visit>
static void for_each_piece(const Box<2>& box, const Index<2>& origin, const Index<2>& side, const Visit& visit) {
  if (box.empty()) return;
  const auto next = [&](int axis, std::int64_t at) { return at + side[axis] - (at - origin[axis]) % side[axis]; };
  for (std::int64_t y = box.lo[1]; y < box.hi[1]; y = next(1, y))
    for (std::int64_t x = box.lo[0]; x < box.hi[0]; x = next(0, x))
      visit(intersection(box, Box<2>{{{x, y}}, {{next(0, x), next(1, y)}}}));
}

// Splits a tile until no part costs more than the limit, or the parts are the smallest.
static void split(const CostMap& map, const Box<2>& box, Index<2> side, double limit, std::vector<FarmTile>& tiles) {
  const double cost = map.estimate(box);
  if (cost <= limit || side[1] == smallest_tile_rows) {
    add_tile(tiles, box, cost);
    return;
  }
  side = {{std::max(side[0] / 2, smallest_tile), side[1] / 2}};
  for_each_piece(box, {}, side, [&](const Box<2>& part) { split(map, part, side, limit, tiles); });
}

// The blocks of the ranks: as square as a product of two factors can make them, cut at multiples of the SIMD-friendly tile side
// where the region is wide enough.
struct BlockGrid {
  EvenCut x, y;

  static BlockGrid of(const Box<2>& region, std::int64_t ranks) {
    std::int64_t across = 1;
    double best = std::numeric_limits<double>::infinity();
    for (std::int64_t columns = 1; columns <= ranks; ++columns) {
      if (ranks % columns != 0) continue;
      const std::int64_t rows = ranks / columns;
      const double perimeter = static_cast<double>(region.extent(0)) / static_cast<double>(columns) +
                               static_cast<double>(region.extent(1)) / static_cast<double>(rows);
      if (perimeter >= best) continue;
      best = perimeter;
      across = columns;
    }
    const std::int64_t granule = region.extent(0) >= smallest_tile * across ? smallest_tile : 1;
    return {{region.extent(0), across, granule}, {region.extent(1), ranks / across, 1}};
  }
};

// rows is a grid of blocks that are all as wide as the region.
static BlockGrid rectangles(Scheduler scheduler, const Box<2>& region, std::int64_t ranks) {
  if (scheduler == Scheduler::rows) return {{region.extent(0), 1, 1}, {region.extent(1), ranks, 1}};
  return BlockGrid::of(region, ranks);
}

static bool is_static_cut(Scheduler scheduler) { return scheduler == Scheduler::rows || scheduler == Scheduler::blocks; }

std::vector<FarmTile> tiles_of(const CostMap& map, std::int64_t ranks, std::int64_t tile, Scheduler scheduler) {
  std::vector<FarmTile> tiles;
  if (map.region.empty()) return tiles;
  const std::int64_t side = tile > 0 ? tile : largest_tile;
  if (is_static_cut(scheduler)) {
    const BlockGrid grid = rectangles(scheduler, map.region, ranks);
    const Index<2> lo = map.region.lo;
    for (std::int64_t j = 0; j < grid.y.parts && grid.y.size(j) > 0; ++j)
      for (std::int64_t i = 0; i < grid.x.parts && grid.x.size(i) > 0; ++i) {
        const Box<2> block{{{lo[0] + grid.x.cut(i), lo[1] + grid.y.cut(j)}},
                           {{lo[0] + grid.x.cut(i + 1), lo[1] + grid.y.cut(j + 1)}}};
        for_each_piece(block, block.lo, {{side, side}}, [&](const Box<2>& box) { add_tile(tiles, box, map.estimate(box)); });
      }
    return tiles;
  }
  const double share = map.estimate(map.region) / static_cast<double>(ranks);
  for_each_piece(map.region, {}, {{side, side}}, [&](const Box<2>& box) {
    if (tile > 0)
      add_tile(tiles, box, map.estimate(box));
    else
      split(map, box, {{side, side}}, share * largest_part_of_share, tiles);
  });
  return tiles;
}

Box<2> region_of(const std::vector<FarmTile>& tiles) {
  if (tiles.empty()) return {};
  Box<2> out = tiles.front().box;
  for (const FarmTile& tile : tiles)
    for (int a = 0; a < 2; ++a) {
      out.lo[a] = std::min(out.lo[a], tile.box.lo[a]);
      out.hi[a] = std::max(out.hi[a], tile.box.hi[a]);
    }
  return out;
}

static std::vector<std::int32_t> in_order(const std::vector<FarmTile>& tiles) {
  std::vector<std::int32_t> order(tiles.size());
  std::iota(order.begin(), order.end(), 0);
  return order;
}

std::vector<std::int32_t> heaviest_first(const std::vector<FarmTile>& tiles) {
  std::vector<std::int32_t> order = in_order(tiles);
  const auto cost = [&](std::int32_t tile) { return tiles[static_cast<std::size_t>(tile)].cost; };
  std::sort(order.begin(), order.end(),
            [&](std::int32_t a, std::int32_t b) { return cost(a) != cost(b) ? cost(a) > cost(b) : a < b; });
  return order;
}

Assignment assign(Scheduler scheduler, const std::vector<FarmTile>& tiles, std::int64_t ranks) {
  if (!is_static_cut(scheduler) && scheduler != Scheduler::cyclic) return assign_longest_first(tiles, ranks);
  Assignment out{in_order(tiles), std::vector<std::int32_t>(tiles.size())};
  const Box<2> region = region_of(tiles);
  const BlockGrid grid = rectangles(scheduler, region, ranks);
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    std::int64_t owner = static_cast<std::int64_t>(i) % ranks;
    if (is_static_cut(scheduler)) {
      const Index<2> at = tiles[i].box.lo - region.lo;
      owner = grid.y.part_of(at[1]) * grid.x.parts + grid.x.part_of(at[0]);
    }
    out.owner[i] = static_cast<std::int32_t>(owner);
  }
  return out;
}

Assignment assign_longest_first(const std::vector<FarmTile>& tiles, std::int64_t owners,
                                const std::vector<std::int32_t>& capacity) {
  Assignment out{heaviest_first(tiles), std::vector<std::int32_t>(tiles.size())};
  const auto workers = [&](std::int64_t owner) { return capacity.empty() ? 1 : capacity[static_cast<std::size_t>(owner)]; };
  // (work per worker, owner), least first. An owner beyond the number of tiles can get none: all before it are idle as well.
  using Load = std::pair<double, std::int64_t>;
  std::priority_queue<Load, std::vector<Load>, std::greater<Load>> loads;
  for (std::int64_t i = 0; i < std::min(owners, static_cast<std::int64_t>(tiles.size())); ++i) loads.push({0.0, i});
  for (std::size_t place = 0; place < tiles.size(); ++place) {
    const auto [load, owner] = loads.top();
    loads.pop();
    out.owner[place] = static_cast<std::int32_t>(owner);
    loads.push({load + tiles[static_cast<std::size_t>(out.order[place])].cost / workers(owner), owner});
  }
  return out;
}

std::vector<std::int32_t> batch_ends(const std::vector<FarmTile>& tiles, const std::vector<std::int32_t>& order,
                                     std::int64_t workers) {
  constexpr double least_part_of_share = 0.005;
  const auto cost = [&](std::size_t place) { return tiles[static_cast<std::size_t>(order[place])].cost; };
  double left = 0;
  for (std::size_t place = 0; place < order.size(); ++place) left += cost(place);
  const double least = left / static_cast<double>(workers) * least_part_of_share;
  std::vector<std::int32_t> ends;
  double wanted = 0;
  for (std::size_t place = 0; place < order.size();) {
    if (static_cast<std::int64_t>(ends.size()) % workers == 0) wanted = std::max(left / static_cast<double>(2 * workers), least);
    double batch = 0;
    do batch += cost(place++);
    while (place < order.size() && batch + cost(place) <= wanted);
    left -= batch;
    ends.push_back(static_cast<std::int32_t>(place));
  }
  return ends;
}

}  // namespace hg
