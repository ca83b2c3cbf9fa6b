#include <halogrid/halogrid.hpp>

namespace plain_life {
struct Life {
  using Cell = std::uint8_t;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Box;
  HG_FUNCTION Cell operator()(hg::Near<Cell, 2> c) const {
    const int n = c(-1, -1) + c(0, -1) + c(1, -1) + c(-1, 0) + c(1, 0) + c(-1, 1) + c(0, 1) + c(1, 1);
    return n == 3 || (n == 2 && c(0, 0) == 1) ? 1 : 0;
  }
};
struct Soup {
  double density;
  HG_FUNCTION std::uint8_t operator()(const hg::Where<2>& where) const {
    return hg::random_uniform(where.seed, where.number()) < density ? 1 : 0;
  }
};
static hg::Model make(hg::Parameters& input) {
  return hg::model(Life{}, Soup{input.real("density", 0.35, "", {0, 1}, "share of live cells at the start")}).counts_population();
}
const hg::Register simulation{"plain_life", "Conway's Game of Life from a random soup", make};
}  // namespace plain_life
