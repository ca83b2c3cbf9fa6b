#include "bench/micro/farm_replay.hpp"

#include <algorithm>
#include <functional>
#include <queue>

namespace hg::bench {

CostMap RecordedCosts::preview(std::int64_t spacing) const {
  CostMap map{{{}, size}, spacing, {}};
  for (std::int64_t y = 0; y < size[1]; y += spacing)
    for (std::int64_t x = 0; x < size[0]; x += spacing)
      map.cost.push_back(static_cast<float>(cost[static_cast<std::size_t>(y * size[0] + x)]));
  return map;
}

double RecordedCosts::cost_of(const Box<2>& box) const {
  std::uint64_t sum = 0;
  for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y) {
    const std::uint32_t* row = cost.data() + y * size[0];
    for (std::int64_t x = box.lo[0]; x < box.hi[0]; ++x) sum += row[x];
  }
  return static_cast<double>(sum);
}

// Workers ask for the next batch of a list as soon as they are free; the one who hands out serves them in the order of their
// asking. given: batches that workers have from the start, without asking.
static double last_finish(const std::vector<double>& batches, std::int64_t workers, const HandOut& by, std::int64_t given) {
  std::priority_queue<double, std::vector<double>, std::greater<double>> free_at;
  for (std::int64_t i = 0; i < std::min(workers, static_cast<std::int64_t>(batches.size())); ++i) free_at.push(0);
  double server_free = 0, last = 0;
  for (const double duration : batches) {
    const double asked = free_at.top();
    free_at.pop();
    double finish = asked + duration;
    if (given-- <= 0) {
      const double served = std::max(asked, server_free);
      server_free = served + by.service;
      finish = served + by.latency + duration;
    }
    free_at.push(finish);
    last = std::max(last, finish);
  }
  return last;
}

static std::vector<double> in_order(const std::vector<double>& seconds, const std::vector<std::int32_t>& order) {
  std::vector<double> out;
  for (const std::int32_t tile : order) out.push_back(seconds[static_cast<std::size_t>(tile)]);
  return out;
}

static double makespan_of_nodes(const std::vector<FarmTile>& tiles, const std::vector<double>& seconds, std::int64_t ranks,
                                const FarmMachine& machine) {
  const std::int64_t nodes = (ranks + machine.ranks_per_node - 1) / machine.ranks_per_node;
  std::vector<std::int32_t> capacity(static_cast<std::size_t>(nodes), static_cast<std::int32_t>(machine.ranks_per_node));
  capacity.back() = static_cast<std::int32_t>(ranks - (nodes - 1) * machine.ranks_per_node);
  const Assignment assignment = assign_longest_first(tiles, nodes, capacity);
  std::vector<std::vector<std::int32_t>> of_node(static_cast<std::size_t>(nodes));
  for (std::size_t i = 0; i < tiles.size(); ++i)
    of_node[static_cast<std::size_t>(assignment.owner[i])].push_back(assignment.order[i]);
  double last = 0;
  for (std::size_t node = 0; node < of_node.size(); ++node) {
    std::vector<double> batches;
    std::size_t place = 0;
    for (const std::int32_t end : batch_ends(tiles, of_node[node], capacity[node])) {
      batches.push_back(0);
      for (; place < static_cast<std::size_t>(end); ++place)
        batches.back() += seconds[static_cast<std::size_t>(of_node[node][place])];
    }
    last = std::max(last, last_finish(batches, capacity[node], machine.node_counter, capacity[node]));
  }
  return last;
}

double makespan_of(Scheduler scheduler, const std::vector<FarmTile>& tiles, const std::vector<double>& seconds,
                   std::int64_t ranks, const FarmMachine& machine) {
  if (scheduler == Scheduler::automatic) return makespan_of_nodes(tiles, seconds, ranks, machine);
  if (scheduler == Scheduler::counter)
    return last_finish(in_order(seconds, heaviest_first(tiles)), ranks, machine.world_counter, ranks);
  if (scheduler == Scheduler::manager) {
    const bool alone = ranks == 1;  // works itself, and asks nobody
    return last_finish(in_order(seconds, heaviest_first(tiles)), alone ? 1 : ranks - 1, alone ? HandOut{} : machine.manager, 0);
  }
  const Assignment assignment = assign(scheduler, tiles, ranks);
  std::vector<double> busy(static_cast<std::size_t>(ranks));
  for (std::size_t i = 0; i < tiles.size(); ++i)
    busy[static_cast<std::size_t>(assignment.owner[i])] += seconds[static_cast<std::size_t>(assignment.order[i])];
  return *std::max_element(busy.begin(), busy.end());
}

Replay replay(Scheduler scheduler, const RecordedCosts& recorded, std::int64_t ranks, const FarmMachine& machine,
              std::int64_t tile) {
  const std::vector<FarmTile> tiles = tiles_of(recorded.preview(), ranks, tile, scheduler);
  Replay out;
  out.tiles = static_cast<std::int64_t>(tiles.size());
  std::vector<double> seconds;
  for (const FarmTile& one : tiles) {
    const double pixels = machine.seconds_per_cost * recorded.cost_of(one.box);
    out.work += pixels;
    seconds.push_back(pixels + machine.seconds_per_tile);
  }
  out.makespan = makespan_of(scheduler, tiles, seconds, ranks, machine);
  return out;
}

}  // namespace hg::bench
