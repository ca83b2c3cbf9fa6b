#include "sims/commands/check/proof_variants.hpp"

#include "engine/farm/tile_map.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

namespace hg {

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

VariantTable step_variants(int ranks, int dimension) {
  VariantTable out{{"layout", "depth", "overlap"}, {}};
  for (const int count : rank_counts(ranks)) {
    bool turn = true;  // overlap on and off by turns
    for (const std::vector<int>& layout : layouts_of(count, dimension)) {
      bool overlap = turn;
      turn = !turn;
      for (const char* depth : {"1", "2", "3", "auto"}) {
        out.variants.push_back({count,
                                {fmt::format("{}", fmt::join(layout, " x ")), depth, overlap ? "on" : "off"},
                                {fmt::format("decomposition.ranks=[{}]", fmt::join(layout, ",")),
                                 fmt::format("decomposition.depth={}", depth), fmt::format("decomposition.overlap={}", overlap)},
                                true});
        overlap = !overlap;
      }
    }
  }
  return out;
}

VariantTable tile_variants(int ranks) {
  VariantTable out{{"scheduler", "tile"}, {}};
  const auto add = [&](int count, const char* scheduler, int tile) {
    out.variants.push_back({count,
                            {scheduler, tile == 0 ? "auto" : fmt::format("{}", tile)},
                            {fmt::format("farm.scheduler={}", scheduler), fmt::format("farm.tile={}", tile)}});
  };
  for (const int count : rank_counts(ranks)) {
    for (const char* scheduler : scheduler_names) add(count, scheduler, 0);
    for (const int tile : {16, 100}) {
      add(count, "auto", tile);
      add(count, "cyclic", tile);
    }
  }
  return out;
}

}  // namespace hg
