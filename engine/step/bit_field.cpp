#include "engine/step/bit_field.hpp"

#include "kernels/base/jobs.hpp"
#include "kernels/bit_rows.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

namespace hg {

// Words in front of a row's first and behind its last vector of 8, for the halo; and around all of them, for reads that
// overshoot.
static constexpr std::int64_t lead = 8, trail = 8, around = 8;

std::int64_t BitField::pitch_of(const Box<2>& own) {
  const std::int64_t lines = (own.extent(0) + 511) / 512 + (lead + trail) / 8;
  // Rows of an even number of cache lines would compete for the same few places in the first-level cache.
  return (lines + (lines % 2 == 0 ? 1 : 0)) * 8;
}

std::int64_t BitField::bytes(const Box<2>& own, std::int64_t halo_rows) {
  return 2 * (pitch_of(own) * (own.extent(1) + halo_rows) + 2 * around + 8) * 8;
}

BitField::BitField(const Box<2>& own, std::int64_t rows_below, std::int64_t rows_above)
    : own_(own), rows_below_(rows_below), rows_above_(rows_above), pitch_(pitch_of(own)) {
  const std::int64_t rows = own.extent(1) + rows_below + rows_above;
  for (int level = 0; level < 2; ++level) {
    words_[level] = Kokkos::View<std::uint64_t*, Kokkos::HostSpace>(
        Kokkos::view_alloc("hg::bit_field_host", Kokkos::WithoutInitializing), static_cast<std::size_t>(bytes() / 16));
    std::uint64_t* words = words_[level].data();
    const std::int64_t shift = static_cast<std::int64_t>((64 - reinterpret_cast<std::uintptr_t>(words) % 64) % 64 / 8);
    std::uint64_t* rows_begin = words + shift + around;
    first_[level] = rows_begin + lead + rows_below * pitch_;
    std::fill(words, rows_begin, 0);
    std::fill(rows_begin + rows * pitch_, words + words_[level].extent(0), 0);
    // Written by the threads that will sweep them, in order, so that their pages lie near.
    const std::int64_t pieces = std::min<std::int64_t>(rows, host_threads());
    run_jobs("hg::bit_field", pieces, [=, this](std::int64_t piece, int) {
      std::fill(rows_begin + rows * piece / pieces * pitch_, rows_begin + rows * (piece + 1) / pieces * pitch_, 0);
    });
  }
}

static std::uint64_t low_bits(std::int64_t count) { return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1; }

std::uint64_t BitField::cells_at(const std::uint64_t* row, std::int64_t x, std::int64_t count) {
  const std::int64_t word = x >> 6, bit = x & 63;
  std::uint64_t out = row[word] >> bit;
  if (bit + count > 64) out |= row[word + 1] << (64 - bit);
  return out & low_bits(count);
}

void BitField::set_cells_at(std::uint64_t* row, std::int64_t x, std::int64_t count, std::uint64_t cells) {
  const std::int64_t word = x >> 6, bit = x & 63;
  const std::uint64_t mask = low_bits(count);
  cells &= mask;
  row[word] = (row[word] & ~(mask << bit)) | cells << bit;
  if (bit + count > 64) row[word + 1] = (row[word + 1] & ~(mask >> (64 - bit))) | cells >> (64 - bit);
}

// Below this many cells copying is over before other threads have woken up.
static constexpr std::int64_t few_cells = std::int64_t{1} << 22;

// Calls rows(first, end) for all rows of a box, on the threads where there are enough cells for them.
template <class Rows>
static void for_row_ranges(const Box<2>& box, const Rows& rows) {
  const std::int64_t height = box.extent(1);
  const std::int64_t pieces = box.volume() <= few_cells ? 1 : std::min<std::int64_t>(height, host_threads());
  run_jobs("hg::bit_field_rows", pieces, [=](std::int64_t piece, int) {
    rows(box.lo[1] + height * piece / pieces, box.lo[1] + height * (piece + 1) / pieces);
  });
}

void BitField::get_bits(const Box<2>& box, std::uint8_t* bits, std::int64_t row_bytes) const {
  const std::int64_t width = box.extent(0), x0 = box.lo[0] - own_.lo[0];
  for_row_ranges(box, [=, this](std::int64_t first, std::int64_t end) {
    for (std::int64_t y = first; y < end; ++y) {
      const std::uint64_t* from = now(y - own_.lo[1]);
      std::uint8_t* to = bits + (y - box.lo[1]) * row_bytes;
      // Whole words lie in memory as they do in a file where the machine's byte order is the file's.
      const std::int64_t words = std::endian::native == std::endian::little && x0 % 64 == 0 ? width / 64 : 0;
      std::memcpy(to, from + x0 / 64, static_cast<std::size_t>(8 * words));
      for (std::int64_t x = 64 * words; x < width; x += 64) {
        const std::int64_t count = std::min<std::int64_t>(64, width - x);
        const std::uint64_t word = cells_at(from, x0 + x, count);
        // Byte by byte, so that the file is the same on machines of either byte order.
        for (std::int64_t b = 0; b < (count + 7) / 8; ++b) to[x / 8 + b] = static_cast<std::uint8_t>(word >> (8 * b));
      }
    }
  });
}

void BitField::get_cells(const Box<2>& box, std::uint8_t* cells) const {
  const std::int64_t width = box.extent(0), x0 = box.lo[0] - own_.lo[0];
  for_row_ranges(box, [=, this](std::int64_t first, std::int64_t end) {
    std::uint8_t bits[64];
    for (std::int64_t y = first; y < end; ++y) {
      const std::uint64_t* from = now(y - own_.lo[1]);
      std::uint8_t* to = cells + (y - box.lo[1]) * width;
      for (std::int64_t x = 0; x < width; x += 512) {
        const std::int64_t count = std::min<std::int64_t>(512, width - x);
        for (std::int64_t w = 0; w < count; w += 64) {
          const std::uint64_t word = cells_at(from, x0 + x + w, std::min<std::int64_t>(64, count - w));
          for (int b = 0; b < 8; ++b) bits[w / 8 + b] = static_cast<std::uint8_t>(word >> (8 * b));
        }
        unpack_bits(bits, 0, count, to + x);
      }
    }
  });
}

void BitField::set_cells(const Box<2>& box, const std::uint8_t* cells) {
  const std::int64_t width = box.extent(0), x0 = box.lo[0] - own_.lo[0];
  for_row_ranges(box, [=, this](std::int64_t first, std::int64_t end) {
    for (std::int64_t y = first; y < end; ++y) {
      std::uint64_t* to = now(y - own_.lo[1]);
      const std::uint8_t* from = cells + (y - box.lo[1]) * width;
      for (std::int64_t x = 0; x < width; x += 64) {
        const std::int64_t count = std::min<std::int64_t>(64, width - x);
        set_cells_at(to, x0 + x, count, pack_word(from + x, count));
      }
    }
  });
}

}  // namespace hg
