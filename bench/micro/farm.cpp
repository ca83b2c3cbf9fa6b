#include "bench/micro/farm.hpp"

#include "bench/micro/farm_replay.hpp"
#include "bench/micro/measure.hpp"
#include "engine/farm/canvas.hpp"
#include "engine/farm/tile_farm.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/shown_text.hpp"
#include "kernels/base/device_function.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace hg {
namespace bench {

static FarmView centred(const char* name, Index<2> size, double x, double y, double width, std::uint32_t max_iter, double rate) {
  const double spacing = width / static_cast<double>(size[0]);
  return {
      name,     size, x - static_cast<double>(size[0]) * 0.5 * spacing, y - static_cast<double>(size[1]) * 0.5 * spacing, spacing,
      max_iter, rate};
}

// Rates: of the best exact kernel seen before this was written, AVX-512. The first view takes one core 6 ms, which 512 ranks
// cannot share in earnest; the others have the size of a picture.
static std::vector<FarmView> views() {
  constexpr double interior = 5.66e9, seahorse = 1.87e9;
  return {centred("classic view", {{1200, 800}}, -0.5, 0, 3, 127, interior),
          centred("classic view", {{2400, 1600}}, -0.5, 0, 3, 1000, interior),
          centred("minibrot", {{2400, 1600}}, -1.7548776662466927, 0, 0.04, 2000, interior),
          centred("seahorse", {{2400, 1600}}, -0.743643887037151, 0.131825904205330, 1e-3, 10000, seahorse)};
}

void count_row(const FarmView& view, std::int64_t row, std::uint32_t* counts) {
  constexpr int lanes = 16, untested = 8;
  const double ci = view.y + static_cast<double>(row) * view.spacing;
  for (std::int64_t first = 0; first < view.size[0]; first += lanes) {
    double cr[lanes], re[lanes] = {}, im[lanes] = {};
    std::int64_t count[lanes] = {}, before = -1;
    for (int lane = 0; lane < lanes; ++lane) cr[lane] = view.x + static_cast<double>(first + lane) * view.spacing;
    // Escaped lanes go on to infinity and NaN, which are not inside either.
    for (std::uint32_t step = 0; step < view.max_iter; step += untested) {
      std::int64_t sum = 0;
      for (int i = 0; i < untested; ++i) {
        HG_SIMD
        for (int lane = 0; lane < lanes; ++lane) {
          const double re2 = re[lane] * re[lane], im2 = im[lane] * im[lane];
          count[lane] += re2 + im2 < 4 ? 1 : 0;
          im[lane] = 2 * re[lane] * im[lane] + ci;
          re[lane] = re2 - im2 + cr[lane];
        }
      }
      for (const std::int64_t one : count) sum += one;
      if (std::exchange(before, sum) == sum) break;
    }
    for (std::int64_t lane = 0; lane < std::min<std::int64_t>(lanes, view.size[0] - first); ++lane)
      counts[first + lane] = static_cast<std::uint32_t>(std::min<std::int64_t>(count[lane], view.max_iter));
  }
}

// The counts of the whole view on every rank; each computes one row in so many.
static RecordedCosts record(const Communicator& world, const FarmView& view, const CountRow& count) {
  RecordedCosts out{view.size, std::vector<std::uint32_t>(static_cast<std::size_t>(view.size[0] * view.size[1]))};
  for (std::int64_t row = world.rank(); row < view.size[1]; row += world.size())
    count(view, row, out.cost.data() + row * view.size[0]);
  check(MPI_Allreduce(MPI_IN_PLACE, out.cost.data(), static_cast<int>(out.cost.size()), MPI_UNSIGNED, MPI_SUM, world.handle()));
  return out;
}

static constexpr Index<2> empty_tiles = {{64, 256}};  // how many, each of the smallest size

// Seconds between two hand-outs, all ranks asking, with no work or only with putting the smallest tile into a canvas.
static double hand_out(const Communicator& world, Scheduler scheduler, Canvas* canvas) {
  std::vector<FarmTile> tiles;
  const Index<2> side = {{smallest_tile, smallest_tile_rows}};
  for (std::int64_t y = 0; y < empty_tiles[1]; ++y)
    for (std::int64_t x = 0; x < empty_tiles[0]; ++x)
      tiles.push_back({{{{x * side[0], y * side[1]}}, {{(x + 1) * side[0], (y + 1) * side[1]}}}, 1});
  TileFarm farm(world, std::move(tiles), scheduler);
  const std::vector<std::uint32_t> cells(static_cast<std::size_t>(side[0] * side[1]));
  const auto work = [&](std::int64_t tile) {
    if (canvas != nullptr) canvas->put(farm.tiles()[static_cast<std::size_t>(tile)].box, cells.data());
  };
  std::vector<double> seconds;
  for (int i = 0; i < 7; ++i) seconds.push_back(seconds_of(world, [&] { farm.run(work); }));
  return median(seconds) / static_cast<double>(farm.tiles().size());
}

static void print_measured(const Communicator& world) {
  const Index<2> size = {{empty_tiles[0] * smallest_tile, empty_tiles[1] * smallest_tile_rows}};
  Canvas canvas(world, size[0], size[1], 4);
  canvas.begin({{}, size});
  const double automatic = hand_out(world, Scheduler::automatic, nullptr), put = hand_out(world, Scheduler::automatic, &canvas);
  const double counter = hand_out(world, Scheduler::counter, nullptr), manager = hand_out(world, Scheduler::manager, nullptr);
  canvas.finish();
  if (world.root())
    print_shown(
        "measured on {}: us from one hand-out to the next, tiles without work\n"
        "  auto {:.2f}, counter {:.2f}, manager {:.2f}; auto and putting 16 x 4 cells {:.2f}\n",
        counted(world.size(), "rank"), automatic * 1e6, counter * 1e6, manager * 1e6, put * 1e6);
}

// Tile and node's counter: as print_measured() shows on two cores, rounded up, and a counter serves one rank at a time. Assumed,
// because one machine cannot show them: a counter of all ranks on a network with atomic operations, a manager with a core to
// itself.
static FarmMachine simulated_machine() {
  FarmMachine machine;
  machine.seconds_per_tile = 0.1e-6;
  machine.ranks_per_node = 64;
  machine.node_counter = {0.1e-6, 0.1e-6};
  machine.world_counter = {2e-6, 0.1e-6};
  machine.manager = {3e-6, 1e-6};
  return machine;
}

static void print_efficiencies(const FarmView& view, const RecordedCosts& recorded, FarmMachine machine) {
  machine.seconds_per_cost = 1 / view.rate;
  FarmMachine ideal;
  ideal.seconds_per_cost = machine.seconds_per_cost;
  const double iterations = recorded.cost_of({{}, view.size});
  print_shown("\n{}, {} x {}, max_iter {}\n  {:.4g} iterations, {:.3g} s of one core\n{:>5} {:>7}", view.name, view.size[0],
              view.size[1], view.max_iter, iterations, iterations * machine.seconds_per_cost, "ranks", "tiles");
  for (const char* name : scheduler_names) print_shown(" {:>7}", name);
  print_shown(" {:>9}\n", "auto free");
  for (std::int64_t ranks = 2; ranks <= 4096; ranks *= 2) {
    print_shown("{:>5} {:>7}", ranks, replay(Scheduler::automatic, recorded, ranks, machine).tiles);
    for (std::size_t s = 0; s < scheduler_names.size(); ++s)
      print_shown(" {:>7.1f}", 100 * replay(static_cast<Scheduler>(s), recorded, ranks, machine).efficiency(ranks));
    print_shown(" {:>9.1f}\n", 100 * replay(Scheduler::automatic, recorded, ranks, ideal).efficiency(ranks));
  }
}

}  // namespace bench

int bench_farm(const Communicator& world, const bench::CountRow& count) {
  bench::print_measured(world);
  const bench::FarmMachine machine = bench::simulated_machine();
  if (world.root())
    print_shown(
        "replayed: nodes of {} ranks; a tile costs its iterations and {:.1f} us\n"
        "  a hand-out takes {:.1f} us from a node's counter, {:.1f} from one of all ranks,\n"
        "  {:.1f} from a manager, who serves one in {:.1f} us; counters serve one in {:.1f} us\n"
        "efficiency in %: iterations' time / (ranks x time until the last rank is done);\n"
        "  'auto free': auto where handing out and tiles cost nothing by themselves\n",
        machine.ranks_per_node, machine.seconds_per_tile * 1e6, machine.node_counter.latency * 1e6,
        machine.world_counter.latency * 1e6, machine.manager.latency * 1e6, machine.manager.service * 1e6,
        machine.node_counter.service * 1e6);
  for (const bench::FarmView& view : bench::views()) {
    const bench::RecordedCosts recorded = bench::record(world, view, count);
    if (world.root()) bench::print_efficiencies(view, recorded, machine);
  }
  return 0;
}

}  // namespace hg
