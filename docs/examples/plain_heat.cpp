#include <halogrid/halogrid.hpp>

namespace plain_heat {
struct Heat {
  using Cell = double;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Star;
  static constexpr auto fields = hg::fields("temperature");
  double k;  // alpha * dt / dx^2, no unit
  HG_FUNCTION double operator()(hg::Near<double, 2> u) const {
    return u(0, 0) + k * (u(1, 0) + u(-1, 0) + u(0, 1) + u(0, -1) - 4 * u(0, 0));
  }
};
struct HotSpot {
  HG_FUNCTION double operator()(const hg::Where<2>& where) const {
    return where.cell[0] == where.size[0] / 2 && where.cell[1] == where.size[1] / 2 ? 1.0 : 0.0;
  }
};
static hg::Model make(hg::Parameters& input) {
  return hg::model(Heat{input.real("k", 0.2, "", {0, 0.25}, "alpha * dt / dx^2")}, HotSpot{});
}
const hg::Register simulation{"plain_heat", "explicit heat equation", make};
}  // namespace plain_heat
