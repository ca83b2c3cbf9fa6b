#include "bench/scaling/scaling_plan.hpp"

#include "engine/input/config_value.hpp"
#include "engine/system/error.hpp"
#include "engine/system/format_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace hg::bench {

// FNV-1a over the lines of a resolved input, without what a study sets itself.
static std::uint64_t hash_of(const std::string& resolved) {
  const std::set<std::string> sections = {"[output]", "[checkpoint]", "[view]"};
  const std::set<std::string> keys = {"[run] threads", "[run] steps", "[decomposition] depth", "[decomposition] overlap"};
  std::uint64_t hash = 0xcbf29ce484222325;
  std::istringstream lines(resolved);
  std::string section;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) section = line;
    if (sections.count(section) > 0 || keys.count(section + " " + line.substr(0, line.find(" ="))) > 0) continue;
    for (const char c : line + "\n") hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  return hash;
}

ScalingInput read_scaling_input(const std::string& stem, const std::string& check) {
  const std::string begin = "# resolved input\n", end = "# plan\n";
  const std::size_t from = check.find(begin), to = check.find(end);
  if (from == std::string::npos || to == std::string::npos)
    throw usage_error("halogrid bench scaling", "`halogrid check` of the input printed no plan",
                      "is --launcher a launcher of the MPI that this program was built with?");
  const std::string resolved = check.substr(from + begin.size(), to - from - begin.size());
  const ConfigValue all = read_toml("halogrid check", resolved);
  const auto value = [&](const std::string& section, const std::string& key) -> const ConfigValue* {
    const ConfigValue* const table = find_entry(all, section);
    return table == nullptr ? nullptr : find_entry(*table, key);
  };
  ScalingInput out;
  out.name = fmt::format("{}-{:08x}", stem, hash_of(resolved) >> 32);
  if (const ConfigValue* simulation = value("run", "simulation")) out.simulation = simulation->text;
  if (const ConfigValue* size = value("grid", "size"))
    for (const ConfigValue& extent : size->items) out.grid.push_back(extent.integer);
  const ConfigValue* const steps = value("run", "steps");
  out.has_steps = steps != nullptr;
  if (out.has_steps) out.steps = steps->integer;
  if (const ConfigValue* depth = value("decomposition", "depth")) out.depth = depth->integer;  // 0 of the text "auto"
  if (const ConfigValue* overlap = value("decomposition", "overlap")) out.overlap = overlap->flag;
  if (out.grid.empty()) throw usage_error("halogrid bench scaling", "`halogrid check` names no grid.size");
  return out;
}

std::string ScalingPoint::text() const {
  return fmt::format("{}: {} x {}, depth {}, overlap {}, repeat {}", study, counted(ranks, "rank"), counted(threads, "thread"),
                     depth == 0 ? "auto" : std::to_string(depth), overlap ? "on" : "off", repeat);
}

std::vector<std::int64_t> grown_grid(std::vector<std::int64_t> base, std::int64_t workers) {
  std::vector<std::int64_t> primes, growth(base.size(), 1);
  for (std::int64_t prime = 2; workers > 1; ++prime)
    for (; workers % prime == 0; workers /= prime) primes.push_back(prime);
  for (auto prime = primes.rbegin(); prime != primes.rend(); ++prime) *std::min_element(growth.rbegin(), growth.rend()) *= *prime;
  for (std::size_t axis = 0; axis < base.size(); ++axis) base[axis] *= growth[axis];
  return base;
}

std::vector<std::int64_t> default_ranks(std::int64_t cores, std::int64_t threads) {
  const std::int64_t most = std::max<std::int64_t>(1, cores / threads);
  std::vector<std::int64_t> out;
  for (std::int64_t ranks = 1; ranks < most; ranks *= 2) out.push_back(ranks);
  out.push_back(most);
  return out;
}

// Blocks of a worker from 64^2 (16^3) cells to 4096^2 (256^3), on one core and on all, with deeper and deeper halos, and once
// without overlap. Small blocks make as many more steps as they have fewer cells.
static void add_model_points(const ScalingOptions& options, const ScalingInput& input, std::int64_t cores, std::int64_t repeat,
                             std::vector<ScalingPoint>& out) {
  const bool flat = input.grid.size() == 2;
  const std::vector<std::int64_t> sides = flat ? std::vector<std::int64_t>{64, 128, 256, 512, 1024, 2048, 4096}
                                               : std::vector<std::int64_t>{16, 24, 40, 64, 104, 160, 256};
  const auto cells = [&](std::int64_t side) { return flat ? side * side : side * side * side; };
  for (const std::int64_t side : sides) {
    const std::int64_t steps = options.steps.value_or(16) * (cells(sides.back()) / cells(side));
    const auto add = [&](std::int64_t ranks, std::int64_t threads, std::int64_t depth, bool overlap) {
      const std::vector<std::int64_t> block(input.grid.size(), side);
      ScalingPoint point{"model", grown_grid(block, ranks * threads), steps, ranks, threads, depth, overlap, repeat, false};
      point.oversubscribed = point.workers() > cores;
      out.push_back(point);
    };
    add(1, 1, 0, true);
    if (cores == 1) continue;
    add(1, cores, 0, true);
    for (const std::int64_t depth : {0, 2, 4, 8}) add(cores, 1, depth, true);
    add(cores, 1, 0, false);
  }
}

std::vector<ScalingPoint> scaling_points(const ScalingOptions& options, const ScalingInput& input, std::int64_t cores) {
  const std::vector<std::int64_t> depths =
      !input.has_steps || options.depths.empty() ? std::vector<std::int64_t>{input.depth} : options.depths;
  const std::vector<bool> overlaps =
      !input.has_steps || options.overlaps.empty() ? std::vector<bool>{input.overlap} : options.overlaps;
  std::vector<ScalingPoint> out;
  for (std::int64_t repeat = 1; repeat <= options.repeats; ++repeat)
    for (const std::string& study : options.studies) {
      if (study == "model") {
        if (input.has_steps) add_model_points(options, input, cores, repeat, out);
        continue;
      }
      for (const std::int64_t threads : options.threads)
        for (const std::int64_t depth : depths)
          for (const bool overlap : overlaps)
            for (const std::int64_t ranks : options.ranks.empty() ? default_ranks(cores, threads) : options.ranks) {
              ScalingPoint point{study, input.grid, input.steps, ranks, threads, depth, overlap, repeat, false};
              if (study == "weak") point.grid = grown_grid(input.grid, point.workers());
              point.oversubscribed = point.workers() > cores;
              out.push_back(point);
            }
    }
  return out;
}

}  // namespace hg::bench
