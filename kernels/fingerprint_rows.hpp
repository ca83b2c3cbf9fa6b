#pragma once
// Fingerprints of cells: an order-free 64-bit checksum. A sum modulo 2^64 over cells whose bits are not all zero, so that tiles,
// ranks and threads may be added in any order and empty space costs nothing to describe (docs/format.md).
#include "kernels/base/box.hpp"
#include "kernels/base/portability.hpp"
#include "kernels/bit_rows.hpp"
#include "kernels/fingerprint_mix.hpp"

#include <bit>
#include <cstdint>

namespace hg {

struct RowFingerprint {
  std::uint64_t sum = 0;
  std::int64_t nonzero = 0;
};

// A run of cells of one row whose first has the given key. Word: the unsigned integer as wide as a cell; the bytes need not be
// aligned.
template <class Word>
HG_FUNCTION RowFingerprint row_fingerprint(std::uint64_t key, const unsigned char* cells, std::int64_t count) {
  std::uint64_t sum = 0, nonzero = 0;
#if !defined(__CUDACC__) && !defined(__HIPCC__) && !defined(__SYCL_DEVICE_ONLY__)
#pragma omp simd reduction(+ : sum, nonzero)
#endif
  for (std::int64_t i = 0; i < count; ++i) {
    Word word;
    __builtin_memcpy(&word, cells + i * static_cast<std::int64_t>(sizeof(Word)), sizeof(Word));
    const std::uint64_t bits = word;
    const std::uint64_t mixed = mix_bits(key + static_cast<std::uint64_t>(i) * index_stride, bits);
    sum += bits != 0 ? mixed : 0;
    nonzero += bits != 0 ? 1 : 0;
  }
  return {sum, static_cast<std::int64_t>(nonzero)};
}

// The same for cells of two states that are stored as bits (kernels/bit_rows.hpp), from the first bit of a byte on.
inline RowFingerprint bit_row_fingerprint(std::uint64_t key, const unsigned char* bits, std::int64_t count) {
  std::uint64_t sum = 0;
  std::int64_t nonzero = 0;
  for (std::int64_t at = 0; at < count; at += 64) {
    std::uint64_t word = 0;
    if (count - at >= 64) {
      __builtin_memcpy(&word, bits + at / 8, 8);
    } else {
      for (std::int64_t b = 0; b < (count - at + 7) / 8; ++b) word |= std::uint64_t{bits[at / 8 + b]} << (8 * b);
      word &= (std::uint64_t{1} << (count - at)) - 1;
    }
    if (word == 0) continue;
    const std::uint64_t first = key + static_cast<std::uint64_t>(at) * index_stride;
    const int live = std::popcount(word);
    nonzero += live;
    // One by one where few cells live; else whole vectors of cells of which the dead ones do not count.
    if (live <= 4) {
      for (std::uint64_t left = word; left != 0; left &= left - 1)
        sum += mix_bits(first + static_cast<std::uint64_t>(std::countr_zero(left)) * index_stride, 1);
    } else {
#pragma omp simd reduction(+ : sum)
      for (std::uint64_t k = 0; k < 64; ++k) sum += mix_bits(first + k * index_stride, 1) & (0 - (word >> k & 1));
    }
  }
  return {sum, nonzero};
}

// A box of cells in host memory (x fastest, no gaps) and the table of tile sums that it adds to.
struct FingerprintSlab {
  const unsigned char* cells;
  Box<3> box;
  Index<3> grid;        // cells of the whole grid per axis
  Index<3> tile;        // cells of a tile per axis
  Box<3> tiles;         // tiles that the table holds; they cover the box
  std::uint64_t field;  // its number
  std::uint64_t* sums;  // one per tile of `tiles`, x fastest
};

// Adds the slab to its table on the host's threads; returns its number of nonzero cells. part(key, row, offset, count) is the
// fingerprint of the cells `offset` and on of the row at that address.
template <class Part>
std::int64_t fingerprint_slab(const FingerprintSlab& slab, std::int64_t row_bytes, const Part& part) {
  using Host = Kokkos::DefaultHostExecutionSpace;
  std::int64_t nonzero = 0;
  Kokkos::parallel_reduce(
      "fingerprint_rows", Kokkos::RangePolicy<Host, Kokkos::IndexType<std::int64_t>>(0, slab.box.rows()),
      [=](std::int64_t row, std::int64_t& found) {
        const Index<3> start = slab.box.row_start(row);
        const std::int64_t line = (start[2] * slab.grid[1] + start[1]) * slab.grid[0];
        const std::int64_t tile_row =
            (start[2] / slab.tile[2] - slab.tiles.lo[2]) * slab.tiles.extent(1) + start[1] / slab.tile[1] - slab.tiles.lo[1];
        std::uint64_t* sums = slab.sums + tile_row * slab.tiles.extent(0) - slab.tiles.lo[0];
        for (std::int64_t x = start[0]; x < slab.box.hi[0];) {
          const std::int64_t tile = x / slab.tile[0];
          const std::int64_t end = (tile + 1) * slab.tile[0] < slab.box.hi[0] ? (tile + 1) * slab.tile[0] : slab.box.hi[0];
          const RowFingerprint sum = part(mix_key(slab.field, static_cast<std::uint64_t>(line + x)), slab.cells + row * row_bytes,
                                          x - start[0], end - x);
          if (sum.nonzero != 0) Kokkos::atomic_add(&sums[tile], sum.sum);
          found += sum.nonzero;
          x = end;
        }
      },
      nonzero);
  return nonzero;
}

// Word as for row_fingerprint.
template <class Word>
std::int64_t fingerprint_rows(const FingerprintSlab& slab) {
  constexpr std::int64_t cell = sizeof(Word);
  return fingerprint_slab(slab, slab.box.extent(0) * cell,
                          [](std::uint64_t key, const unsigned char* row, std::int64_t offset, std::int64_t count) {
                            return row_fingerprint<Word>(key, row + offset * cell, count);
                          });
}

// Cells as bits, each row beginning with a byte; the box begins at a multiple of 8 and tiles are multiples of 8 cells wide.
inline std::int64_t fingerprint_bit_rows(const FingerprintSlab& slab) {
  return fingerprint_slab(slab, bit_row_bytes(slab.box.extent(0)),
                          [](std::uint64_t key, const unsigned char* row, std::int64_t offset, std::int64_t count) {
                            return bit_row_fingerprint(key, row + offset / 8, count);
                          });
}

}  // namespace hg
