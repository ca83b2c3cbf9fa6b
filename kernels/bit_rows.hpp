#pragma once
// Rows of two-state cells as bits in host memory: bit k of byte b is cell 8 b + k, and the bits beyond a row's last cell are 0
// (docs/format.md).
#include "kernels/base/device_function.hpp"

#include <cstdint>

namespace hg {

constexpr std::int64_t bit_row_bytes(std::int64_t cells) { return (cells + 7) / 8; }

// Cells are 0 or 1.
inline void pack_bits(const std::uint8_t* cells, std::int64_t count, std::uint8_t* bits) {
  const std::int64_t whole = count / 8;
  HG_SIMD
  for (std::int64_t b = 0; b < whole; ++b) {
    std::uint64_t eight;
    __builtin_memcpy(&eight, cells + 8 * b, 8);
    // Moves the lowest bit of byte k to bit 56 + k; no two of the products' bits meet.
    bits[b] = static_cast<std::uint8_t>(((eight & 0x0101010101010101u) * 0x0102040810204080u) >> 56);
  }
  if (count % 8 == 0) return;
  unsigned last = 0;
  for (std::int64_t k = 0; k < count % 8; ++k) last |= (cells[8 * whole + k] & 1u) << k;
  bits[whole] = static_cast<std::uint8_t>(last);
}

// Up to 64 cells as a word: cell k is bit k.
inline std::uint64_t pack_word(const std::uint8_t* cells, std::int64_t count) {
  std::uint8_t bits[8] = {};
  pack_bits(cells, count, bits);
  std::uint64_t word = 0;
  for (int b = 0; b < 8; ++b) word |= std::uint64_t{bits[b]} << (8 * b);
  return word;
}

// The cells first ... first + count - 1 of the row that starts at `bits`.
inline void unpack_bits(const std::uint8_t* bits, std::int64_t first, std::int64_t count, std::uint8_t* cells) {
  const auto one = [&](std::int64_t cell) { return static_cast<std::uint8_t>(bits[cell / 8] >> (cell % 8) & 1); };
  std::int64_t i = 0;
  for (; i < count && (first + i) % 8 != 0; ++i) cells[i] = one(first + i);
  const std::int64_t whole = (count - i) / 8;
  const std::uint8_t* from = bits + (first + i) / 8;
  std::uint8_t* to = cells + i;
  HG_SIMD
  for (std::int64_t b = 0; b < whole; ++b) {
    // Byte k keeps bit k alone, which becomes its bit 7 and then its bit 0.
    const std::uint64_t spread = from[b] * 0x0101010101010101u & 0x8040201008040201u;
    const std::uint64_t eight = (spread + 0x7f7f7f7f7f7f7f7fu) >> 7 & 0x0101010101010101u;
    __builtin_memcpy(to + 8 * b, &eight, 8);
  }
  for (i += 8 * whole; i < count; ++i) cells[i] = one(first + i);
}

// The first of these rows of `width` cells that has a bit beyond its last cell, or -1.
inline std::int64_t first_padded_row(const std::uint8_t* bits, std::int64_t rows, std::int64_t width) {
  if (width % 8 == 0) return -1;
  const std::int64_t row_bytes = bit_row_bytes(width);
  for (std::int64_t r = 0; r < rows; ++r)
    if (bits[(r + 1) * row_bytes - 1] >> (width % 8) != 0) return r;
  return -1;
}

}  // namespace hg
