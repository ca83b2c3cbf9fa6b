#include "kernels/base/box.hpp"

#include "tests/catch.hpp"

using hg::Box;
using hg::Index;

TEST_CASE("a box counts its cells and rows in 64 bits") {
  const Box<3> box{{{0, 0, 0}}, {{1 << 20, 1 << 12, 3}}};
  CHECK(box.volume() == (std::int64_t{3} << 32));
  CHECK(box.rows() == 3 << 12);
  CHECK(box.row_start((1 << 12) + 5) == Index<3>{{0, 5, 1}});
  CHECK(Box<2>{{{3, 3}}, {{3, 9}}}.empty());
  CHECK(Box<2>{{{5, 3}}, {{3, 9}}}.volume() == 0);
}

TEST_CASE("the difference of two boxes holds every cell once") {
  const Box<2> whole{{{-2, -1}}, {{5, 6}}};
  for (std::int64_t x0 = -4; x0 < 7; ++x0)
    for (std::int64_t x1 = x0; x1 < 7; ++x1) {
      const Box<2> inner{{{x0, -1}}, {{x1, 4}}};
      const auto parts = hg::difference(whole, inner);
      for (std::int64_t y = -1; y < 6; ++y)
        for (std::int64_t x = -2; x < 5; ++x) {
          int count = inner.contains({{x, y}}) ? 1 : 0;
          for (const auto& part : parts) count += part.contains({{x, y}});
          REQUIRE(count == 1);
        }
    }
}

TEST_CASE("intersections of disjoint boxes are empty, not negative") {
  const auto none = hg::intersection(Box<2>{{{0, 0}}, {{2, 2}}}, Box<2>{{{5, 5}}, {{9, 9}}});
  CHECK(none.empty());
  CHECK(none.extent(0) == 0);
}

TEST_CASE("2D boxes widen to one cell of thickness and come back") {
  const Box<2> box{{{1, 2}}, {{3, 4}}};
  CHECK(hg::widened(box) == Box<3>{{{1, 2, 0}}, {{3, 4, 1}}});
  CHECK(hg::narrowed<2>(hg::widened(box)) == box);
}
