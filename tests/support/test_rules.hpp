#pragma once
// Rules that no wrong neighbour escapes: every offset has a weight of its own.
#include "engine/grid/random.hpp"
#include "engine/model/cell_model.hpp"

namespace hg_tests {

using hg::Near;
using hg::Where;

HG_FUNCTION constexpr std::uint32_t weight(int dx, int dy, int dz) {
  return static_cast<std::uint32_t>(hg::scrambled(static_cast<std::uint64_t>((dx + 8) * 289 + (dy + 8) * 17 + dz + 8))) | 1u;
}

struct RandomCells {
  using T = std::uint32_t;
  template <int Dim>
  HG_FUNCTION std::uint32_t operator()(const Where<Dim>& where) const {
    return static_cast<std::uint32_t>(hg::random_bits(where.seed, where.number()));
  }
};

// Every cell of the box counts, and the place and the step as well.
template <int Radius>
struct Hash {
  using Cell = std::uint32_t;
  static constexpr int radius = Radius;
  static constexpr auto shape = hg::Shape::Box;
  static constexpr auto fields = hg::fields("hash");

  HG_FUNCTION Cell operator()(Near<Cell, 2> u, Where<2> where) const {
    Cell sum = static_cast<Cell>(where.number() * 40503u + static_cast<std::uint64_t>(where.step) * 977u);
    for (int dy = -Radius; dy <= Radius; ++dy)
      for (int dx = -Radius; dx <= Radius; ++dx) sum += weight(dx, dy, 0) * u(dx, dy);
    return sum ^ (sum >> 15);
  }
  HG_FUNCTION Cell operator()(Near<Cell, 3> u, Where<3> where) const {
    Cell sum = static_cast<Cell>(where.number() * 40503u + static_cast<std::uint64_t>(where.step) * 977u);
    for (int dz = -Radius; dz <= Radius; ++dz)
      for (int dy = -Radius; dy <= Radius; ++dy)
        for (int dx = -Radius; dx <= Radius; ++dx) sum += weight(dx, dy, dz) * u(dx, dy, dz);
    return sum ^ (sum >> 15);
  }
};

// A star of doubles: other weights to each side, so that a swapped neighbour shows; bounded, so that 100 steps stay finite.
template <int Radius>
struct Cross {
  using Cell = double;
  static constexpr int radius = Radius;
  static constexpr auto shape = hg::Shape::Star;
  static constexpr auto fields = hg::fields("cross");

  HG_FUNCTION static constexpr double weight(int axis, int offset) { return 1.0 / (7 + 3 * axis + 2 * offset + Radius * 11); }
  template <int Dim>
  HG_FUNCTION double operator()(Near<double, Dim> u) const {
    double sum = 0.3 * u.here();
    for (int a = 0; a < Dim; ++a)
      for (int o = -Radius; o <= Radius; ++o)
        if (o != 0) sum += weight(a, o) * u.along(a, o);
    return sum;
  }
};

struct RandomReals {
  template <int Dim>
  HG_FUNCTION double operator()(const Where<Dim>& where) const {
    return hg::random_uniform(where.seed, where.number());
  }
};

// Two fields that drive each other.
struct Wave {
  float height, velocity;
  static constexpr auto fields = hg::fields("height", &Wave::height, "velocity", &Wave::velocity);
};
struct Membrane {
  using Cell = Wave;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Star;

  template <int Dim>
  HG_FUNCTION Wave operator()(Near<Wave, Dim> w) const {
    float pull = 0;
    for (int a = 0; a < Dim; ++a) pull += w.along(a, 1).height + w.along(a, -1).height - 2 * w.here().height;
    const float velocity = w.here().velocity + 0.1f * pull;
    return {w.here().height + velocity, velocity};
  }
};
struct RandomWave {
  template <int Dim>
  HG_FUNCTION Wave operator()(const Where<Dim>& where) const {
    return {static_cast<float>(hg::random_uniform(where.seed, where.number())),
            static_cast<float>(hg::random_uniform(where.seed + 1, where.number()))};
  }
};

}  // namespace hg_tests
