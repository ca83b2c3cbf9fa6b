#include "kernels/ghosts.hpp"

#include "tests/catch.hpp"
#include "tests/support/kernel_memory.hpp"

namespace hg_tests {

using hg::BoundaryKind;
using hg::ghost_origin;

TEST_CASE("where a ghost takes its value from, counted by hand") {
  // A line of 4 cells: ... outside on both sides.
  const std::int64_t periodic[] = {3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1};  // cells -5 ... 5
  const std::int64_t reflect[] = {3, 3, 2, 1, 0, 0,
                                  1, 2, 3, 3, 2};  // cell -1 is cell 0, cell 4 is cell 3, cell -5 is cell 3 again
  const std::int64_t open[] = {0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3};
  for (std::int64_t i = -5; i <= 5; ++i) {
    CHECK(ghost_origin(BoundaryKind::periodic, i, 4) == periodic[i + 5]);
    CHECK(ghost_origin(BoundaryKind::reflect, i, 4) == reflect[i + 5]);
    CHECK(ghost_origin(BoundaryKind::open, i, 4) == open[i + 5]);
  }
  for (std::int64_t i = -9; i <= 9; ++i)
    for (const auto kind : {BoundaryKind::periodic, BoundaryKind::reflect, BoundaryKind::open})
      CHECK(ghost_origin(kind, i, 1) == 0);
}

TEST_CASE("ghosts beside a box are filled along either axis") {
  // 3 x 2 cells with two layers around them, value 10 * y + x inside.
  const auto there = for_kernels(std::vector<double>(7 * 6, -1));
  const hg::Cells<double, 2> cells{there.data(), {{-2, -2}}, {{1, 7}}};
  set_cells(cells, {{{0, 0}}, {{3, 2}}}, [](const hg::Index<2>& cell) { return 10 * cell[1] + cell[0]; });
  hg::fill_ghosts(hg::GhostRow<double, 2>{cells, BoundaryKind::periodic, 0, 3, 0}, {{{-2, 0}}, {{0, 2}}});
  hg::fill_ghosts(hg::GhostRow<double, 2>{cells, BoundaryKind::fixed, 0, 3, 7.5}, {{{3, 0}}, {{5, 2}}});
  hg::fill_ghosts(hg::GhostRow<double, 2>{cells, BoundaryKind::reflect, 1, 2, 0}, {{{-2, -2}}, {{5, 0}}});
  HostCells<double, 2> found(cells, {{{-2, -2}}, {{5, 4}}});
  CHECK(found[{{-1, 1}}] == 12);
  CHECK(found[{{-2, 0}}] == 1);
  CHECK(found[{{4, 1}}] == 7.5);
  CHECK(found[{{1, -1}}] == 1);
  CHECK(found[{{1, -2}}] == 11);
  CHECK(found[{{-1, -2}}] == 12);  // a corner follows from the axes one after the other
  CHECK(found[{{3, -1}}] == 7.5);
  CHECK(found[{{0, 2}}] == -1);  // not asked for
}

}  // namespace hg_tests
