#pragma once
// A small pattern as single cells, and what must hold for every Pattern that a reader returns.
#include "sims/patterns/patterns.hpp"
#include "tests/catch.hpp"

#include <cstdint>
#include <map>
#include <utility>

namespace hg_tests {

using Cells = std::map<std::pair<std::int64_t, std::int64_t>, int>;  // (y, x) -> state

inline Cells cells_of(const hg::Pattern& pattern) {
  Cells out;
  for (const hg::Run& run : pattern.runs)
    for (std::int64_t x = run.x0; x < run.x1; ++x) out[{run.y, x}] = run.state;
  return out;
}

// The same from the middle of the grid, for formats that give a position.
inline Cells cells_from_middle(const hg::Pattern& pattern) {
  REQUIRE(pattern.position);
  Cells out;
  for (const auto& [place, state] : cells_of(pattern))
    out[{place.first + (*pattern.position)[1], place.second + (*pattern.position)[0]}] = state;
  return out;
}

// Runs sorted, disjoint, joined and inside the box; their cells counted.
inline void check_runs(const hg::Pattern& pattern) {
  std::int64_t cells = 0;
  int highest = 0;
  for (std::size_t i = 0; i < pattern.runs.size(); ++i) {
    const hg::Run& run = pattern.runs[i];
    REQUIRE(run.state > 0);
    REQUIRE((0 <= run.x0 && run.x0 < run.x1 && run.x1 <= pattern.width));
    REQUIRE((0 <= run.y && run.y < pattern.height));
    if (i > 0) {
      const hg::Run& before = pattern.runs[i - 1];
      REQUIRE((before.y < run.y ||
               (before.y == run.y && (before.x1 < run.x0 || (before.x1 == run.x0 && before.state != run.state)))));
    }
    cells += run.x1 - run.x0;
    if (run.state > highest) highest = run.state;
  }
  REQUIRE(pattern.cells == cells);
  REQUIRE(pattern.highest_state == highest);
}

}  // namespace hg_tests
