// The benchmark's yardstick of life is Life: every width around a word's, and tori narrower than the neighbourhood, against a
// table of neighbours.
#include "bench/micro/plain_life.hpp"

#include "tests/catch.hpp"
#include "tests/support/reference.hpp"

namespace hg_tests {

static std::vector<int> evolved(const std::vector<int>& cells, Line nx, Line ny) {
  std::vector<int> out(cells.size());
  const auto at = [&](Line x, Line y) { return cells[static_cast<std::size_t>((y + ny) % ny * nx + (x + nx) % nx)]; };
  for (Line y = 0; y < ny; ++y)
    for (Line x = 0; x < nx; ++x) {
      const int n = at(x - 1, y - 1) + at(x, y - 1) + at(x + 1, y - 1) + at(x - 1, y) + at(x + 1, y) + at(x - 1, y + 1) +
                    at(x, y + 1) + at(x + 1, y + 1);
      out[static_cast<std::size_t>(y * nx + x)] = n == 3 || (n == 2 && at(x, y) == 1) ? 1 : 0;
    }
  return out;
}

TEST_CASE("the plain bit-packed loop steps Life on a torus of any size") {
  Dice dice{5};
  for (const Line nx : {1, 2, 3, 31, 63, 64, 65, 127, 128, 129, 192, 200})
    for (const Line ny : {1, 2, 3, 17, 40}) {
      hg::bench::PlainLife plain(nx, ny);
      std::vector<int> cells(static_cast<std::size_t>(nx * ny));
      for (Line y = 0; y < ny; ++y)
        for (Line x = 0; x < nx; ++x) {
          const bool live = dice.between(0, 99) < 38;
          plain.set(x, y, live);
          cells[static_cast<std::size_t>(y * nx + x)] = live ? 1 : 0;
        }
      for (int round = 0; round < 4; ++round) {
        for (Line y = 0; y < ny; ++y)
          for (Line x = 0; x < nx; ++x) {
            INFO(nx << " x " << ny << ", round " << round << ", cell " << x << ", " << y);
            REQUIRE(plain.live(x, y) == (cells[static_cast<std::size_t>(y * nx + x)] == 1));
          }
        plain.step(3);
        for (int generation = 0; generation < 3; ++generation) cells = evolved(cells, nx, ny);
      }
    }
}

TEST_CASE("the soup has 3 of 8 cells alive") {
  hg::bench::PlainLife plain(500, 400);
  plain.soup(1);
  Line live = 0;
  for (Line y = 0; y < 400; ++y)
    for (Line x = 0; x < 500; ++x) live += plain.live(x, y) ? 1 : 0;
  CHECK(static_cast<double>(live) / 200000 == Approx(0.375).margin(0.005));
}

}  // namespace hg_tests
