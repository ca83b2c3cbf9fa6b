#pragma once
// Many rows of cells into bits at once.
#include "kernels/bit_rows.hpp"
#include "kernels/rows.hpp"

namespace hg {

// Packs rows without gaps into rows that are row_bytes apart, on the host's threads.
inline void pack_bit_rows(const std::uint8_t* cells, std::int64_t rows, std::int64_t width, std::uint8_t* bits,
                          std::int64_t row_bytes) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  const auto row = [=](std::int64_t r) { pack_bits(cells + r * width, width, bits + r * row_bytes); };
  if (rows * width <= small_work) {
    for (std::int64_t r = 0; r < rows; ++r) row(r);
    return;
  }
  Kokkos::parallel_for("hg::pack_bit_rows", Kokkos::RangePolicy<Host, Kokkos::IndexType<std::int64_t>>(0, rows), row);
  Host().fence();
}

}  // namespace hg
