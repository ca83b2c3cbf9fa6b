// Heat conduction, explicit in time: du/dt = alpha * (d2u/dx2 + d2u/dy2 [+ d2u/dz2]), second-order differences, forward Euler.
#include <halogrid/halogrid.hpp>

#include <cmath>

namespace heat {

template <class Real>
struct Heat {
  using Cell = Real;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Star;
  static constexpr auto fields = hg::fields("temperature");

  Real k[3];  // alpha * dt / spacing^2 per axis, no unit

  template <int Dim>
  HG_FUNCTION Real operator()(hg::Near<Real, Dim> u) const {
    Real change = 0;
    for (int axis = 0; axis < Dim; ++axis) change += k[axis] * (u.along(axis, 1) + u.along(axis, -1) - 2 * u.here());
    return u.here() + change;
  }
};

// The starting temperature: 1 at its warmest, by the shape's name.
struct Start {
  enum class Kind { gauss, sine, half, random } kind;

  template <int Dim>
  HG_FUNCTION double operator()(const hg::Where<Dim>& where) const {
    if (kind == Kind::random) return hg::random_uniform(where.seed, where.number());
    if (kind == Kind::half) return 2 * where.cell[0] < where.size[0] ? 1.0 : 0.0;
    double distance2 = 0, product = 1, shortest = 0;
    for (int axis = 0; axis < Dim; ++axis) {
      const double length = static_cast<double>(where.size[axis]) * where.spacing[axis];
      const double x = where.position(axis) - where.origin[axis];
      if (axis == 0 || length < shortest) shortest = length;
      distance2 += (x - length / 2) * (x - length / 2);
      product *= hg::math::sin(2 * 3.14159265358979323846 * x / length);
    }
    const double width = shortest / 10;
    return kind == Kind::sine ? product : hg::math::exp(-distance2 / (2 * width * width));
  }
};

template <class Real>
static hg::Model model_of(const double* k, Start start) {
  return hg::model(Heat<Real>{{static_cast<Real>(k[0]), static_cast<Real>(k[1]), static_cast<Real>(k[2])}}, start);
}

static hg::Model make(hg::Parameters& input) {
  const double alpha = input.real("alpha", 1.0, "m^2/s", hg::positive, "thermal diffusivity");
  const auto asked = input.real_or("dt", "auto", "s", hg::positive, "time step; auto takes 90 % of the stability limit");
  const std::string shape =
      input.choice("initial", "gauss", {"gauss", "sine", "half", "random"}, "starting temperature, at most 1");

  double curvature = 0;
  for (std::size_t axis = 0; axis < static_cast<std::size_t>(input.grid().dimension); ++axis)
    curvature += 1 / (input.grid().spacing[axis] * input.grid().spacing[axis]);
  const double limit = 1 / (2 * alpha * curvature);
  const double dt = asked.value_or(0.9 * limit);
  if (dt > limit)
    input.fail("dt",
               fmt::format("heat.dt = {:g} s exceeds the stability limit {:g} s (dx = {:g} m, alpha = {:g} m^2/s)", dt, limit,
                           input.grid().spacing[0], alpha),
               "dt = \"auto\" takes 90 % of the limit");
  input.resolve("dt", dt);

  double k[3];
  for (std::size_t axis = 0; axis < 3; ++axis) k[axis] = alpha * dt / (input.grid().spacing[axis] * input.grid().spacing[axis]);
  const Start start{shape == "gauss"  ? Start::Kind::gauss
                    : shape == "sine" ? Start::Kind::sine
                    : shape == "half" ? Start::Kind::half
                                      : Start::Kind::random};
  return (input.single_precision() ? model_of<float>(k, start) : model_of<double>(k, start)).time_step(dt);
}

const hg::Register simulation{"heat", "heat conduction in 2D or 3D (explicit Euler)", make};

}  // namespace heat
