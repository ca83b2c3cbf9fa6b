// Tiles cover the region once, at aligned places and none too dear; assignments are whole, repeatable and nearly as good as can
// be.
#include "engine/farm/tile_map.hpp"

#include "engine/grid/even_cut.hpp"
#include "tests/catch.hpp"

#include <functional>
#include <numeric>

namespace hg_tests {

using hg::Box;
using hg::CostMap;
using hg::FarmTile;
using hg::Index;
using hg::Scheduler;

static constexpr Scheduler all_schedulers[] = {Scheduler::automatic, Scheduler::lpt,    Scheduler::counter, Scheduler::manager,
                                               Scheduler::rows,      Scheduler::blocks, Scheduler::cyclic};

static CostMap map_of(const Box<2>& region, const std::function<double(std::int64_t, std::int64_t)>& cost,
                      std::int64_t spacing = 8) {
  CostMap map{region, spacing, {}};
  const Index<2> first = map.first(), count = map.samples();
  for (std::int64_t j = 0; j < count[1]; ++j)
    for (std::int64_t i = 0; i < count[0]; ++i)
      map.cost.push_back(static_cast<float>(cost((first[0] + i) * spacing, (first[1] + j) * spacing)));
  return map;
}

// Uneven as a fractal: a dear disc in cheap surroundings.
static double disc(std::int64_t x, std::int64_t y) {
  return (x - 300) * (x - 300) + (y - 200) * (y - 200) < 150 * 150 ? 1000 : 10;
}

// Each cell of the region must be in exactly one tile, and no tile reaches out of it.
static void check_cover(const Box<2>& region, const std::vector<FarmTile>& tiles) {
  std::vector<int> hits(static_cast<std::size_t>(region.volume()));
  for (const FarmTile& tile : tiles) {
    REQUIRE(!tile.box.empty());
    REQUIRE(intersection(tile.box, region) == tile.box);
    for (std::int64_t y = tile.box.lo[1]; y < tile.box.hi[1]; ++y)
      for (std::int64_t x = tile.box.lo[0]; x < tile.box.hi[0]; ++x)
        ++hits[static_cast<std::size_t>((y - region.lo[1]) * region.extent(0) + x - region.lo[0])];
  }
  REQUIRE(std::all_of(hits.begin(), hits.end(), [](int n) { return n == 1; }));
}

static double total(const std::vector<FarmTile>& tiles) {
  return std::accumulate(tiles.begin(), tiles.end(), 0.0, [](double sum, const FarmTile& tile) { return sum + tile.cost; });
}

TEST_CASE("an even cut and its inverse agree, parts differ by one granule at most") {
  for (const std::int64_t granule : {1, 16})
    for (std::int64_t cells = 1; cells < 150; cells += 3)
      for (std::int64_t parts = 1; parts <= 12; ++parts) {
        const hg::EvenCut cut{cells, parts, granule};
        REQUIRE(cut.cut(0) == 0);
        REQUIRE(cut.cut(parts) == cells);
        for (std::int64_t part = 0; part < parts; ++part) {
          REQUIRE((cut.cut(part) % granule == 0 || cut.cut(part) == cells));
          REQUIRE(cut.size(part) <= cut.size(0));
          REQUIRE((part == parts - 1 || cut.size(part) >= cut.size(0) - granule || cut.cut(part + 1) == cells));
          for (std::int64_t cell = cut.cut(part); cell < cut.cut(part + 1); ++cell) REQUIRE(cut.part_of(cell) == part);
        }
      }
}

TEST_CASE("schedulers have the names that users write") {
  for (const Scheduler scheduler : all_schedulers) CHECK(hg::scheduler_of(hg::name_of(scheduler)) == scheduler);
  CHECK(hg::name_of(Scheduler::automatic) == std::string("auto"));
  CHECK(hg::name_of(Scheduler::cyclic) == std::string("cyclic"));
  CHECK_FALSE(hg::scheduler_of("automatic").has_value());
  CHECK_FALSE(hg::scheduler_of("").has_value());
}

TEST_CASE("a preview estimates constant costs exactly and leans to the high side of others, wherever the region begins") {
  for (const Box<2> region : {Box<2>{{{0, 0}}, {{100, 60}}}, Box<2>{{{3, 5}}, {{4, 6}}}, Box<2>{{{40, 70}}, {{171, 99}}}}) {
    const CostMap map = map_of(region, [](std::int64_t, std::int64_t) { return 7; });
    CHECK(map.samples()[0] * map.samples()[1] == static_cast<std::int64_t>(map.cost.size()));
    CHECK(map.estimate(region) == Approx(7.0 * static_cast<double>(region.volume())));
    Box<2> part = region;
    part.lo[0] = (part.lo[0] + part.hi[0]) / 2;
    CHECK(map.estimate(part) == Approx(7.0 * static_cast<double>(part.volume())));
  }
  const CostMap slope = map_of({{{0, 0}}, {{800, 80}}}, [](std::int64_t x, std::int64_t y) { return x + 2 * y; });
  // Half the mean and half the highest at the corners of a block.
  CHECK(slope.estimate({{{64, 16}}, {{72, 24}}}) == Approx(64 * ((68 + 2 * 20) + (72 + 2 * 24)) / 2.0));
  CHECK(slope.estimate({{{400, 32}}, {{408, 36}}}) == Approx(32 * ((404 + 2 * 36) + (408 + 2 * 40)) / 2.0));
  CHECK(slope.estimate({{{396, 32}}, {{404, 33}}}) ==
        Approx(4 * ((396 + 2 * 36) + (400 + 2 * 40)) / 2.0 + 4 * ((404 + 2 * 36) + (408 + 2 * 40)) / 2.0));
}

TEST_CASE("tiles cover any region once, for every scheduler") {
  const Box<2> regions[] = {{{{0, 0}}, {{640, 480}}}, {{{0, 256}}, {{317, 389}}},  {{{0, 0}}, {{1, 1}}},
                            {{{5, 7}}, {{6, 8}}},     {{{0, 0}}, {{1009, 3}}},     {{{0, 0}}, {{2, 701}}},
                            {{{0, 96}}, {{613, 97}}}, {{{19, 103}}, {{211, 367}}}, {{{0, 0}}, {{256, 256}}}};
  for (const Box<2>& region : regions)
    for (const Scheduler scheduler : all_schedulers)
      for (const std::int64_t ranks : {1, 2, 7, 64, 512})
        for (const std::int64_t tile : {0, 10, 64}) check_cover(region, tiles_of(map_of(region, disc), ranks, tile, scheduler));
  for (const Scheduler scheduler : all_schedulers) CHECK(tiles_of(map_of({}, disc), 4, 0, scheduler).empty());
}

TEST_CASE("adaptive tiles are aligned at their sizes, none is above 5 % of a rank's share unless it is the smallest") {
  const Box<2> region{{{0, 0}}, {{1200, 800}}};
  const CostMap map = map_of(region, disc);
  for (const std::int64_t ranks : {1, 2, 16, 100, 512}) {
    const auto tiles = tiles_of(map, ranks, 0, Scheduler::automatic);
    const double share = map.estimate(region) / static_cast<double>(ranks);
    CHECK(total(tiles) == Approx(map.estimate(region)));
    std::int64_t largest = 0;
    for (const FarmTile& tile : tiles) {
      const bool smallest = tile.box.extent(0) <= hg::smallest_tile && tile.box.extent(1) <= hg::smallest_tile_rows;
      REQUIRE((tile.cost <= 0.05 * share || smallest));
      REQUIRE(tile.cost == map.estimate(tile.box));
      REQUIRE(tile.box.lo[0] % 16 == 0);
      REQUIRE((tile.box.hi[0] % 16 == 0 || tile.box.hi[0] == 1200));
      REQUIRE(tile.box.lo[1] % hg::smallest_tile_rows == 0);
      largest = std::max(largest, tile.box.extent(0));
      REQUIRE(tile.box.extent(0) <= 256);
      REQUIRE(tile.box.extent(1) <= 256);
    }
    if (ranks == 1) CHECK(largest == 256);
  }
  // Nothing is cut that may stay whole.
  CHECK(tiles_of(map_of({{{0, 0}}, {{2560, 2560}}}, [](std::int64_t, std::int64_t) { return 1; }), 2, 0, Scheduler::lpt).size() ==
        100);
  CHECK(tiles_of(map_of({{{0, 0}}, {{512, 512}}}, [](std::int64_t, std::int64_t) { return 0; }), 512, 0, Scheduler::lpt).size() ==
        4);
}

TEST_CASE("a tile size that the user chose is kept") {
  const auto tiles = tiles_of(map_of({{{0, 0}}, {{100, 70}}}, disc), 512, 32, Scheduler::counter);
  CHECK(tiles.size() == 12);
  CHECK(tiles.front().box == Box<2>{{{0, 0}}, {{32, 32}}});
  CHECK(tiles.back().box == Box<2>{{{96, 64}}, {{100, 70}}});
}

TEST_CASE("tiles and assignments repeat") {
  const CostMap map = map_of({{{0, 0}}, {{613, 401}}}, disc);
  const auto once = tiles_of(map, 37, 0, Scheduler::lpt), again = tiles_of(map, 37, 0, Scheduler::lpt);
  REQUIRE(once.size() == again.size());
  for (std::size_t i = 0; i < once.size(); ++i) REQUIRE((once[i].box == again[i].box && once[i].cost == again[i].cost));
  const auto a = hg::assign(Scheduler::lpt, once, 37), b = hg::assign(Scheduler::lpt, again, 37);
  CHECK(a.order == b.order);
  CHECK(a.owner == b.owner);
}

TEST_CASE("rows and blocks give every rank one rectangle, as even as can be") {
  for (const Box<2> region : {Box<2>{{{0, 0}}, {{600, 401}}}, Box<2>{{{0, 128}}, {{64, 139}}}, Box<2>{{{0, 0}}, {{7, 5}}}})
    for (const Scheduler scheduler : {Scheduler::rows, Scheduler::blocks})
      for (const std::int64_t ranks : {1, 2, 3, 6, 12, 13}) {
        const auto tiles = tiles_of(map_of(region, disc), ranks, 0, scheduler);
        const auto assignment = hg::assign(scheduler, tiles, ranks);
        std::vector<std::vector<FarmTile>> of_rank(static_cast<std::size_t>(ranks));
        for (std::size_t i = 0; i < tiles.size(); ++i)
          of_rank[static_cast<std::size_t>(assignment.owner[i])].push_back(tiles[static_cast<std::size_t>(assignment.order[i])]);
        for (const auto& mine : of_rank) {
          if (mine.empty()) continue;
          const Box<2> rectangle = hg::region_of(mine);
          std::int64_t cells = 0;
          for (const FarmTile& tile : mine) cells += tile.box.volume();
          REQUIRE(cells == rectangle.volume());
          if (scheduler == Scheduler::rows) {
            CHECK(rectangle.extent(0) == region.extent(0));
            CHECK(rectangle.extent(1) - region.extent(1) / ranks <= 1);
          }
        }
      }
  // 6 ranks on a wide region: 3 x 2 blocks.
  const auto tiles = tiles_of(map_of({{{0, 0}}, {{480, 320}}}, disc), 6, 0, Scheduler::blocks);
  CHECK(tiles.size() == 6);
  CHECK(tiles.front().box == Box<2>{{{0, 0}}, {{160, 160}}});
}

TEST_CASE("cyclic deals tiles in turn") {
  const auto assignment = hg::assign(Scheduler::cyclic, std::vector<FarmTile>(10), 4);
  for (std::size_t i = 0; i < 10; ++i) {
    CHECK(assignment.order[i] == static_cast<std::int32_t>(i));
    CHECK(assignment.owner[i] == static_cast<std::int32_t>(i % 4));
  }
}

static std::vector<FarmTile> tiles_with(const std::vector<double>& costs) {
  std::vector<FarmTile> tiles;
  for (const double cost : costs) {
    const std::int64_t x = static_cast<std::int64_t>(tiles.size());
    tiles.push_back({{{{x, 0}}, {{x + 1, 1}}}, cost});
  }
  return tiles;
}

static std::vector<double> loads_of(const std::vector<FarmTile>& tiles, const hg::Assignment& assignment, std::size_t owners) {
  std::vector<double> load(owners);
  for (std::size_t i = 0; i < tiles.size(); ++i)
    load[static_cast<std::size_t>(assignment.owner[i])] += tiles[static_cast<std::size_t>(assignment.order[i])].cost;
  return load;
}

static double best_makespan(const std::vector<double>& costs, std::vector<double>& load, std::size_t next) {
  if (next == costs.size()) return *std::max_element(load.begin(), load.end());
  double best = 1e300;
  for (double& one : load) {
    one += costs[next];
    best = std::min(best, best_makespan(costs, load, next + 1));
    one -= costs[next];
  }
  return best;
}

TEST_CASE("longest first stays below Graham's bound of 4/3 - 1/(3 ranks) times the best assignment") {
  std::uint32_t state = 12345;
  const auto random = [&] { return state = state * 1664525U + 1013904223U, static_cast<double>(state >> 28) + 1; };
  for (int trial = 0; trial < 60; ++trial) {
    const std::size_t ranks = 2 + static_cast<std::size_t>(trial % 2);
    std::vector<double> costs(static_cast<std::size_t>(3 + trial % 6)), load(ranks);
    for (double& cost : costs) cost = random();
    const auto tiles = tiles_with(costs);
    const auto loads = loads_of(tiles, hg::assign(Scheduler::lpt, tiles, static_cast<std::int64_t>(ranks)), ranks);
    const double n = static_cast<double>(ranks);
    REQUIRE(*std::max_element(loads.begin(), loads.end()) <= best_makespan(costs, load, 0) * (4 / 3.0 - 1 / (3 * n)) + 1e-9);
  }
}

TEST_CASE("longest first: heaviest tile first, ties by position, the lowest of the least loaded ranks") {
  const auto tiles = tiles_with({2, 5, 3, 5, 1});
  CHECK(hg::heaviest_first(tiles) == std::vector<std::int32_t>{1, 3, 2, 0, 4});
  const auto two = hg::assign(Scheduler::lpt, tiles, 2);
  CHECK(two.owner == std::vector<std::int32_t>{0, 1, 0, 1, 1});
  // More ranks than tiles: one each, whatever the number of ranks.
  const auto many = hg::assign(Scheduler::lpt, tiles, std::int64_t{1} << 40);
  CHECK(many.owner == std::vector<std::int32_t>{0, 1, 2, 3, 4});
  CHECK(hg::assign(Scheduler::lpt, {}, 5).order.empty());
}

TEST_CASE("a node with three times the ranks gets three times the work") {
  const auto tiles = tiles_with(std::vector<double>(400, 1.0));
  const auto loads = loads_of(tiles, hg::assign_longest_first(tiles, 2, {3, 1}), 2);
  CHECK(loads[0] == 300);
  CHECK(loads[1] == 100);
}

TEST_CASE("batches hold half of what is left, then half of the rest, down to single tiles") {
  const auto tiles = tiles_with(std::vector<double>(64, 1.0));
  const auto order = hg::heaviest_first(tiles);
  CHECK(hg::batch_ends(tiles, order, 2) == std::vector<std::int32_t>{16, 32, 40, 48, 52, 56, 58, 60, 61, 62, 63, 64});
  CHECK(hg::batch_ends(tiles, order, 1) == std::vector<std::int32_t>{32, 48, 56, 60, 62, 63, 64});
  CHECK(hg::batch_ends(tiles, order, 100).size() == 64);
  CHECK(hg::batch_ends(tiles, {}, 4).empty());
  // A tile that is too heavy for a batch is one by itself; light ones of less than 0.5 % of a share are joined to the end.
  std::vector<double> costs(1000, 0.001);
  costs[7] = 100;
  const auto uneven = tiles_with(costs);
  const auto ends = hg::batch_ends(uneven, hg::heaviest_first(uneven), 2);
  CHECK(ends.front() == 1);
  CHECK(ends.back() == 1000);
  CHECK(ends.size() < 10);
}

}  // namespace hg_tests
