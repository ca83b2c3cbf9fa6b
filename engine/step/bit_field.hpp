#pragma once
// One rank's two-state cells with halo, 64 a word: bit k of word w of a row is the row's cell 64 w + k. Two levels, on the host.
#include "kernels/base/box.hpp"
#include "kernels/base/portability.hpp"

#include <cstdint>

namespace hg {

class BitField {
 public:
  // own: this rank's cells; rows_below, rows_above: rows of halo. Every row has room for 64 cells of halo and more on both sides.
  BitField(const Box<2>& own, std::int64_t rows_below, std::int64_t rows_above);

  const Box<2>& own() const { return own_; }
  std::int64_t pitch() const { return pitch_; }  // words from row to row
  // Word 0 of own row y (0 is the first own one, halo rows are below 0 and from the height on), now and next.
  std::uint64_t* now(std::int64_t y) const { return first_[current_] + y * pitch_; }
  std::uint64_t* next(std::int64_t y) const { return first_[1 - current_] + y * pitch_; }
  int current() const { return current_; }
  void swap() { current_ = 1 - current_; }

  // Up to 64 cells from x on, counted from the first own cell, in the lowest bits.
  static std::uint64_t cells_at(const std::uint64_t* row, std::int64_t x, std::int64_t count);
  static void set_cells_at(std::uint64_t* row, std::int64_t x, std::int64_t count, std::uint64_t cells);

  // A box of global cells, own or halo, as rows of bits: bit k of byte b of a row is its cell 8 b + k; rows are row_bytes apart.
  void get_bits(const Box<2>& box, std::uint8_t* bits, std::int64_t row_bytes) const;
  // As bytes 0 or 1, x fastest, without gaps.
  void get_cells(const Box<2>& box, std::uint8_t* cells) const;
  void set_cells(const Box<2>& box, const std::uint8_t* cells);

  std::int64_t bytes() const { return bytes(own_, rows_below_ + rows_above_); }
  static std::int64_t bytes(const Box<2>& own, std::int64_t halo_rows);  // of both levels

 private:
  static std::int64_t pitch_of(const Box<2>& own);

  Box<2> own_;
  std::int64_t rows_below_, rows_above_, pitch_;
  Kokkos::View<std::uint64_t*, Kokkos::HostSpace> words_[2];
  std::uint64_t* first_[2];
  int current_ = 0;
};

}  // namespace hg
