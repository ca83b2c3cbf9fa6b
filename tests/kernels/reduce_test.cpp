// Reductions over a box: only cells inside it count, and the lowest one is named.
#include "kernels/reduce.hpp"

#include "tests/catch.hpp"
#include "tests/support/kernel_memory.hpp"

#include <limits>
#include <vector>

namespace hg_tests {

using hg::Box;
using hg::Index;

// Cells (-2, -1) and on in rows with a gap of 3, all finite but for what a test puts there.
template <class T, int Dim>
struct Memory {
  Box<Dim> all;
  hg::KernelArray<T> values;
  hg::Cells<T, Dim> cells;

  explicit Memory(const Box<Dim>& box) : all(box) {
    std::int64_t distance = 1;
    for (int a = 0; a < Dim; ++a) {
      cells.stride[a] = distance;
      distance *= box.extent(a) + (a == 0 ? 3 : 0);
    }
    const T big = std::numeric_limits<T>::max(), tiny = std::numeric_limits<T>::denorm_min();
    std::vector<T> first;
    for (std::int64_t i = 0; i < distance; ++i) first.push_back(i % 3 == 0 ? big : i % 3 == 1 ? -tiny : -big);
    values = for_kernels(first);
    cells.data = values.data();
    cells.lo = box.lo;
  }
};

template <int Dim>
std::int64_t number_in(const Box<Dim>& box, const Index<Dim>& cell) {
  std::int64_t out = 0;
  for (int a = Dim - 1; a >= 0; --a) out = out * box.extent(a) + cell[a] - box.lo[a];
  return out;
}

template <class T, int Dim>
void find_each(const Box<Dim>& box) {
  const T bad[] = {std::numeric_limits<T>::quiet_NaN(), -std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(),
                   -std::numeric_limits<T>::infinity(), std::numeric_limits<T>::signaling_NaN()};
  Memory<T, Dim> memory(box.grown(2));
  // NaN all around the box is none of its cells.
  HostCells<T, Dim> all(memory.cells, memory.all);
  for_cells(memory.all, [&](const Index<Dim>& cell) {
    if (!box.contains(cell)) all[cell] = bad[0];
  });
  all.store();
  CHECK(hg::lowest_not_finite(memory.cells, box) == -1);
  std::int64_t wrong = 0, lowest = -1;
  // From the last cell to the first, so that each new one is the lowest; some of them stay.
  for (std::int64_t number = box.volume() - 1; number >= 0; number -= 1 + number % 97) {
    Index<Dim> cell = box.row_start(number / box.extent(0));
    cell[0] += number % box.extent(0);
    const Box<Dim> one{cell, cell + Index<Dim>::filled(1)};
    HostCells<T, Dim> value(memory.cells, one);
    const T kept = value[cell];
    value[cell] = bad[number % 5];
    value.store();
    wrong += hg::lowest_not_finite(memory.cells, box) != number_in(box, cell) ? 1 : 0;
    if (number % 2 == 0) {
      lowest = number;
    } else {
      value[cell] = kept;
      value.store();
      wrong += hg::lowest_not_finite(memory.cells, box) != lowest ? 1 : 0;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("the lowest cell that is NaN or infinite is found, whatever lies around the box") {
  find_each<double, 2>({{{0, 0}}, {{37, 11}}});
  find_each<float, 2>({{{5, -3}}, {{118, 40}}});
  find_each<double, 3>({{{1, 2, 3}}, {{20, 9, 8}}});
  find_each<float, 3>({{{0, 0, 0}}, {{1, 7, 5}}});
  find_each<float, 2>({{{0, 0}}, {{20000, 1}}});  // one row, in several pieces where there are threads
  CHECK(hg::lowest_not_finite(Memory<double, 2>({{{0, 0}}, {{4, 4}}}).cells, Box<2>{{{2, 2}}, {{2, 3}}}) == -1);
}

}  // namespace hg_tests
