#include "engine/files/packed_cells.hpp"

#include "tests/catch.hpp"
#include "tests/support/synthetic_simulation.hpp"

#include <random>
#include <vector>

using hg::Box;
using hg::Index;

// The array of bytes of a whole grid, bit by bit; reads boxes of it and keeps the largest.
struct PackedArray {
  explicit PackedArray(const Index<3>& grid) : size(grid), row_bytes((grid[0] + 7) / 8) {
    bytes.assign(static_cast<std::size_t>(row_bytes * size[1] * size[2]), 0);
    for (std::int64_t z = 0; z < size[2]; ++z)
      for (std::int64_t y = 0; y < size[1]; ++y)
        for (std::int64_t x = 0; x < size[0]; ++x)
          if (hg_tests::synthetic_state({{x, y, z}}, 0) != 0) at(x / 8, y, z) |= static_cast<std::uint8_t>(1 << x % 8);
  }
  std::uint8_t& at(std::int64_t b, std::int64_t y, std::int64_t z) {
    return bytes[static_cast<std::size_t>((z * size[1] + y) * row_bytes + b)];
  }
  hg::ReadBytes read() {
    return [this](const Box<3>& box, std::uint8_t* to) {
      largest = std::max(largest, box.volume());
      for (std::int64_t z = box.lo[2]; z < box.hi[2]; ++z)
        for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
          for (std::int64_t b = box.lo[0]; b < box.hi[0]; ++b) *to++ = at(b, y, z);
    };
  }
  Index<3> size;
  std::int64_t row_bytes, largest = 0;
  std::vector<std::uint8_t> bytes;
};

static std::vector<std::uint8_t> expected_cells(const Box<3>& box) {
  std::vector<std::uint8_t> out;
  for (std::int64_t z = box.lo[2]; z < box.hi[2]; ++z)
    for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
      for (std::int64_t x = box.lo[0]; x < box.hi[0]; ++x) out.push_back(hg_tests::synthetic_state({{x, y, z}}, 0));
  return out;
}

TEST_CASE("boxes of cells and of the bytes that hold them") {
  CHECK(hg::packed_box({{{0, 1, 0}}, {{1, 2, 1}}}) == Box<3>{{{0, 1, 0}}, {{1, 2, 1}}});
  CHECK(hg::packed_box({{{7, 1, 0}}, {{9, 2, 1}}}) == Box<3>{{{0, 1, 0}}, {{2, 2, 1}}});
  CHECK(hg::packed_box({{{64, 3, 5}}, {{128, 9, 6}}}) == Box<3>{{{8, 3, 5}}, {{16, 9, 6}}});
  CHECK(hg::packed_cells({{{8, 3, 5}}, {{16, 9, 6}}}, {{127, 9, 9}}) == Box<3>{{{64, 3, 5}}, {{127, 9, 6}}});
  CHECK(hg::packed_cells({{{0, 0, 0}}, {{2, 9, 6}}}, {{127, 9, 9}}) == Box<3>{{{0, 0, 0}}, {{16, 9, 6}}});
}

TEST_CASE("any box of any grid comes back cell by cell") {
  std::mt19937 random(3);
  for (const Index<3>& size : {Index<3>{{1, 1, 1}}, Index<3>{{9, 30, 1}}, Index<3>{{64, 7, 1}}, Index<3>{{331, 45, 1}},
                               Index<3>{{75, 6, 5}}, Index<3>{{40, 3, 30}}}) {
    PackedArray array(size);
    for (int trial = 0; trial < 200; ++trial) {
      Box<3> box{{}, size};
      for (int a = 0; a < 3 && trial > 0; ++a) {
        box.lo[a] = static_cast<std::int64_t>(random()) % size[a];
        box.hi[a] = box.lo[a] + 1 + static_cast<std::int64_t>(random()) % (size[a] - box.lo[a]);
      }
      std::vector<std::uint8_t> cells(static_cast<std::size_t>(box.volume()), 9);
      hg::unpack_box(size, box, array.read(), cells.data());
      REQUIRE(cells == expected_cells(box));
    }
  }
}

TEST_CASE("rows of more than the buffer are read in parts") {
  const Index<3> size{{8 * 600 * 1024 + 3, 2, 1}};
  PackedArray array(size);
  const Box<3> box{{{5, 0, 0}}, {{size[0], 2, 1}}};
  std::vector<std::uint8_t> cells(static_cast<std::size_t>(box.volume()));
  hg::unpack_box(size, box, array.read(), cells.data());
  CHECK((cells == expected_cells(box)));
  CHECK(array.largest <= 512 * 1024);
}

TEST_CASE("a bit beyond the last cell is an error with its row, where it was read") {
  const Index<3> size{{21, 4, 3}};
  PackedArray array(size);
  array.at(2, 1, 2) |= 0x20;
  std::vector<std::uint8_t> cells(21 * 4 * 3);
  CHECK_THROWS_WITH(hg::unpack_box(size, {{}, size}, array.read(), cells.data()), "has a bit beyond the last cell of row 9");
  CHECK_NOTHROW(hg::unpack_box(size, {{}, {{16, 4, 3}}}, array.read(), cells.data()));
  CHECK_NOTHROW(hg::unpack_box(size, {{}, {{21, 4, 2}}}, array.read(), cells.data()));
}
