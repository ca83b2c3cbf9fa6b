#include "bench/micro/halo.hpp"

#include "bench/micro/measure.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/shown_text.hpp"

#include <fmt/format.h>

namespace hg {
namespace bench {

struct Exchange {
  double interior = 0, wait = 0;  // seconds of one exchange, median over exchanges of the slowest rank's
  double bytes = 0;
};

static Exchange measure(const Communicator& world, const std::string& toml, std::int64_t depth) {
  const auto simulation = start(world, toml);
  std::vector<double> interior, wait;
  simulation->advance(2 * depth, {});
  for (int i = 0; i < 25; ++i) {
    world.barrier();  // so that the wait is for messages and not for a rank that came late
    const double interior_before = simulation->timing().seconds(Phase::interior),
                 wait_before = simulation->timing().seconds(Phase::wait);
    simulation->advance(depth, {});
    interior.push_back(world.max(simulation->timing().seconds(Phase::interior) - interior_before));
    wait.push_back(world.max(simulation->timing().seconds(Phase::wait) - wait_before));
  }
  return {median(interior), median(wait), static_cast<double>(world.max(simulation->facts().halo_bytes))};
}

// What looking at the clock costs beside a small step: 256 x 256 cells a rank, depth 1.
static void timing_line(const Communicator& world) {
  const auto simulation = start(world, fmt::format("[run]\nsimulation = \"heat\"\n[grid]\nsize = [256, {}]\n"
                                                   "[decomposition]\ndepth = 1\nranks = [1, {}]\n",
                                                   256 * world.size(), world.size()));
  constexpr std::int64_t steps = 200;
  simulation->advance(steps, {});
  std::vector<double> step;
  for (int i = 0; i < 9; ++i) step.push_back(seconds_of(world, [&] { simulation->advance(steps, {}); }) / steps);
  simulation->record_phases(1000);
  simulation->advance(10, {});
  const double looks = static_cast<double>(world.max(static_cast<std::int64_t>(simulation->timing().recorded().size()))) / 10;

  Timing timing;
  constexpr int pairs = 500000;
  const double look = seconds_of(world,
                                 [&] {
                                   for (int i = 0; i < pairs; ++i) {
                                     timing.enter(Phase::interior);
                                     timing.enter(Phase::post);
                                   }
                                 }) /
                      (2 * pairs);
  if (world.root())
    print_shown(
        "timing: {:.1f} looks at the clock a step, {:.1f} ns each: {:.2f} % of a step of 256 x 256 cells a rank ({:.1f} us)\n",
        looks, look * 1e9, 100 * looks * look / median(step), median(step) * 1e6);
}

}  // namespace bench

int bench_halo(const Communicator& world, const Index<3>& size) {
  if (world.size() == 1) {
    print_shown("bench halo needs two ranks or more: mpirun -n 2 halogrid bench halo\n");
    return 0;
  }
  if (world.root())
    print_shown(
        "halo exchange of heat on {} x {} cells, {} ranks; medians of 25 exchanges\n{:>6} {:>12} {:>12} {:>14} {:>16} {:>8}\n",
        size[0], size[1], world.size(), "depth", "a rank sends", "interior", "wait, overlap", "wait, no overlap", "hidden");
  for (const std::int64_t depth : {1, 2, 4, 8, 16}) {
    const auto toml = [&](bool overlap) {
      return fmt::format("[run]\nsimulation = \"heat\"\n[grid]\nsize = [{}, {}]\n[decomposition]\ndepth = {}\noverlap = {}\n",
                         size[0], size[1], depth, overlap);
    };
    const bench::Exchange with = bench::measure(world, toml(true), depth), without = bench::measure(world, toml(false), depth);
    if (world.root())
      print_shown("{:>6} {:>12} {:>9.1f} us {:>11.1f} us {:>13.1f} us {:>6.1f} %\n", depth, engineering(with.bytes, "B"),
                  with.interior * 1e6, with.wait * 1e6, without.wait * 1e6, 100 * std::max(0.0, 1 - with.wait / without.wait));
  }
  bench::timing_line(world);
  return 0;
}

}  // namespace hg
