#include "kernels/pack.hpp"

#include "kernels/reduce.hpp"
#include "tests/catch.hpp"
#include "tests/support/kernel_memory.hpp"

#include <numeric>

namespace hg_tests {

using hg::Box;
using hg::Cells;

TEST_CASE("packing and unpacking are the box's cells, x fastest, and nothing else") {
  // Cells [-1, 9) x [2, 8) x [0, 4) with rows 12 apart; value = address.
  std::vector<int> memory(12 * 6 * 4);
  std::iota(memory.begin(), memory.end(), 0);
  const auto there = for_kernels(memory);
  const Cells<int, 3> cells{there.data(), {{-1, 2, 0}}, {{1, 12, 72}}};
  const Box<3> box{{{0, 4, 1}}, {{3, 6, 3}}};
  const auto packed = for_kernels(std::vector<int>(static_cast<std::size_t>(box.volume()), -1));
  hg::pack(cells, box, packed.data());
  const std::vector<int> buffer = values_of(packed);
  std::size_t i = 0;
  for (int z = 1; z < 3; ++z)
    for (int y = 4; y < 6; ++y)
      for (int x = 0; x < 3; ++x) CHECK(buffer[i++] == (x + 1) + 12 * (y - 2) + 72 * z);

  const auto unpacked = for_kernels(std::vector<int>(memory.size(), 7));
  hg::unpack(Cells<int, 3>{unpacked.data(), {{-1, 2, 0}}, {{1, 12, 72}}}, box, packed.data());
  const std::vector<int> other = values_of(unpacked);
  int changed = 0;
  for (std::size_t k = 0; k < other.size(); ++k) {
    if (other[k] == 7 && memory[k] != 7) continue;
    CHECK(other[k] == memory[k]);
    ++changed;
  }
  CHECK(changed >= 12);
}

TEST_CASE("fill sets a box; any_nonzero looks at a box alone") {
  const auto there = for_kernels(std::vector<double>(20 * 300, 0.0));
  const Cells<double, 2> cells{there.data(), {{0, 0}}, {{1, 20}}};
  hg::fill(cells, Box<2>{{{3, 100}}, {{5, 102}}}, 2.5);
  const std::vector<double> memory = values_of(there);
  CHECK(std::accumulate(memory.begin(), memory.end(), 0.0) == 10.0);
  CHECK(memory[100 * 20 + 4] == 2.5);
  CHECK(hg::any_nonzero(cells, Box<2>{{{0, 0}}, {{20, 300}}}));
  CHECK(hg::any_nonzero(cells, Box<2>{{{4, 101}}, {{5, 102}}}));
  CHECK_FALSE(hg::any_nonzero(cells, Box<2>{{{5, 0}}, {{20, 300}}}));
  CHECK_FALSE(hg::any_nonzero(cells, Box<2>{{{4, 101}}, {{4, 102}}}));
}

}  // namespace hg_tests
