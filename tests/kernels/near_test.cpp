#include "kernels/near.hpp"

#include "tests/catch.hpp"
#include "tests/support/test_rules.hpp"

namespace hg_tests {

struct NoFields {
  using Cell = double;
  double operator()(hg::Near<double, 3>) const;
};

TEST_CASE("offsets are counted from the cell, x fastest") {
  double cells[60];
  for (int i = 0; i < 60; ++i) cells[i] = i;
  const double* rows[1] = {cells};
  const hg::Near<double, 3> near(rows, {{1, 5, 20}}, 27, {1, hg::Shape::Box});
  CHECK(near(0, 0, 0) == 27);
  CHECK(near(1, 0, 0) == 28);
  CHECK(near(-1, 1, 0) == 31);
  CHECK(near(0, -1, 1) == 42);
  CHECK(near.here() == 27);
  CHECK(near.along(1, -1) == 22);
  CHECK(near.along(2, 1) == 47);
}

TEST_CASE("a struct cell is gathered from one array a member, and scattered") {
  float heights[9], velocities[9];
  for (int i = 0; i < 9; ++i) {
    heights[i] = static_cast<float>(i);
    velocities[i] = static_cast<float>(100 + i);
  }
  const float* rows[2] = {heights, velocities};
  const hg::Near<Wave, 2> near(rows, {{1, 3}}, 4, {1, hg::Shape::Box});
  CHECK(near(1, -1).height == 2);
  CHECK(near(-1, 1).velocity == 106);
  float* out[2] = {heights, velocities};
  hg::CellTraits<Wave>::store(out, 8, Wave{-1, -2});
  CHECK(heights[8] == -1);
  CHECK(velocities[8] == -2);
}

TEST_CASE("where a cell lies") {
  hg::Where<3> where{};
  where.size = {{7, 5, 3}};
  where.cell = {{2, 4, 1}};
  where.spacing[1] = 0.5;
  where.origin[1] = 10;
  CHECK(where.number() == 2 + 7 * (4 + 5 * 1));
  CHECK(where.position(1) == 12.25);
}

TEST_CASE("the dimensions of a rule follow from its call operator") {
  CHECK(hg::works_in<Hash<1>, 2>);
  CHECK(hg::takes_where<Hash<1>, 3>);
  CHECK(hg::works_in<Cross<1>, 3>);
  CHECK_FALSE(hg::takes_where<Cross<1>, 2>);
  CHECK_FALSE(hg::works_in<NoFields, 2>);
  CHECK(hg::works_in<NoFields, 3>);
}

}  // namespace hg_tests
