#include "kernels/bit_rows.hpp"

#include "kernels/pack_bit_rows.hpp"
#include "tests/catch.hpp"

#include <random>
#include <vector>

// A row of cells, and its bytes bit by bit as docs/format.md has them.
struct BitRow {
  std::vector<std::uint8_t> cells, bytes;
};

static BitRow random_row(std::mt19937& random, std::int64_t width) {
  BitRow out;
  out.bytes.assign(static_cast<std::size_t>(width / 8 + (width % 8 != 0 ? 1 : 0)), 0);
  for (std::int64_t x = 0; x < width; ++x) {
    const bool live = random() % 3 == 0;
    out.cells.push_back(live);
    if (live) out.bytes[static_cast<std::size_t>(x / 8)] |= static_cast<std::uint8_t>(1u << (x % 8));
  }
  return out;
}

TEST_CASE("every width is packed into its bytes, and nothing behind them is touched") {
  std::mt19937 random(7);
  for (std::int64_t width = 1; width < 300; ++width) {
    const BitRow row = random_row(random, width);
    CHECK(hg::bit_row_bytes(width) == static_cast<std::int64_t>(row.bytes.size()));
    std::vector<std::uint8_t> bytes(row.bytes.size() + 1, 0xa5);
    hg::pack_bits(row.cells.data(), width, bytes.data());
    CHECK(bytes.back() == 0xa5);
    bytes.pop_back();
    CHECK(bytes == row.bytes);
  }
}

TEST_CASE("any part of a row is unpacked, from any bit on") {
  std::mt19937 random(8);
  const std::int64_t width = 203;
  const BitRow row = random_row(random, width);
  for (std::int64_t first = 0; first < width; first += first < 20 ? 1 : 11)
    for (std::int64_t count = 0; first + count <= width; ++count) {
      std::vector<std::uint8_t> cells(static_cast<std::size_t>(count) + 1, 9);
      hg::unpack_bits(row.bytes.data(), first, count, cells.data());
      REQUIRE(cells.back() == 9);
      REQUIRE(std::equal(cells.begin(), cells.end() - 1, row.cells.begin() + first));
    }
}

TEST_CASE("rows are packed into rows further apart, few and many") {
  std::mt19937 random(9);
  for (const std::int64_t rows : {3, 500}) {
    const std::int64_t width = 77, row_bytes = 13;
    std::vector<std::uint8_t> cells, expected;
    for (std::int64_t r = 0; r < rows; ++r) {
      const BitRow row = random_row(random, width);
      cells.insert(cells.end(), row.cells.begin(), row.cells.end());
      expected.insert(expected.end(), row.bytes.begin(), row.bytes.end());
      expected.insert(expected.end(), {1, 2, 3});
    }
    std::vector<std::uint8_t> bits = expected;
    for (std::size_t i = 0; i < bits.size(); ++i)
      if (i % 13 < 10) bits[i] = 0xff;
    hg::pack_bit_rows(cells.data(), rows, width, bits.data(), row_bytes);
    CHECK(bits == expected);
  }
}

TEST_CASE("a bit beyond the last cell is found in its row") {
  std::vector<std::uint8_t> bits(5 * 2, 0);
  bits[1] = bits[7] = 0x07;
  CHECK(hg::first_padded_row(bits.data(), 5, 11) == -1);
  bits[7] = 0x08;
  CHECK(hg::first_padded_row(bits.data(), 5, 11) == 3);
  CHECK(hg::first_padded_row(bits.data(), 5, 12) == -1);
  bits.assign(10, 0xff);
  CHECK(hg::first_padded_row(bits.data(), 5, 16) == -1);
}
