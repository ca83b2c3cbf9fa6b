#include "sims/commands/check/proof_variants.hpp"

#include "engine/farm/tile_map.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace hg {

std::vector<std::string> variant_columns(bool has_steps) {
  return has_steps ? std::vector<std::string>{"layout", "depth", "overlap"} : std::vector<std::string>{"scheduler", "tile"};
}

static std::set<int> rank_counts(int ranks) {
  std::set<int> out;
  for (const int count : {1, 2, 3, 4, ranks - 1, ranks})
    if (count >= 1 && count <= ranks) out.insert(count);
  return out;
}

// Blocks per axis: chosen by the program, and all ranks along one axis.
static std::vector<std::vector<int>> layouts_of(int ranks, int dimension) {
  std::vector<std::vector<int>> out{std::vector<int>(static_cast<std::size_t>(dimension), 0)};
  for (int axis = 0; axis < dimension && ranks > 1; ++axis) {
    out.emplace_back(static_cast<std::size_t>(dimension), 1);
    out.back()[static_cast<std::size_t>(axis)] = ranks;
  }
  return out;
}

static void add_step_variants(int ranks, int dimension, std::vector<Variant>& out) {
  bool turn = true;  // overlap on and off by turns
  for (const std::vector<int>& layout : layouts_of(ranks, dimension)) {
    bool overlap = turn;
    turn = !turn;
    for (const char* depth : {"1", "2", "3", "auto"}) {
      out.push_back({ranks,
                     {fmt::format("{}", fmt::join(layout, " x ")), depth, overlap ? "on" : "off"},
                     {fmt::format("decomposition.ranks=[{}]", fmt::join(layout, ",")),
                      fmt::format("decomposition.depth={}", depth), fmt::format("decomposition.overlap={}", overlap)},
                     ""});
      overlap = !overlap;
    }
  }
}

static void add_farm_variants(int ranks, std::vector<Variant>& out) {
  const auto add = [&](const char* scheduler, int tile) {
    out.push_back({ranks,
                   {scheduler, tile == 0 ? "auto" : fmt::format("{}", tile)},
                   {fmt::format("farm.scheduler={}", scheduler), fmt::format("farm.tile={}", tile)},
                   ""});
  };
  for (const char* scheduler : scheduler_names) add(scheduler, 0);
  for (const int tile : {16, 100}) {
    add("auto", tile);
    add("cyclic", tile);
  }
}

std::vector<Variant> all_variants(int ranks, int dimension, bool has_steps) {
  std::vector<Variant> out;
  for (const int count : rank_counts(ranks))
    if (has_steps)
      add_step_variants(count, dimension, out);
    else
      add_farm_variants(count, out);
  return out;
}

}  // namespace hg
