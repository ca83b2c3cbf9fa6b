// Seams: the drawings of Golly's help on bounded grids, cell by cell, and what follows from going round more than once.
#include "kernels/seam_rows.hpp"

#include "kernels/ghosts.hpp"
#include "tests/catch.hpp"
#include "tests/support/kernel_memory.hpp"

#include <string>

namespace hg_tests {

using hg::Seam;
using hg::seam_origin;

// A grid of the letters A, B, C... with one ring of ghosts, row by row.
static std::string ring(std::int64_t width, std::int64_t height, int axis, Seam seam) {
  const hg::Index<2> size{{width, height}};
  const auto there = for_kernels(std::vector<char>(static_cast<std::size_t>((width + 2) * (height + 2)), '?'));
  const hg::Cells<char, 2> cells{there.data(), {{-1, -1}}, {{1, width + 2}}};
  set_cells(cells, {{}, size}, [&](const hg::Index<2>& cell) { return 'A' + cell[1] * width + cell[0]; });
  hg::Box<2> valid{{}, size};
  for (int a = 0; a < 2; ++a) {
    hg::Box<2> low = valid, high = valid;
    low.hi[a] = --low.lo[a] + 1;
    high.lo[a] = high.hi[a]++;
    for (const auto& slab : {low, high})
      hg::fill_ghosts(
          hg::GhostRow<char, 2>{cells, hg::BoundaryKind::periodic, a, size[a], 0, a == axis ? seam : Seam{}, size[1 - a]}, slab);
    --valid.lo[a];
    ++valid.hi[a];
  }
  const std::vector<char> memory = values_of(there);
  std::string out;
  for (std::int64_t y = 0; y < height + 2; ++y) {
    const char* const row = memory.data() + y * (width + 2);
    out += (y == 0 ? "" : " ") + std::string(row, row + width + 2);
  }
  return out;
}

TEST_CASE("the drawings of Golly's help") {
  CHECK(ring(4, 3, 1, {}) == "LIJKLI DABCDA HEFGHE LIJKLI DABCDA");          // :T4,3
  CHECK(ring(4, 3, 1, {1, false}) == "KLIJKL DABCDA HEFGHE LIJKLI ABCDAB");  // :T4+1,3
  CHECK(ring(4, 3, 0, {1, false}) == "HIJKLA LABCDE DEFGHI HIJKLA LABCDE");  // :T4,3+1
  CHECK(ring(4, 3, 1, {0, true}) == "ILKJIL DABCDA HEFGHE LIJKLI ADCBAD");   // :K4*,3
  CHECK(ring(4, 3, 0, {0, true}) == "DIJKLA LABCDI HEFGHE DIJKLA LABCDI");   // :K4,3*
  // What the help draws for :K4*+1,3 and :K3,4*+1; the program joins them with a shift of -1.
  CHECK(ring(4, 3, 1, {1, true}) == "JILKJI DABCDA HEFGHE LIJKLI BADCBA");
  CHECK(ring(3, 4, 0, {1, true}) == "FJKLD CABCA LDEFJ IGHIG FJKLD CABCA");
}

TEST_CASE("a seam that moves nothing is a plain torus, and so is a shift by whole turns") {
  CHECK_FALSE(Seam{}.moves());
  CHECK(Seam{0, true}.moves());
  CHECK(ring(5, 4, 1, {5, false}) == ring(5, 4, 1, {}));
  CHECK(ring(5, 4, 0, {-8, false}) == ring(5, 4, 0, {}));
  CHECK(ring(5, 4, 1, {-7, false}) == ring(5, 4, 1, {3, false}));
  CHECK(ring(1, 4, 1, {0, true}) == ring(1, 4, 1, {}));
}

TEST_CASE("how often the ends of an axis are crossed") {
  const std::int64_t expected[] = {-3, -2, -2, -2, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2};  // positions -7 ... 6 of a line of 3
  for (std::int64_t i = -7; i <= 6; ++i) CHECK(hg::turns_of(i, 3) == expected[i + 7]);
  CHECK(hg::turns_of(-4, 1) == -4);
}

TEST_CASE("crossing there and back leads to the same cell, and several crossings are one after the other") {
  for (const std::int64_t size : {1, 2, 5, 8})
    for (const bool reversed : {false, true})
      for (std::int64_t shift = -11; shift <= 11; ++shift) {
        const Seam seam{shift, reversed};
        for (std::int64_t along = -3; along < size + 3; ++along) {
          const std::int64_t inside = ((along % size) + size) % size;
          REQUIRE(seam_origin(seam, along, 0, size) == inside);
          REQUIRE(seam_origin(seam, seam_origin(seam, along, 1, size), -1, size) == inside);
          std::int64_t walked = along;
          for (int turns = 1; turns <= 4; ++turns) {
            walked = seam_origin(seam, walked, 1, size);
            REQUIRE(seam_origin(seam, along, turns, size) == walked);
          }
        }
      }
}

TEST_CASE("rows are rewritten as they look from the other side, ghosts of the other axis included") {
  // Two rows of a Klein bottle 4 wide, one ghost at each end.
  const std::vector<int> rows = {0, 1, 2, 3, 4, 0, 0, 5, 6, 7, 8, 0};
  const auto packed = for_kernels(rows), there = for_kernels(rows);
  const hg::Box<2> box{{{-1, 0}}, {{5, 2}}};
  const hg::Cells<int, 2> cells{there.data(), box.lo, {{1, 6}}};
  hg::map_through_seam(hg::SeamRow<int>{cells, packed.data(), box, 1, {1, true}, 4, -1}, box);
  CHECK(values_of(there) == std::vector<int>{2, 1, 4, 3, 2, 1, 6, 5, 8, 7, 6, 5});
  // Two columns of a torus 3 high, shifted by 1: seen from beyond the high end, and back again.
  auto columns_there = for_kernels(std::vector<int>{1, 4, 2, 5, 3, 6});
  const hg::Box<2> columns{{{0, 0}}, {{2, 3}}};
  const hg::Cells<int, 2> pair{columns_there.data(), columns.lo, {{1, 2}}};
  for (const std::int64_t turns : {1, -1}) {
    const auto before = for_kernels(values_of(columns_there));
    hg::map_through_seam(hg::SeamRow<int>{pair, before.data(), columns, 0, {1, false}, 3, turns}, columns);
    CHECK(values_of(columns_there) == (turns == 1 ? std::vector<int>{2, 5, 3, 6, 1, 4} : std::vector<int>{1, 4, 2, 5, 3, 6}));
  }
}

}  // namespace hg_tests
