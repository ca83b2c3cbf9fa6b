#pragma once
// Runs tiles of uneven cost on the ranks: work without neighbours, each tile on exactly one rank.
#include "engine/farm/tile_map.hpp"
#include "engine/mpi/communicator.hpp"
#include "engine/mpi/shared_counter.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace hg {

// What one rank did in a run.
struct FarmFacts {
  std::int64_t tiles = 0;
  double busy = 0;  // seconds in the work
  double idle = 0;  // seconds at the end, waiting for the other ranks
};

// The tile list is the same on every rank and nothing else grows with their number, except 4 bytes per node where nodes have
// unequal numbers of ranks. Only the thread that started MPI calls it; the work of a tile may use others. Construction,
// destruction, refill() and run() are collective.
class TileFarm {
 public:
  // Without windows across nodes (Window::anywhere) the counter scheduler hands tiles out by messages, as the manager does.
  TileFarm(const Communicator& world, std::vector<FarmTile> tiles, Scheduler scheduler);
  // The same with the ranks that count as one node for the automatic scheduler; they must really share memory.
  TileFarm(const Communicator& world, std::vector<FarmTile> tiles, Scheduler scheduler, Communicator node);
  TileFarm(TileFarm&&) = delete;

  // Other tiles for the next run(): counters and communicators stay.
  void refill(std::vector<FarmTile> tiles);
  const std::vector<FarmTile>& tiles() const { return tiles_; }

  // Calls work(number of a tile in tiles()) for each tile on the rank that gets it, and returns when all are done. If the work
  // throws on any rank, its counter or manager hands out no more tiles; when the ranks have ended what they have, every one
  // throws the Error of the lowest failing rank. interrupted: asked on every rank before each of its tiles; once it says yes on
  // one, its counter or manager hands out no more tiles, and run() returns with fewer done.
  FarmFacts run(const std::function<void(std::int64_t)>& work, const std::function<bool()>& interrupted = {});

 private:
  class Worker;
  void work_alone(Worker& worker) const;
  void work_by_counter(Worker& worker, const SharedCounter& counter, const Communicator& sharing) const;
  void work_by_manager(Worker& worker, const std::function<bool()>& interrupted) const;
  void hand_out(const std::function<bool()>& interrupted) const;
  void number_nodes();

  Communicator world_, node_;
  Scheduler scheduler_;
  std::vector<FarmTile> tiles_;
  // Numbers of the tiles that are mine, my node's or all ranks', in the order in which they are worked on.
  std::vector<std::int32_t> mine_;
  std::vector<std::int32_t> batch_ends_;  // automatic: how mine_ is joined into batches
  std::int64_t node_number_ = 0, nodes_ = 1;
  std::vector<std::int32_t> ranks_of_node_;  // empty if all nodes have equally many
  std::optional<SharedCounter> counter_;
};

}  // namespace hg
