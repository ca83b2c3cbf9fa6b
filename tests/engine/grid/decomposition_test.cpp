#include "engine/grid/decomposition.hpp"

#include "tests/catch.hpp"

#include <set>

using hg::Box;
using hg::Index;
using hg::Split;
using hg::SplitRequest;

TEST_CASE("every cell has one owner, cuts lie at granules, blocks are as even as granules allow") {
  for (const std::int64_t granule : {1, 3, 64})
    for (std::int64_t n = 1; n < 300; n += 7)
      for (std::int64_t ranks = 1; ranks <= 9; ++ranks) {
        const Split<2> split{{{n, 5}}, {{granule, 1}}, {{ranks, 1}}, {}, 1, 1};
        std::int64_t end = 0, smallest = n, largest = 0;
        for (std::int64_t b = 0; b < ranks; ++b) {
          REQUIRE(split.cut(0, b) == end);
          end = split.cut(0, b + 1);
          REQUIRE((end % granule == 0 || end == n));
          const std::int64_t granules = (end - split.cut(0, b) + granule - 1) / granule;
          smallest = std::min(smallest, granules);
          largest = std::max(largest, granules);
          REQUIRE(end - split.cut(0, b) >= split.thinnest(0));
        }
        REQUIRE(end == n);
        REQUIRE(largest - smallest <= 1);
      }
}

TEST_CASE("the split follows the grid's shape, not MPI_Dims_create's square") {
  const auto layout = [](Index<2> size, std::int64_t ranks, bool periodic) {
    SplitRequest<2> request;
    request.size = size;
    request.periodic = {periodic, periodic};
    return hg::find_split(request, ranks, "").ranks;
  };
  CHECK(layout({{10000, 100}}, 4, true) == Index<2>{{4, 1}});
  CHECK(layout({{100, 10000}}, 4, true) == Index<2>{{1, 4}});
  CHECK(layout({{1000, 1000}}, 16, true) == Index<2>{{4, 4}});
  CHECK(layout({{1000, 1000}}, 2, true) == Index<2>{{1, 2}});  // a tie: rows stay whole
  CHECK(layout({{1000, 3000}}, 6, false) == Index<2>{{1, 6}});
  CHECK(layout({{7, 7}}, 49, true) == Index<2>{{7, 7}});
}

TEST_CASE("the chosen split moves the fewest halo cells of all that are legal") {
  for (const auto& size : {Index<3>{{40, 30, 20}}, Index<3>{{5, 100, 7}}, Index<3>{{64, 64, 64}}})
    for (const std::int64_t ranks : {2, 6, 8, 12, 30}) {
      SplitRequest<3> request;
      request.size = size;
      request.periodic = {true, false, true};
      const auto best = hg::find_split(request, ranks, "");
      for (std::int64_t x = 1; x <= ranks; ++x)
        for (std::int64_t y = 1; x * y <= ranks; ++y) {
          if (ranks % (x * y) != 0) continue;
          const Split<3> other{size, {{1, 1, 1}}, {{x, y, ranks / (x * y)}}, request.periodic, 1, 1};
          if (other.ranks[0] > size[0] || other.ranks[1] > size[1] || other.ranks[2] > size[2]) continue;
          CHECK(best.halo_cells(1) <= other.halo_cells(1));
        }
    }
}

TEST_CASE("a chosen depth shrinks before anything is refused; a refusal names the largest legal rank count") {
  SplitRequest<2> request;
  request.size = {{100, 12}};
  request.ranks = {{1, 0}};
  request.preferred_depth = 8;
  CHECK(hg::find_split(request, 1, "").depth == 8);
  CHECK(hg::find_split(request, 3, "").depth == 4);
  CHECK(hg::find_split(request, 12, "").depth == 1);

  request.ranks = {{0, 0}};
  request.size = {{3, 3}};
  request.depth = 2;
  try {
    hg::find_split(request, 4, "in.toml:3:1");
    FAIL("not refused");
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.text() ==
          "in.toml:3:1: error: a grid of [3, 3] cells cannot be split over 4 ranks: a block would be thinner than its halo of "
          "depth 2 "
          "x radius 1 = 2 cells\nhint: at most 1 rank fit this grid at this depth");
  }
  request.depth = 0;
  try {
    hg::find_split(request, 16, "");
    FAIL("not refused");
  } catch (const hg::Error& error) {
    CHECK(error.text().ends_with("hint: at most 9 ranks fit this grid"));
  }
}

