// Counter-based random numbers: known values computed with another program, and the qualities that soups rely on.
#include "engine/grid/random.hpp"

#include "tests/catch.hpp"

#include <array>
#include <bit>
#include <set>

namespace hg_tests {

TEST_CASE("values computed independently") {
  CHECK(hg::random_bits(0x0u, 0x0u) == 0xa706dd2f4d197e6fu);
  CHECK(hg::random_bits(0x1u, 0x0u) == 0x5e41ab087439611eu);
  CHECK(hg::random_bits(0x1u, 0x1u) == 0xf18d6ce93d6cf1eeu);
  CHECK(hg::random_bits(0x1u, 0xba7a4u) == 0xc5e6842a35a588ceu);
  CHECK(hg::random_bits(0xffffffffffffffffu, 0xffffffffffffffffu) == 0x445018e305810b78u);
  CHECK(hg::random_bits(0x7u, 0x10000000000u) == 0x1cecbd853497774du);
  CHECK(hg::random_uniform(1, 0) == 0x1.7906ac21d0e58p-2);
}

TEST_CASE("it is a function of seed and number, known while compiling") {
  static_assert(hg::random_bits(3, 5) == hg::random_bits(3, 5));
  static_assert(hg::random_bits(3, 5) != hg::random_bits(5, 3));
}

TEST_CASE("uniform numbers lie in [0, 1) and fill it evenly") {
  constexpr int bins = 64, draws = 64000;
  std::array<int, bins> count = {};
  double sum = 0;
  for (std::uint64_t n = 0; n < draws; ++n) {
    const double value = hg::random_uniform(42, n);
    REQUIRE(value >= 0);
    REQUIRE(value < 1);
    ++count[static_cast<std::size_t>(value * bins)];
    sum += value;
  }
  CHECK(sum / draws == Approx(0.5).margin(0.005));
  double chi2 = 0;
  const double expected = static_cast<double>(draws) / bins;
  for (const int c : count) chi2 += (c - expected) * (c - expected) / expected;
  CHECK(chi2 < 110);  // 63 degrees of freedom: more has a chance of 1 in 4000
  CHECK(chi2 > 30);
}

TEST_CASE("neighbouring cells, seeds and far away cells do not repeat each other") {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 20; ++seed)
    for (std::uint64_t n = 0; n < 200; ++n) seen.insert(hg::random_bits(seed, n));
  for (std::uint64_t n = 0; n < 200; ++n) seen.insert(hg::random_bits(0, (std::uint64_t{1} << 32) + n));
  CHECK(seen.size() == 20 * 200 + 200);
}

TEST_CASE("one bit of the seed or the number changes about half of the bits") {
  int flips = 0;
  for (int bit = 0; bit < 64; ++bit) {
    flips += std::popcount(hg::random_bits(7, 1000) ^ hg::random_bits(7, 1000 ^ (std::uint64_t{1} << bit)));
    flips += std::popcount(hg::random_bits(7, 1000) ^ hg::random_bits(7 ^ (std::uint64_t{1} << bit), 1000));
  }
  CHECK(flips / 128.0 == Approx(32).margin(2));
}

}  // namespace hg_tests
