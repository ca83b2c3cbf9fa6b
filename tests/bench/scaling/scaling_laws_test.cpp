#include "bench/scaling/scaling_laws.hpp"

#include "tests/catch.hpp"

using namespace hg::bench;

namespace hg_tests {

TEST_CASE("serial fractions of one point, by hand") {
  // 4 workers, 2.5 times as fast: (1/2.5 - 1/4) / (3/4) = 0.15 / 0.75.
  CHECK(*karp_flatt_fraction({4, 2.5}) == Approx(0.2));
  CHECK(*karp_flatt_fraction({8, 8}) == Approx(0).margin(1e-15));
  CHECK(*karp_flatt_fraction({2, 1}) == Approx(1));
  CHECK(*karp_flatt_fraction({2, 2.5}) == Approx(-0.2));
  CHECK_FALSE(karp_flatt_fraction({1, 1}));
  // 10 workers do 9.1 times as much: (10 - 9.1) / 9.
  CHECK(*gustafson_fraction({10, 9.1}) == Approx(0.1));
  CHECK_FALSE(gustafson_fraction({1, 1}));
  CHECK(efficiency({4, 3}) == 0.75);
}

TEST_CASE("points that keep a law give its fraction back") {
  std::vector<SpeedUp> amdahl, gustafson;
  for (const double p : {1, 2, 4, 8, 16}) {
    amdahl.push_back({p, 1 / (0.05 + 0.95 / p)});
    gustafson.push_back({p, p - 0.03 * (p - 1)});
  }
  CHECK(*fitted_amdahl_fraction(amdahl) == Approx(0.05));
  CHECK(*fitted_gustafson_fraction(gustafson) == Approx(0.03));
}

TEST_CASE("points off the law: least squares by hand") {
  // x = 1 - 1/p: 0.5 and 0.75; y = 1/S - 1/p: 0.6 - 0.5 and 0.35 - 0.25. f = (0.05 + 0.075) / (0.25 + 0.5625).
  CHECK(*fitted_amdahl_fraction({{1, 1}, {2, 1 / 0.6}, {4, 1 / 0.35}}) == Approx(0.125 / 0.8125));
  // x = p - 1: 1 and 3; y = p - S: 0.2 and 0.3. f = (0.2 + 0.9) / 10.
  CHECK(*fitted_gustafson_fraction({{1, 1}, {2, 1.8}, {4, 3.7}}) == Approx(0.11));
  CHECK_FALSE(fitted_amdahl_fraction({{1, 1}}));
  CHECK_FALSE(fitted_gustafson_fraction({}));
}

}  // namespace hg_tests
