#include "bench/micro/overlap.hpp"

#include "bench/micro/measure.hpp"
#include "engine/system/shown_text.hpp"

#include <fmt/format.h>

namespace hg {
namespace bench {

// Of one exchange and the steps that it serves: seconds on the slowest rank.
struct Pass {
  double all = 0, interior = 0, calls = 0, wait = 0;
};

// One of two ways to do the same, measured in turn with the other.
class Contender {
 public:
  Contender(const Communicator& world, const std::string& toml)
      : world_(world), simulation_(start(world, toml)), depth_(simulation_->facts().depth) {
    simulation_->advance(2 * depth_, {});
  }

  void measure() {
    const Pass before = so_far();
    // All start together, so that the wait is for messages and not for a rank that came late.
    const double seconds = seconds_of(world_, [&] { simulation_->advance(depth_, {}); });
    const Pass after = so_far();
    passes_.push_back({seconds, world_.max(after.interior - before.interior), world_.max(after.calls - before.calls),
                       world_.max(after.wait - before.wait)});
  }

  double median_of(double Pass::*part) const {
    std::vector<double> values;
    for (const Pass& pass : passes_) values.push_back(pass.*part);
    return median(values);
  }

  std::int64_t depth() const { return depth_; }
  std::int64_t bytes() const { return world_.max(simulation_->facts().halo_bytes); }

 private:
  Pass so_far() const {
    const Timing& timing = simulation_->timing();
    return {0, timing.seconds(Phase::interior), timing.seconds(Phase::post), timing.seconds(Phase::wait)};
  }

  const Communicator& world_;
  std::unique_ptr<Simulation> simulation_;
  std::int64_t depth_;
  std::vector<Pass> passes_;
};

}  // namespace bench

int bench_overlap(const Communicator& world, const Index<3>& size) {
  if (world.size() == 1) {
    print_shown("bench overlap needs two ranks or more: mpirun -n 2 halogrid bench overlap\n");
    return 0;
  }
  if (world.root())
    print_shown(
        "overlap on {} x {} cells, {} ranks; microseconds of one exchange and its steps, medians of 31\n"
        "{:<10} {:>5} {:>14} | {:>9} {:>9} {:>9} {:>9} | {:>9} {:>9} {:>9} | {:>6}\n",
        size[0], size[1], world.size(), "simulation", "depth", "bytes of a rank", "overlap", "interior", "MPI calls", "wait",
        "without", "MPI calls", "wait", "hidden");
  for (const char* const simulation : {"heat", "life"}) {
    const bool life = simulation[0] == 'l';
    for (const int depth : life ? std::vector<int>{1, 12, 24} : std::vector<int>{1, 4, 16}) {
      const auto toml = [&](bool overlap) {
        return fmt::format(
            "[run]\nsimulation = \"{}\"\n[grid]\nsize = [{}, {}]\n[decomposition]\ndepth = {}\noverlap = {}\nranks = [1, {}]\n{}",
            simulation, size[0], size[1], depth, overlap, world.size(), life ? "[life]\ndensity = 0.375\n" : "");
      };
      bench::Contender with(world, toml(true)), without(world, toml(false));
      for (int round = 0; round < 31; ++round) {
        with.measure();
        without.measure();
      }
      const auto us = [](const bench::Contender& contender, double bench::Pass::*part) {
        return 1e6 * contender.median_of(part);
      };
      using P = bench::Pass;
      const double bytes = static_cast<double>(with.bytes()), hidden = 1 - us(with, &P::wait) / us(without, &P::wait);
      if (world.root())
        print_shown("{:<10} {:>5} {:>15.0f} | {:>9.1f} {:>9.1f} {:>9.1f} {:>9.1f} | {:>9.1f} {:>9.1f} {:>9.1f} | {:>6.3f}\n",
                    simulation, with.depth(), bytes, us(with, &P::all), us(with, &P::interior), us(with, &P::calls),
                    us(with, &P::wait), us(without, &P::all), us(without, &P::calls), us(without, &P::wait), hidden);
    }
  }
  return 0;
}

}  // namespace hg
