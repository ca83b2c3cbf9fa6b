// A rank's cells in memory: two levels that swap, rows on cache lines, x fastest, and poison in every cell that nobody has set.
#include "engine/step/field.hpp"

#include "tests/catch.hpp"
#include "tests/support/kernel_memory.hpp"

#include <cmath>
#include <cstring>
#include <vector>

namespace hg_tests {

using hg::Box;
using hg::Field;
using hg::Index;

template <class T, int Dim, int Fields>
void check_layout(const Box<Dim>& own, const Box<Dim>& memory) {
  Field<T, Dim, Fields> field(own, memory);
  CHECK(field.own() == own);
  CHECK(field.memory() == memory);
  CHECK(field.bytes() >= 2 * Fields * memory.volume() * static_cast<std::int64_t>(sizeof(T)));
  for (const auto* level : {&field.now(), &field.next()})
    for (const auto& cells : level->field) {
      CHECK(cells.stride[0] == 1);
      for (std::int64_t row = 0; row < own.rows(); ++row)
        CHECK(reinterpret_cast<std::uintptr_t>(cells.at(own.row_start(row))) % 64 == 0);
    }

  // Every cell of every level and field has a place of its own: write all, then read all.
  const auto value = [&](std::size_t level, std::size_t f, std::size_t n) {
    return static_cast<T>(1 + n % 50 + 60 * f + 120 * level);
  };
  for (const bool writing : {true, false}) {
    std::size_t l = 0;
    for (const auto* level : {&field.now(), &field.next()}) {
      for (std::size_t f = 0; f < Fields; ++f) {
        std::size_t n = 0, wrong = 0;
        HostCells<T, Dim> there(level->field[f], memory);
        for_cells(memory, [&](const Index<Dim>& cell) {
          T& at = there[cell];
          if (writing) at = value(l, f, n);
          wrong += at != value(l, f, n) ? 1 : 0;
          ++n;
        });
        if (writing) there.store();
        CHECK(wrong == 0);
      }
      ++l;
    }
  }
}

TEST_CASE("rows start on cache lines and no two cells share a place, whatever size, halo and type") {
  check_layout<double, 2, 1>({{{0, 0}}, {{7, 5}}}, {{{-1, -1}}, {{8, 6}}});
  check_layout<std::uint8_t, 2, 1>({{{100, 3}}, {{101, 9}}}, {{{97, 0}}, {{104, 12}}});
  check_layout<float, 2, 2>({{{5, 5}}, {{70, 6}}}, {{{5, 4}}, {{74, 6}}});  // other halo widths on every side
  check_layout<std::uint32_t, 3, 2>({{{0, 8, 2}}, {{17, 9, 5}}}, {{{-2, 6, 0}}, {{19, 11, 7}}});
}

TEST_CASE("levels swap without a copy") {
  const Box<2> box{{{0, 0}}, {{4, 3}}};
  Field<double, 2, 1> field(box, box.grown(1));
  double* const first = field.now().field[0].at(box.lo);
  double* const second = field.next().field[0].at(box.lo);
  CHECK(first != second);
  field.swap();
  CHECK(field.now().field[0].at(box.lo) == second);
  CHECK(field.next().field[0].at(box.lo) == first);
  field.swap();
  CHECK(field.now().field[0].at(box.lo) == first);
}

TEST_CASE("cells that nobody has set are poison") {
  const Box<2> box{{{0, 0}}, {{9, 4}}};
  const Field<double, 2, 1> reals(box, box.grown(2));
  const Field<std::uint8_t, 2, 1> states(box, box.grown(2));
  int clean = 0;
  for (const auto* level : {&reals.now(), &reals.next()}) {
    HostCells<double, 2> there(level->field[0], box.grown(2));
    for_cells(box.grown(2), [&](const Index<2>& cell) { clean += std::isnan(there[cell]) ? 0 : 1; });
  }
  for (const auto* level : {&states.now(), &states.next()}) {
    HostCells<std::uint8_t, 2> there(level->field[0], box.grown(2));
    for_cells(box.grown(2), [&](const Index<2>& cell) { clean += there[cell] == 255 ? 0 : 1; });
  }
  CHECK(clean == 0);
}

}  // namespace hg_tests
