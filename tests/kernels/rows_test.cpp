// Loops over rows reach every cell of a box once, however few or long its rows are.
#include "kernels/rows.hpp"

#include "tests/catch.hpp"
#include "tests/support/kernel_memory.hpp"

namespace hg_tests {

using hg::Box;
using hg::Index;

// Counts visits of cells of a box at the origin.
template <int Dim>
struct CountRow {
  Box<Dim> box;
  int* visits;

  HG_FUNCTION void operator()(const Index<Dim>& start, std::int64_t count) const {
    std::int64_t number = 0;
    for (int a = Dim - 1; a >= 0; --a) number = number * box.extent(a) + start[a] - box.lo[a];
    for (std::int64_t i = 0; i < count; ++i) ++visits[number + i];
  }
};

template <int Dim>
void require_each_once(const Box<Dim>& box) {
  const auto counted = for_kernels(std::vector<int>(static_cast<std::size_t>(box.volume()) + 1, 0));
  hg::for_rows("hg::count", box, CountRow<Dim>{box, counted.data()});
  const std::vector<int> visits = values_of(counted);
  for (std::int64_t i = 0; i < box.volume(); ++i) REQUIRE(visits[static_cast<std::size_t>(i)] == 1);
  CHECK(visits.back() == 0);
}

TEST_CASE("every cell of a box is visited once") {
  require_each_once(Box<2>{{{0, 0}}, {{1, 1}}});
  require_each_once(Box<2>{{{-3, 5}}, {{40, 60}}});
  require_each_once(Box<2>{{{0, 0}}, {{1, 9001}}});    // many rows of one cell
  require_each_once(Box<2>{{{7, -1}}, {{50008, 0}}});  // one row, cut into pieces
  require_each_once(Box<2>{{{0, 0}}, {{8191, 3}}});
  require_each_once(Box<3>{{{1, 2, 3}}, {{38, 43, 46}}});
  require_each_once(Box<2>{{{4, 4}}, {{4, 9}}});  // empty
}

TEST_CASE("pieces of a row cover it without overlap") {
  for (const std::int64_t width : {1, 4095, 4096, 4097, 100000}) {
    const auto cut = hg::cut_rows(Box<2>{{{0, 0}}, {{width, 1}}});
    CHECK(cut.pieces * cut.length >= width);
    CHECK((cut.pieces - 1) * cut.length < width);
  }
}

}  // namespace hg_tests
