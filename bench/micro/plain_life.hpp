#pragma once
// The yardsticks of life: what a competent programmer writes by hand for B3/S23 on a torus, one generation a pass, no tricks with
// time or layout. PlainLife packs 64 cells a word, PlainByteLife gives each a byte.
#include "engine/grid/random.hpp"

#include <Kokkos_Core.hpp>

#include <cstdint>
#include <utility>

namespace hg::bench {

// Rows of 64-bit words, cell x of a row in bit x % 64; one ghost row above and below, one ghost word left and right. Where the
// width is no multiple of 64 the eastern ghost is the bit behind the last cell.
class PlainLife {
 public:
  using Word = std::uint64_t;

  // A torus of nx x ny dead cells.
  PlainLife(std::int64_t nx, std::int64_t ny)
      : nx_(nx),
        ny_(ny),
        words_((nx + 63) / 64),
        stride_(words_ + 2),
        now_("plain", stride_ * (ny + 2)),
        next_("plain", stride_ * (ny + 2)) {}

  std::int64_t nx() const { return nx_; }
  std::int64_t ny() const { return ny_; }
  bool live(std::int64_t x, std::int64_t y) const { return (now_((y + 1) * stride_ + 1 + x / 64) >> (x % 64) & 1) != 0; }
  void set(std::int64_t x, std::int64_t y, bool live) {
    Word& word = now_((y + 1) * stride_ + 1 + x / 64);
    const Word bit = Word{1} << (x % 64);
    word = live ? word | bit : word & ~bit;
  }

  // A random soup with 3 of 8 cells alive.
  void soup(std::uint64_t seed) {
#pragma omp parallel for schedule(static)
    for (std::int64_t y = 1; y <= ny_; ++y)
      for (std::int64_t i = 1; i <= words_; ++i) {
        const auto number = static_cast<std::uint64_t>(3 * (y * stride_ + i));
        now_(y * stride_ + i) = random_bits(seed, number) & (random_bits(seed, number + 1) | random_bits(seed, number + 2));
      }
  }

  void step(std::int64_t generations) {
    close_columns();
    for (; generations > 0; --generations) {
      close_rows();
      step_once();
      std::swap(now_, next_);
    }
  }

 private:
  // The ghosts of a row: the last cell west of the first, the first cell east of the last.
  void close_row(Word* row) const {
    const int past = static_cast<int>(nx_ % 64);
    if (past != 0) row[words_] = (row[words_] & ((Word{1} << past) - 1)) | (row[1] & 1) << past;
    row[0] = row[words_] << (63 - (nx_ - 1) % 64);
    row[words_ + 1] = row[1];
  }
  void close_columns() {
    for (std::int64_t y = 1; y <= ny_; ++y) close_row(now_.data() + y * stride_);
  }
  void close_rows() {
    Word* const cells = now_.data();
    for (std::int64_t i = 0; i < stride_; ++i) {
      cells[i] = cells[ny_ * stride_ + i];
      cells[(ny_ + 1) * stride_ + i] = cells[stride_ + i];
    }
  }

  void step_once() {
    const std::int64_t words = words_, stride = stride_;
    const Word* const from = now_.data();
    Word* const to = next_.data();
#pragma omp parallel for schedule(static)
    for (std::int64_t y = 1; y <= ny_; ++y) {
      const Word* const c = from + y * stride;
      const Word *const n = c - stride, *const s = c + stride;
      Word* const out = to + y * stride;
#pragma omp simd
      for (std::int64_t i = 1; i <= words; ++i) {
        const Word nw = n[i] << 1 | n[i - 1] >> 63, ne = n[i] >> 1 | n[i + 1] << 63;
        const Word cw = c[i] << 1 | c[i - 1] >> 63, ce = c[i] >> 1 | c[i + 1] << 63;
        const Word sw = s[i] << 1 | s[i - 1] >> 63, se = s[i] >> 1 | s[i + 1] << 63;
        // Full adders: the rows above and below, the two cells beside, then all of them; 4 or more is one bit.
        const Word n1 = nw ^ n[i] ^ ne, n2 = (nw & n[i]) | (ne & (nw ^ n[i]));
        const Word s1 = sw ^ s[i] ^ se, s2 = (sw & s[i]) | (se & (sw ^ s[i]));
        const Word c1 = cw ^ ce, c2 = cw & ce;
        const Word ones = n1 ^ s1 ^ c1, carry = (n1 & s1) | (c1 & (n1 ^ s1));
        const Word sum = n2 ^ s2 ^ c2, four = (n2 & s2) | (c2 & (n2 ^ s2));
        out[i] = (sum ^ carry) & ~(four | (sum & carry)) & (ones | c[i]);
      }
      close_row(out);
    }
  }

  std::int64_t nx_, ny_, words_, stride_;
  Kokkos::View<Word*, Kokkos::HostSpace> now_, next_;
};

// A byte a cell; the ghosts stay dead, which costs a benchmark of dense cells nothing.
class PlainByteLife {
 public:
  PlainByteLife(std::int64_t nx, std::int64_t ny)
      : nx_(nx),
        ny_(ny),
        stride_((nx + 2 + 127) / 64 * 64),
        now_("plain", stride_ * (ny + 2)),
        next_("plain", stride_ * (ny + 2)) {}

  void soup(std::uint64_t seed) {
    for (std::int64_t y = 1; y <= ny_; ++y)
      for (std::int64_t x = 1; x <= nx_; ++x)
        now_(y * stride_ + x) = random_uniform(seed, static_cast<std::uint64_t>(y * stride_ + x)) < 0.375 ? 1 : 0;
  }

  void step(std::int64_t generations) {
    for (; generations > 0; --generations) {
      step_once();
      std::swap(now_, next_);
    }
  }

 private:
  void step_once() {
    const std::int64_t nx = nx_, stride = stride_;
    const std::uint8_t* const from = now_.data();
    std::uint8_t* const to = next_.data();
#pragma omp parallel for schedule(static)
    for (std::int64_t y = 1; y <= ny_; ++y) {
      const std::uint8_t* row = from + y * stride;
      std::uint8_t* out = to + y * stride;
#pragma omp simd
      for (std::int64_t x = 1; x <= nx; ++x) {
        const auto n =
            static_cast<std::uint8_t>(row[x - 1] + row[x + 1] + row[x - stride - 1] + row[x - stride] + row[x - stride + 1] +
                                      row[x + stride - 1] + row[x + stride] + row[x + stride + 1]);
        out[x] = static_cast<std::uint8_t>((n == 3) | (row[x] & (n == 2)));
      }
    }
  }

  std::int64_t nx_, ny_, stride_;
  Kokkos::View<std::uint8_t*, Kokkos::HostSpace> now_, next_;
};

}  // namespace hg::bench
