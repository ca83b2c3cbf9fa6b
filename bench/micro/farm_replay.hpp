#pragma once
// Replays a recorded cost map through the schedulers of the tile farm on a machine of any size: the real tile maps and
// assignments of engine/farm/tile_map, and a model of who hands out tiles.
#include "engine/farm/tile_map.hpp"

#include <cstdint>
#include <vector>

namespace hg::bench {

// What every pixel of a view costs, x fastest.
struct RecordedCosts {
  Index<2> size;
  std::vector<std::uint32_t> cost;

  // The preview that the farm would have: every spacing-th pixel.
  CostMap preview(std::int64_t spacing = 8) const;
  // The sum over a box.
  double cost_of(const Box<2>& box) const;
};

// Something that hands out tiles, one after the other. latency: seconds from asking to having a tile with nobody else asking;
// service: seconds before it can serve the next one.
struct HandOut {
  double latency = 0, service = 0;
};

struct FarmMachine {
  double seconds_per_cost = 0;
  double seconds_per_tile = 0;  // what every tile costs beside its pixels
  std::int64_t ranks_per_node = 64;
  HandOut node_counter, world_counter, manager;
};

struct Replay {
  double work = 0;      // seconds of all pixels on one rank
  double makespan = 0;  // seconds until the last rank is done
  std::int64_t tiles = 0;

  double efficiency(std::int64_t ranks) const { return makespan > 0 ? work / (static_cast<double>(ranks) * makespan) : 1; }
};

// `tiles` carry the costs that the scheduler knows, `seconds` what each of them takes.
double makespan_of(Scheduler scheduler, const std::vector<FarmTile>& tiles, const std::vector<double>& seconds,
                   std::int64_t ranks, const FarmMachine& machine);

// A whole view: preview, tiles, assignment, and the recorded costs of the tiles. tile: 0 = adaptive.
Replay replay(Scheduler scheduler, const RecordedCosts& recorded, std::int64_t ranks, const FarmMachine& machine,
              std::int64_t tile = 0);

}  // namespace hg::bench
