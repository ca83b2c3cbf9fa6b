#include "sims/commands/check/prediction.hpp"

#include "bench/model/machine.hpp"
#include "bench/scaling/scaling_plan.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/shown_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace hg {

using bench::Link;
using bench::Machine;
using bench::StepCost;
using bench::StepRates;
using bench::StepWork;

static bench::StepWork work_of(const Plan& plan, const PreparedRun& run, std::int64_t ranks, int ranks_per_node) {
  StepWork out;
  out.cells = plan.swept_cells;
  out.row = static_cast<double>(plan.largest_block.extent(0));
  out.bytes_per_cell = plan.bytes_per_cell;
  out.working_set = static_cast<double>(plan.memory_bytes) / run.threads;
  out.interior = bench::interior_share(plan.largest_block, plan.layout, plan.depth);
  out.threads = run.threads;
  out.active = run.threads * static_cast<int>(std::min<std::int64_t>(ranks, ranks_per_node));
  out.depth = static_cast<double>(plan.depth);
  out.overlap = run.problem.overlap;
  out.messages = static_cast<double>(plan.rank_messages);
  out.bytes = static_cast<double>(plan.rank_halo_bytes);
  return out;
}

struct Prediction {
  std::int64_t ranks = 1;
  Plan plan;
  StepCost cost;
  double efficiency = 1;  // against one rank
};

static std::string rates_of(const Plan& plan, const PreparedRun& run) {
  return bench::rates_name(run.settings.simulation, run.settings.grid.dimension,
                           plan.bytes_per_cell * static_cast<double>(plan.depth));
}

// With the depth that is quickest, where the input leaves it open; nothing where the grid cannot be split so, or runs then in a
// way that has no rates.
static std::optional<Prediction> predict(const Machine& machine, const PreparedRun& run, const Link& inside, const Link& network,
                                         std::int64_t ranks) {
  std::optional<Prediction> best;
  std::vector<std::int64_t> depths = {run.problem.depth};
  if (run.problem.depth == 0 && ranks > 1) depths = {0, 1, 2, 4, 8, 16, 24};
  std::string as_run;  // how a run that chooses its depth itself stores cells
  for (const std::int64_t depth : depths) {
    Problem problem = run.problem;
    problem.depth = depth;
    Prediction found{ranks, {}, {}, 1};
    try {
      found.plan = run.model.plan(problem, ranks);
    } catch (const Error&) {
      continue;  // too deep for such blocks, or for this rule
    }
    const std::string name = rates_of(found.plan, run);
    if (as_run.empty()) as_run = name;
    const auto rates = machine.rates.find(name);
    if (name != as_run || rates == machine.rates.end()) continue;
    const StepWork work = work_of(found.plan, run, ranks, network.ranks_per_node);
    Link link = ranks > network.ranks_per_node ? network : inside;
    // The ranks of a node are neighbours of each other along x: about half of what they send leaves it.
    link.ranks_per_node = ranks > network.ranks_per_node ? std::max(1, network.ranks_per_node / 2) : 1;
    found.cost = bench::cost_of_step(work, rates->second, machine.thread_bandwidth(work.working_set, work.active), link);
    if (!best || found.cost.seconds() < best->cost.seconds()) best = found;
  }
  return best;
}

