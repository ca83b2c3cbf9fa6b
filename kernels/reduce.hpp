#pragma once
// Reductions over a box of one field.
#include "kernels/cells.hpp"
#include "kernels/rows.hpp"

namespace hg {

// Whether any cell of a box is not zero.
template <class T, int Dim>
bool any_nonzero(const Cells<T, Dim>& cells, const Box<Dim>& box) {
  if (box.empty()) return false;
  const RowPieces<Dim> cut = cut_rows(box);
  std::int64_t found = 0;
  Kokkos::parallel_reduce(
      "hg::any_nonzero", Kokkos::RangePolicy<Execution, Kokkos::IndexType<std::int64_t>>(execution(), 0, cut.count()),
      KOKKOS_LAMBDA(std::int64_t piece, std::int64_t & sum) {
        cut.run(piece, [&](const Index<Dim>& start, std::int64_t count) {
          const T* row = cells.at(start);
          for (std::int64_t i = 0; i < count; ++i) sum += row[i] != T(0) ? 1 : 0;
        });
      },
      found);
  return found > 0;
}

}  // namespace hg
