// One pass of a rule over a box against loops written by hand; nothing outside the box is touched.
#include "kernels/sweep.hpp"

#include "engine/step/field.hpp"
#include "tests/catch.hpp"
#include "tests/support/kernel_memory.hpp"

#include <cmath>

namespace hg_tests {

using hg::Box;
using hg::Index;

struct Blur {
  using Cell = double;
  static constexpr int radius = 2;
  static constexpr auto shape = hg::Shape::Box;
  HG_FUNCTION double operator()(hg::Near<double, 2> u) const {
    return u(0, 0) + 2 * u(-2, 0) + 3 * u(2, 0) + 5 * u(0, -2) + 7 * u(0, 2) + 11 * u(-1, 2) + 13 * u(2, -1);
  }
};

struct Place {
  using Cell = double;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Star;
  HG_FUNCTION double operator()(hg::Near<double, 3> u, hg::Where<3> where) const {
    return u.here() + u.along(0, 1) + 2 * u.along(1, -1) + 3 * u.along(2, 1) + static_cast<double>(where.number()) +
           1000 * where.time + 1e6 * static_cast<double>(where.step);
  }
};

struct Pair {
  float a, b;
  static constexpr auto fields = hg::fields("a", &Pair::a, "b", &Pair::b);
};
struct Exchange {
  using Cell = Pair;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Star;
  HG_FUNCTION Pair operator()(hg::Near<Pair, 2> p) const { return {p(1, 0).b, p(0, -1).a - p(0, 0).b}; }
};

template <int Dim>
double number(const Index<Dim>& cell) {
  double out = 1;
  for (int a = 0; a < Dim; ++a) out = 31 * out + static_cast<double>(cell[a] * cell[a] % 17);
  return out;
}

TEST_CASE("a sweep reads every offset and writes its box alone") {
  for (const auto& [width, height] : {std::pair{9, 7}, {1, 30}, {300, 40}, {5000, 3}}) {
    const Box<2> memory{{{-2, -2}}, {{width + 2, height + 2}}}, box{{{0, 1}}, {{width, height}}};
    hg::Field<double, 2, 1> field(memory.grown(-2), memory);
    const auto &in = field.now().field[0], &out = field.next().field[0];
    set_cells(in, memory, number<2>);
    hg::sweep(hg::SweepRow<Blur, 2>{Blur{}, {}, field.now(), field.next()}, box);
    HostCells<double, 2> swept(out, memory);
    int wrong = 0;
    for_cells(memory, [&](const Index<2>& cell) {
      const auto at = [&](int dx, int dy) { return number(Index<2>{{cell[0] + dx, cell[1] + dy}}); };
      const double expected =
          at(0, 0) + 2 * at(-2, 0) + 3 * at(2, 0) + 5 * at(0, -2) + 7 * at(0, 2) + 11 * at(-1, 2) + 13 * at(2, -1);
      const double found = swept[cell];
      wrong += (box.contains(cell) ? found != expected : !std::isnan(found)) ? 1 : 0;
    });
    CHECK(wrong == 0);
  }
}

TEST_CASE("a rule is told where and when it is, beyond a periodic seam too") {
  const Box<3> grid{{}, {{6, 5, 4}}}, memory = grid.grown(2), box = grid.grown(1);
  hg::Field<double, 3, 1> field(grid, memory);
  set_cells(field.now().field[0], memory, number<3>);
  hg::Moment<3> moment{};
  moment.size = grid.hi;
  moment.step = 3;
  moment.time = 0.75;
  hg::sweep(hg::SweepRow<Place, 3>{Place{}, moment, field.now(), field.next()}, box);
  HostCells<double, 3> found(field.next().field[0], box);
  int wrong = 0;
  for_cells(box, [&](const Index<3>& cell) {
    Index<3> home;
    for (int a = 0; a < 3; ++a) home[a] = (cell[a] + grid.hi[a]) % grid.hi[a];
    const auto at = [&](int dx, int dy, int dz) { return number(Index<3>{{cell[0] + dx, cell[1] + dy, cell[2] + dz}}); };
    const double expected = at(0, 0, 0) + at(1, 0, 0) + 2 * at(0, -1, 0) + 3 * at(0, 0, 1) +
                            static_cast<double>((home[2] * 5 + home[1]) * 6 + home[0]) + 1000 * 0.75 + 1e6 * 3;
    wrong += found[cell] != expected ? 1 : 0;
  });
  CHECK(wrong == 0);
}

TEST_CASE("two fields are read and written side by side") {
  const Box<2> box{{}, {{20, 6}}};
  hg::Field<float, 2, 2> field(box, box.grown(1));
  for (int f = 0; f < 2; ++f)
    set_cells(field.now().field[f], box.grown(1),
              [&](const Index<2>& cell) { return static_cast<float>(number(cell)) + static_cast<float>(f) / 2; });
  hg::sweep(hg::SweepRow<Exchange, 2>{Exchange{}, {}, field.now(), field.next()}, box);
  HostCells<float, 2> a(field.now().field[0], box.grown(1)), b(field.now().field[1], box.grown(1));
  HostCells<float, 2> next_a(field.next().field[0], box), next_b(field.next().field[1], box);
  int wrong = 0;
  for_cells(box, [&](const Index<2>& cell) {
    wrong += next_a[cell] != b[{{cell[0] + 1, cell[1]}}] ? 1 : 0;
    wrong += next_b[cell] != a[{{cell[0], cell[1] - 1}}] - b[cell] ? 1 : 0;
  });
  CHECK(wrong == 0);
}

struct Numbered {
  template <int Dim>
  HG_FUNCTION double operator()(const hg::Where<Dim>& where) const {
    return static_cast<double>(where.number()) + where.position(0);
  }
};

TEST_CASE("the first cells are a function of Where") {
  const Box<2> own{{{10, 4}}, {{25, 9}}};
  hg::Field<double, 2, 1> field(own, own.grown(1));
  hg::Moment<2> moment{};
  moment.size = {{40, 20}};
  moment.spacing[0] = 0.5;
  moment.origin[0] = -3;
  hg::set_initial(hg::InitialRow<Numbered, double, 2>{Numbered{}, moment, field.now()}, own);
  HostCells<double, 2> set(field.now().field[0], own.grown(1));
  int wrong = 0;
  for_cells(own.grown(1), [&](const Index<2>& cell) {
    const double expected = static_cast<double>(cell[1] * 40 + cell[0]) - 3 + (static_cast<double>(cell[0]) + 0.5) * 0.5;
    const double found = set[cell];
    wrong += (own.contains(cell) ? found != expected : !std::isnan(found)) ? 1 : 0;
  });
  CHECK(wrong == 0);
}

}  // namespace hg_tests