TEST_CASE("a layout that does not multiply to the ranks is refused with the number it needs") {
  SplitRequest<2> request;
  request.size = {{100, 100}};
  request.ranks = {{3, 2}};
  try {
    hg::find_split(request, 4, "");
    FAIL("not refused");
  } catch (const hg::Error& error) {
    CHECK(error.text() ==
          "halogrid: error: decomposition.ranks = [3, 2] does not fit 4 ranks: the product of its entries is 6\nhint: start 6 "
          "ranks, "
          "or leave the key out");
  }
  request.ranks = {{3, 0}};
  CHECK(hg::find_split(request, 6, "").ranks == Index<2>{{3, 2}});
}

TEST_CASE("an axis that must stay whole is never split, and who asks for it learns what to write") {
  SplitRequest<2> request;
  request.size = {{1000, 40}};
  request.whole = {true, false};
  CHECK(hg::find_split(request, 4, "").ranks == Index<2>{{1, 4}});
  request.ranks = {{1, 0}};
  CHECK(hg::find_split(request, 4, "").ranks == Index<2>{{1, 4}});
  const auto refusal = [&](std::int64_t ranks) -> std::string {
    try {
      hg::find_split(request, ranks, "in.toml:3:1");
    } catch (const hg::Error& error) {
      CHECK(error.status() == hg::Exit::usage);
      return error.text();
    }
    return "";
  };
  request.ranks = {{2, 0}};
  CHECK(
      refusal(4) ==
      "in.toml:3:1: error: decomposition.ranks = [2, 0] splits the x axis, along which a shift or a twist joins the ends of the "
      "other one: it must stay whole\nhint: write ranks = [1, 4], or leave the key out");
  request.ranks = {{0, 3}};
  CHECK(
      refusal(4).ends_with("decomposition.ranks = [0, 3] does not fit 4 ranks: the product of its entries is 3\nhint: start 3 "
                           "ranks, or leave the key out"));
  request.ranks = {{0, 0}};
  CHECK(refusal(64).ends_with("hint: at most 40 ranks fit this grid; its x axis must stay whole"));
}

TEST_CASE("neighbours agree with each other and with the blocks") {
  const auto world = hg::Communicator::world();
  for (const bool periodic : {false, true}) {
    SplitRequest<2> request;
    request.size = {{53, 47}};
    request.periodic = {periodic, periodic};
    const hg::Decomposition<2> decomposition(world, hg::find_split(request, world.size(), ""));
    std::int64_t cells = world.sum(decomposition.own().volume());
    CHECK(cells == 53 * 47);
    const auto& communicator = decomposition.communicator();
    for (int direction = 0; direction < 9; ++direction) {
      // Everyone tells the neighbour in a direction who it is; the message that comes the other way is from the opposite
      // neighbour.
      const int to = decomposition.neighbour(direction), from = decomposition.neighbour(decomposition.opposite(direction));
      int mine = communicator.rank(), theirs = MPI_PROC_NULL;
      hg::check(MPI_Sendrecv(&mine, 1, MPI_INT, to, direction, &theirs, 1, MPI_INT, from, direction, communicator.handle(),
                             MPI_STATUS_IGNORE));
      CHECK(theirs == from);

      // The neighbour's block begins where mine ends, on a torus with the turn around it.
      const auto& split = decomposition.split();
      Index<2> where = decomposition.coordinates();
      bool inside = direction != 4;
      for (int a = 0; a < 2; ++a) {
        const std::int64_t step = hg::Decomposition<2>::offset(direction)[a];
        where[a] += step;
        if (periodic) where[a] = (where[a] + split.ranks[a]) % split.ranks[a];
        inside = inside && (step == 0 || split.ranks[a] > 1) && where[a] >= 0 && where[a] < split.ranks[a];
      }
      Box<2> mine_box = decomposition.own(), their_box{};
      hg::check(MPI_Sendrecv(&mine_box, sizeof mine_box, MPI_BYTE, from, 20, &their_box, sizeof their_box, MPI_BYTE, to, 20,
                             communicator.handle(), MPI_STATUS_IGNORE));
      CHECK((to != MPI_PROC_NULL) == inside);
      if (inside) CHECK(their_box == split.block(where));
    }
    for (int a = 0; a < 2; ++a)
      for (int side = 0; side < 2; ++side) {
        const bool at_edge = side == 0 ? decomposition.own().lo[a] == 0 : decomposition.own().hi[a] == request.size[a];
        const bool expected = decomposition.split().ranks[a] > 1 && (periodic || !at_edge);
        CHECK(decomposition.has_neighbour(a, side) == expected);
      }
  }
}
