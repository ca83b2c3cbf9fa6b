#include "engine/farm/tile_farm.hpp"

#include "engine/system/heartbeat.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>
#include <string>
#include <utility>

namespace hg {

using Clock = std::chrono::steady_clock;

static double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Does tiles on this rank until one fails or the work is interrupted.
class TileFarm::Worker {
 public:
  Worker(const std::function<void(std::int64_t)>& work, const std::function<bool()>& interrupted)
      : work_(work), interrupted_(interrupted) {}

  // Returns whether the work can go on.
  bool did(std::int64_t tile) {
    if (interrupted_ && interrupted_()) return false;
    const auto start = Clock::now();
    try {
      work_(tile);
      ++facts.tiles;
    } catch (const Error& error) {
      failure = error;
    } catch (const std::bad_alloc&) {
      failure = internal_error("out of memory");
    } catch (const std::exception& error) {
      failure = internal_error(error.what());
    } catch (...) {
      failure = internal_error("the work of a tile failed with an exception of unknown type");
    }
    facts.busy += seconds_since(start);
    beat_of_work();
    return !failure;
  }

  FarmFacts facts;
  std::optional<Error> failure;

 private:
  const std::function<void(std::int64_t)>& work_;
  const std::function<bool()>& interrupted_;
};

// A string of one rank, on every rank.
static std::string broadcast_from(const Communicator& world, int rank, std::string text) {
  std::int64_t length = static_cast<std::int64_t>(text.size());
  check(MPI_Bcast(&length, 1, MPI_INT64_T, rank, world.handle()));
  text.resize(static_cast<std::size_t>(length));
  check(MPI_Bcast(text.data(), static_cast<int>(length), MPI_CHAR, rank, world.handle()));
  return text;
}

// Communicator::agree for a whole Error: also its status, place and hint become everybody's. Costs one reduction when all is
// well, and is where the ranks wait for the last one.
static void agree_on(const Communicator& world, const std::optional<Error>& failure) {
  // The lowest failing rank has the largest number; 0: none failed.
  const std::int64_t mine = failure ? (world.size() - world.rank()) * std::int64_t{256} + static_cast<int>(failure->status()) : 0;
  const std::int64_t first = world.max(mine);
  if (first == 0) return;
  const int rank = world.size() - static_cast<int>(first / 256);
  const bool here = rank == world.rank();
  const std::string place = broadcast_from(world, rank, here ? failure->place() : "");
  const std::string hint = broadcast_from(world, rank, here ? failure->hint() : "");
  std::string reason = here ? failure->what() : "";
  if (here && reason.empty()) reason = "the work of a tile failed without a reason";
  world.agree(reason, static_cast<Exit>(first % 256), place, hint);
}

TileFarm::TileFarm(const Communicator& world, std::vector<FarmTile> tiles, Scheduler scheduler)
    : TileFarm(world, std::move(tiles), scheduler, world.node()) {}

TileFarm::TileFarm(const Communicator& world, std::vector<FarmTile> tiles, Scheduler scheduler, Communicator node)
    : world_(world.duplicate()), node_(std::move(node)), scheduler_(scheduler) {
  number_nodes();
  if (scheduler_ == Scheduler::automatic) counter_ = SharedCounter::on_node(node_);
  if (scheduler_ == Scheduler::counter && nodes_ == 1) counter_ = SharedCounter::on_node(node_);
  if (scheduler_ == Scheduler::counter && nodes_ > 1) counter_ = SharedCounter::anywhere(world_);
  refill(std::move(tiles));
}

// Nodes are numbered by their first ranks.
void TileFarm::number_nodes() {
  const std::int64_t first_here = node_.root() ? 1 : 0;
  std::int64_t before = 0;
  check(MPI_Exscan(&first_here, &before, 1, MPI_INT64_T, MPI_SUM, world_.handle()));
  if (world_.root()) before = 0;  // MPI leaves it undefined
  node_number_ = node_.broadcast(before);
  nodes_ = world_.sum(first_here);
  if (world_.min(std::int64_t{node_.size()}) == world_.max(std::int64_t{node_.size()})) return;
  ranks_of_node_.resize(static_cast<std::size_t>(nodes_));
  if (node_.root()) ranks_of_node_[static_cast<std::size_t>(node_number_)] = node_.size();
  check(MPI_Allreduce(MPI_IN_PLACE, ranks_of_node_.data(), static_cast<int>(nodes_), MPI_INT, MPI_SUM, world_.handle()));
}

void TileFarm::refill(std::vector<FarmTile> tiles) {
  tiles_ = std::move(tiles);
  if (scheduler_ == Scheduler::counter || scheduler_ == Scheduler::manager) {
    mine_ = heaviest_first(tiles_);
    return;
  }
  const bool by_node = scheduler_ == Scheduler::automatic;
  const Assignment all =
      by_node ? assign_longest_first(tiles_, nodes_, ranks_of_node_) : assign(scheduler_, tiles_, world_.size());
  const std::int64_t me = by_node ? node_number_ : world_.rank();
  mine_.clear();
  for (std::size_t place = 0; place < all.order.size(); ++place)
    if (all.owner[place] == me) mine_.push_back(all.order[place]);
  if (by_node) batch_ends_ = batch_ends(tiles_, mine_, node_.size());
}

void TileFarm::work_alone(Worker& worker) const {
  for (const std::int32_t tile : mine_)
    if (!worker.did(tile)) return;
}

// The batches (automatic) or tiles (counter) of the ranks that share a counter. Each rank has its first one without asking, so
// that not all of them ask at once.
void TileFarm::work_by_counter(Worker& worker, const SharedCounter& counter, const Communicator& sharing) const {
  const bool batches = scheduler_ == Scheduler::automatic;
  const std::int64_t end = static_cast<std::int64_t>(batches ? batch_ends_.size() : mine_.size());
  for (std::int64_t next = sharing.rank(); next < end; next = sharing.size() + counter.add(1)) {
    const std::size_t batch = static_cast<std::size_t>(next);
    std::size_t place = batch, last = batch + 1;
    if (batches) {
      place = batch == 0 ? 0 : static_cast<std::size_t>(batch_ends_[batch - 1]);
      last = static_cast<std::size_t>(batch_ends_[batch]);
    }
    for (; place < last; ++place)
      if (!worker.did(mine_[place])) {
        counter.add(end);  // the others find no more
        return;
      }
  }
}

// Messages between the manager and its workers: a worker sends whether it had to end and gets the place of a tile in mine_, or
// no_more.
static constexpr int ask_tag = 1, answer_tag = 2;
static constexpr std::int64_t no_more = -1;

void TileFarm::hand_out(const std::function<bool()>& interrupted) const {
  const std::int64_t end = static_cast<std::int64_t>(mine_.size());
  std::int64_t next = 0;
  for (int at_work = world_.size() - 1; at_work > 0;) {
    std::int64_t ended = 0;
    MPI_Status from;
    const Waiting waiting;
    check(MPI_Recv(&ended, 1, MPI_INT64_T, MPI_ANY_SOURCE, ask_tag, world_.handle(), &from));
    if (ended != 0 || (interrupted && interrupted())) next = end;
    const std::int64_t answer = next < end ? next++ : no_more;
    if (answer == no_more) --at_work;  // this one will not ask again
    check(MPI_Send(&answer, 1, MPI_INT64_T, from.MPI_SOURCE, answer_tag, world_.handle()));
  }
}

void TileFarm::work_by_manager(Worker& worker, const std::function<bool()>& interrupted) const {
  if (world_.size() == 1) return work_alone(worker);
  if (world_.root()) return hand_out(interrupted);
  for (std::int64_t ended = 0;;) {
    std::int64_t place = no_more;
    {
      const Waiting waiting;
      check(MPI_Sendrecv(&ended, 1, MPI_INT64_T, 0, ask_tag, &place, 1, MPI_INT64_T, 0, answer_tag, world_.handle(),
                         MPI_STATUS_IGNORE));
    }
    if (place == no_more) return;
    ended = worker.did(mine_[static_cast<std::size_t>(place)]) ? 0 : 1;
  }
}

FarmFacts TileFarm::run(const std::function<void(std::int64_t)>& work, const std::function<bool()>& interrupted) {
  const Communicator& sharing = scheduler_ == Scheduler::automatic ? node_ : world_;
  if (counter_) counter_->reset(sharing);
  Worker worker(work, interrupted);
  if (counter_)
    work_by_counter(worker, *counter_, sharing);
  else if (scheduler_ == Scheduler::manager || scheduler_ == Scheduler::counter)
    work_by_manager(worker, interrupted);
  else
    work_alone(worker);
  const auto end = Clock::now();
  agree_on(world_, worker.failure);
  worker.facts.idle = seconds_since(end);
  return worker.facts;
}

}  // namespace hg
