#include "engine/grid/slab.hpp"

#include "tests/catch.hpp"

#include <set>

using hg::Box;
using hg::Index;

TEST_CASE("slabs cover a box once, in order, and keep to the limit") {
  const Box<3> box{{{2, 3, 1}}, {{9, 8, 5}}};
  for (const std::int64_t limit : {1, 3, 7, 8, 20, 35, 100, 1000}) {
    std::int64_t cells = 0;
    for_each_slab(box, limit, [&](const Box<3>& slab) {
      REQUIRE(slab.volume() <= std::max<std::int64_t>(limit, 1));
      REQUIRE(hg::intersection(slab, box) == slab);
      cells += slab.volume();
    });
    CHECK(cells == box.volume());
  }
  int visits = 0;
  for_each_slab(Box<3>{{{0, 0, 0}}, {{0, 4, 4}}}, 10, [&](const Box<3>&) { ++visits; });
  CHECK(visits == 0);
}

TEST_CASE("runs of a slab are its cells in the file, as long as they can be") {
  const Index<3> grid{{7, 5, 4}};
  for (const Box<3>& slab : {Box<3>{{{0, 0, 0}}, {{7, 5, 4}}}, Box<3>{{{0, 1, 2}}, {{7, 3, 3}}}, Box<3>{{{0, 0, 1}}, {{7, 5, 3}}},
                             Box<3>{{{2, 1, 0}}, {{6, 4, 2}}}, Box<3>{{{6, 4, 3}}, {{7, 5, 4}}}}) {
    std::set<std::int64_t> cells;
    std::int64_t runs = 0, next = 0;
    for_each_run(slab, grid, [&](std::int64_t first, std::int64_t at, std::int64_t count) {
      ++runs;
      REQUIRE(at == next);
      next += count;
      for (std::int64_t i = 0; i < count; ++i) cells.insert(first + i);
    });
    std::set<std::int64_t> expected;
    for (std::int64_t z = slab.lo[2]; z < slab.hi[2]; ++z)
      for (std::int64_t y = slab.lo[1]; y < slab.hi[1]; ++y)
        for (std::int64_t x = slab.lo[0]; x < slab.hi[0]; ++x) expected.insert((z * 5 + y) * 7 + x);
    CHECK(cells == expected);
    if (slab.extent(0) == 7 && slab.extent(1) == 5) CHECK(runs == 1);
  }
}
