#include "sims/commands/check/prove.hpp"

#include "engine/system/format_units.hpp"
#include "engine/system/shown_text.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/files/cell_words.hpp"
#include "sims/commands/input/thread_choice.hpp"
#include "sims/commands/run/talk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <thread>

namespace hg {

const CommandPage prove_page = {
    "prove", "FILE [OPTIONS]",
    "Run an input on 1 up to all ranks of the job, in several layouts and depths, with and without overlap, and compare every "
    "result with that of one rank. Exit status 4 if one differs: its first cell, step and rank border are named. Writes nothing.",
    "  mpirun -n 4 halogrid prove inputs/pde/heat.toml --steps 100\n"
    "  mpirun -n 3 halogrid prove inputs/fractal/julia.toml -s grid.size=[320,240]\n"};

void declare(CommandWords& words, ProveOptions& out) {
  declare_input(words, out.input);
  declare_steps(words, out.input);
  words.flag("-q,--quiet", out.quiet, "print errors only");
}

static std::string border_in_words(const NearBorder& border, int dimension) {
  if (!border.found) return "";
  Index<3> last = border.block.hi;
  for (int a = 0; a < 3; ++a) --last[a];
  const std::string away = border.distance == 0 ? "beside" : counted(border.distance, "cell") + " from";
  return fmt::format(", {} the {} {} border of rank {}'s block (cells {} to {})", away, border.side == 0 ? "low" : "high",
                     "xyz"[border.axis], border.rank, in_words(border.block.lo, dimension), in_words(last, dimension));
}

std::string difference_in_words(const ProofDifference& difference, int dimension) {
  if (!difference.again)
    return fmt::format("differs by step {}, but not when it is run again: it is not the same twice", difference.step);
  return fmt::format("differs first after step {}: {} at cell {} is {}, not {}{}", difference.step, difference.field,
                     in_words(difference.cell, dimension), difference.here, difference.reference,
                     border_in_words(difference.border, dimension));
}

// Runs on more ranks than cores take as long as on all cores.
static double seconds_ahead(const ProofPlan& plan, int cores) {
  double out = 0;
  for (const Variant& variant : plan.table.variants)
    if (variant.impossible.empty()) out += plan.reference_seconds / std::clamp(variant.ranks, 1, std::max(1, cores));
  return out;
}

class ProofTable {
 public:
  ProofTable(std::string file, int cores, bool quiet) : file_(std::move(file)), cores_(cores), quiet_(quiet) {}

  void begin(const ProofPlan& plan) {
    dimension_ = plan.grid.dimension;
    possible_ = plan.possible;
    if (quiet_) return;
    const std::string size = fmt::format("{}", fmt::join(plan.grid.size.v, plan.grid.size.v + dimension_, " x "));
    print_shown("{}: {} on {} {}s, {}\n", file_, plan.simulation, size, plan.cell, plan.what);
    print_shown("reference: 1 rank{} in {}; {} variants to come, about {}\n", plan.reference, duration(plan.reference_seconds),
                plan.possible, duration(seconds_ahead(plan, cores_)));
    line("ranks", plan.table.columns, "");
    std::fflush(stdout);
  }

  void add(const Variant& variant, const std::optional<ProofDifference>& difference) const {
    if (quiet_) return;
    line(fmt::format("{}", variant.ranks), variant.words,
         !variant.impossible.empty() ? "cannot be: " + variant.impossible
         : difference                ? difference_in_words(*difference, dimension_)
                                     : "equal");
    std::fflush(stdout);
  }

  std::size_t possible() const { return possible_; }

 private:
  static void line(const std::string& ranks, const std::vector<std::string>& words, const std::string& verdict) {
    std::string out = fmt::format("{:>7}", ranks);
    for (const std::string& word : words) out += fmt::format("  {:<9}", word);
    out += "  " + verdict;
    print_shown("{}\n", out.substr(0, out.find_last_not_of(' ') + 1));
  }

  std::string file_;
  int cores_;
  bool quiet_;
  int dimension_ = 2;
  std::size_t possible_ = 0;
};

int prove(const Communicator& world, const ProveOptions& options) {
  say_unoptimised(world);
  const KokkosSession kokkos(threads_for(world).number);
  // Cores of one node times the nodes: as if all were alike.
  const std::int64_t nodes = world.sum(std::int64_t{world.node().root() ? 1 : 0});
  ProofTable table(options.input.file, static_cast<int>(nodes * std::max(1u, std::thread::hardware_concurrency())),
                   options.quiet);
  const ProofListener listener{[&](const ProofPlan& plan) { table.begin(plan); },
                               [&](const Variant& variant, const auto& difference) { table.add(variant, difference); }};
  const std::int64_t differing = prove_input(world, options.input.file, options.input.overrides, listener);
  const std::int64_t possible = world.broadcast(static_cast<std::int64_t>(table.possible()));
  if (differing > 0)
    throw Error(
        Exit::verification, Scope::all_ranks, options.input.file,
        fmt::format("{} of {} variants differ from the reference", differing, possible),
        "a rule may read cells within its radius and what Where tells, and nothing that depends on the rank, the thread or "
        "the clock");
  if (world.root() && !options.quiet) print_shown("all {} variants are equal to the reference in every bit\n", possible);
  return 0;
}

}  // namespace hg
