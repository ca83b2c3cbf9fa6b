#pragma once
// The loop over rows that every kernel shares. A row function is called as row(cell, count): `count` cells along x from `cell`
// on. On a host each call is a long run, so that the row's inner loop is what the compiler vectorises; on a device it is one cell
// a thread.
#include "kernels/base/box.hpp"
#include "kernels/base/portability.hpp"

namespace hg {

// Below this many cells starting threads costs more than the work.
inline constexpr std::int64_t small_work = 4096;

template <int Dim>
struct RowPieces {
  Box<Dim> box;
  std::int64_t pieces, length;  // a row is cut into pieces of at most `length` cells

  HG_FUNCTION std::int64_t count() const { return box.rows() * pieces; }
  template <class Row>
  HG_FUNCTION void run(std::int64_t piece, const Row& row) const {
    Index<Dim> cell = box.row_start(piece / pieces);
    cell[0] += piece % pieces * length;
    const std::int64_t left = box.hi[0] - cell[0];
    row(cell, left < length ? left : length);
  }
};

// Rows are cut only where there are too few of them for the threads, or on a device.
template <int Dim>
RowPieces<Dim> cut_rows(const Box<Dim>& box) {
  const std::int64_t width = box.extent(0);
  if (!runs_on_host) return {box, width, 1};
  const std::int64_t threads = kernel_threads();
  if (box.rows() >= 4 * threads) return {box, 1, width};
  const std::int64_t longest = (width + 4 * threads - 1) / (4 * threads);
  const std::int64_t length = longest < small_work ? small_work : longest;
  return {box, (width + length - 1) / length, length};
}

template <int Dim, class Row>
void for_rows(const char* name, const Box<Dim>& box, const Row& row) {
  if (box.empty()) return;
  if (runs_on_host && box.volume() <= small_work) {
    for (std::int64_t r = 0; r < box.rows(); ++r) row(box.row_start(r), box.extent(0));
    return;
  }
  const RowPieces<Dim> cut = cut_rows(box);
  Kokkos::parallel_for(
      name, Kokkos::RangePolicy<Execution, Kokkos::IndexType<std::int64_t>>(execution(), 0, cut.count()),
      KOKKOS_LAMBDA(std::int64_t piece) { cut.run(piece, row); });
}

}  // namespace hg
