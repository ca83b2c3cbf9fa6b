#pragma once
// Reductions over a box of one field.
#include "kernels/cells.hpp"
#include "kernels/rows.hpp"

namespace hg {

// The unsigned integer as wide as a number.
template <int Bytes>
struct WordOf;
template <>
struct WordOf<4> {
  using type = std::uint32_t;
};
template <>
struct WordOf<8> {
  using type = std::uint64_t;
};

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

// Whether any of `count` numbers in a row is NaN or infinite: its exponent has all bits set. Vectorised, at the speed of memory.
template <class T>
HG_FUNCTION bool any_not_finite(const T* row, std::int64_t count) {
  static_assert(sizeof(T) == 4 || sizeof(T) == 8, "of float or double");
  using Word = typename WordOf<sizeof(T)>::type;
  constexpr Word exponent = sizeof(T) == 4 ? static_cast<Word>(0x7f800000u) : static_cast<Word>(0x7ff0000000000000u);
  Word found = 0;
#if !defined(__CUDACC__) && !defined(__HIPCC__) && !defined(__SYCL_DEVICE_ONLY__)
#pragma omp simd reduction(| : found)
#endif
  for (std::int64_t i = 0; i < count; ++i) {
    Word bits;
    __builtin_memcpy(&bits, row + i, sizeof(T));
    found |= (bits & exponent) == exponent ? 1 : 0;
  }
  return found != 0;
}

// The lowest linear index inside the box (x fastest) of a cell that is NaN or infinite; -1: there is none. Two passes: which run
// of cells holds it, and, only where one does, which of its cells it is.
template <class T, int Dim>
std::int64_t lowest_not_finite(const Cells<T, Dim>& cells, const Box<Dim>& box) {
  if (box.empty()) return -1;
  using Indices = Kokkos::RangePolicy<Execution, Kokkos::IndexType<std::int64_t>>;
  const RowPieces<Dim> cut = cut_rows(box);
  const std::int64_t pieces = cut.count();
  std::int64_t lowest = pieces;
  Kokkos::parallel_reduce(
      "hg::any_not_finite", Indices(execution(), 0, pieces),
      KOKKOS_LAMBDA(std::int64_t piece, std::int64_t & low) {
        cut.run(piece, [&](const Index<Dim>& start, std::int64_t count) {
          if (piece < low && any_not_finite(cells.at(start), count)) low = piece;
        });
      },
      Kokkos::Min<std::int64_t>(lowest));
  if (lowest >= pieces) return -1;

  const std::int64_t before = lowest % cut.pieces * cut.length, left = box.extent(0) - before;
  Index<Dim> start = box.row_start(lowest / cut.pieces);
  start[0] += before;
  const T* row = cells.at(start);
  std::int64_t at = left;
  Kokkos::parallel_reduce(
      "hg::lowest_not_finite", Indices(execution(), 0, left < cut.length ? left : cut.length),
      KOKKOS_LAMBDA(std::int64_t i, std::int64_t & low) {
        if (i < low && any_not_finite(row + i, 1)) low = i;
      },
      Kokkos::Min<std::int64_t>(at));
  return lowest / cut.pieces * box.extent(0) + before + at;
}

}  // namespace hg