static void print_table(const std::string& name, const Link& network, const std::vector<Prediction>& found,
                        const PreparedRun& run) {
  const int dimension = run.settings.grid.dimension;
  const auto list = [&](const Index<3>& index) { return fmt::format("{}", fmt::join(index.v, index.v + dimension, "x")); };
  print_shown("\n{}: {}, {} a node, {} ranks a node\n", name, duration(network.latency), engineering(network.bandwidth, "B/s"),
              network.ranks_per_node);
  print_shown("  {:>7} {:>12} {:>14} {:>5} {:>10} {:>8} {:>9} {:>10}\n", "ranks", "layout", "block", "depth", "a step", "waiting",
              "speed-up", "efficiency");
  const double cells = static_cast<double>(run.settings.grid.cells());
  for (const Prediction& at : found) {
    Index<3> block;
    for (int a = 0; a < 3; ++a) block[a] = at.plan.largest_block.extent(a);
    print_shown("  {:>7} {:>12} {:>14} {:>5} {:>10} {:>6.0f} % {:>9.1f} {:>8.0f} %\n", at.ranks, list(at.plan.layout),
                list(block), at.plan.depth, duration(at.cost.seconds()),
                100 * (at.cost.message - at.cost.hidden) / at.cost.seconds(), at.efficiency * static_cast<double>(at.ranks),
                100 * at.efficiency);
  }
  const auto fastest = std::min_element(
      found.begin(), found.end(), [](const Prediction& a, const Prediction& b) { return a.cost.seconds() < b.cost.seconds(); });
  const Prediction* thrifty = &found.front();
  for (const Prediction& at : found)
    if (at.efficiency >= 0.8 && at.ranks > thrifty->ranks) thrifty = &at;
  print_shown("  ask for {} with depth {}: {}, {:.0f} % efficient", counted(thrifty->ranks, "rank"), thrifty->plan.depth,
              engineering(cells / thrifty->cost.seconds(), "cell/s"), 100 * thrifty->efficiency);
  if (fastest->ranks != thrifty->ranks)
    print_shown("\n  fastest on {} with depth {}: {}, {:.0f} %", fastest->ranks, fastest->plan.depth,
                engineering(cells / fastest->cost.seconds(), "cell/s"), 100 * fastest->efficiency);
  print_shown("\n");
}

static void print_for(const PreparedRun& run, std::int64_t ranks, const std::string& networks) {
  const std::string file = bench::machine_file();
  const Machine machine = bench::read_machine(file);
  // Mistakes in it show also where nothing can be predicted.
  std::map<std::string, Link> links;
  if (!networks.empty()) links = bench::read_networks(networks);
  const Plan plan = run.model.plan(run.problem, ranks);
  const std::string name = rates_of(plan, run);
  if (!machine.measured() || machine.rates.count(name) == 0) {
    if (ranks > 1 || !networks.empty())
      print_shown(
          "\n# prediction\nnone: {} has no rates of {}; measure them with\n  mpirun -n 2 halogrid bench machine\n"
          "  halogrid bench scaling FILE --study model\n",
          file.empty() ? "the machine file" : file, name);
    return;
  }
  const int here = std::max(1, machine.threads / run.threads);
  const auto measured = [&](const char* link) {
    const auto found = machine.links.find(link);
    Link out = found != machine.links.end() ? found->second : Link();
    out.ranks_per_node = here;
    return out;
  };
  const Link inside = measured("node");
  if (networks.empty() && machine.links.count("network") > 0) links["measured network"] = measured("network");
  if (links.empty()) links["one node"] = inside;
  print_shown("\n# prediction, with the rates of {} measured on {} on {}\n", name, machine.host, machine.date);
  if (networks.empty() && links.count("one node") > 0)
    print_shown("(no network was measured or given with --networks: every rank is taken to be on one node)\n");
  for (auto& [network, link] : links) {
    if (network == "one node") link.ranks_per_node = static_cast<int>(std::min<std::int64_t>(ranks, 1 << 30));
    std::vector<Prediction> found;
    for (const std::int64_t count : bench::default_ranks(ranks, 1))
      if (auto at = predict(machine, run, inside, link, count)) found.push_back(*at);
    if (found.empty()) continue;
    for (Prediction& at : found)
      at.efficiency = found.front().cost.seconds() * static_cast<double>(found.front().ranks) /
                      (at.cost.seconds() * static_cast<double>(at.ranks));
    print_table(network, link, found, run);
  }
}

int print_prediction(const Communicator& world, const PreparedRun& run, std::int64_t ranks, const std::string& networks) {
  // Of what is not known to move bytes nothing is predicted.
  if (run.model.plan(run.problem, ranks).bytes_per_cell > 0) on_root(world, [&] { print_for(run, ranks, networks); });
  return 0;
}

}  // namespace hg
