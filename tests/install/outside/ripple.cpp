// A simulation that halogrid does not know: integer ripples, each cell the parity of its neighbours' sum.
#include "engine/registry.hpp"  // as in version 0.1

namespace ripple {

struct Ripple {
  using Cell = std::uint8_t;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Box;
  static constexpr auto fields = hg::fields("parity");
  HG_FUNCTION std::uint8_t operator()(hg::Near<std::uint8_t, 2> u) const {
    return (u(1, 1) + u(-1, -1) + u(1, -1) + u(-1, 1)) & 1;
  }
};

struct Drop {
  HG_FUNCTION std::uint8_t operator()(const hg::Where<2>& where) const { return where.cell[0] == 20 && where.cell[1] == 9; }
};

static hg::Model make(hg::Parameters&) { return hg::model(Ripple{}, Drop{}); }

const hg::Register simulation{"ripple", "parity of the diagonal neighbours", make};

}  // namespace ripple
