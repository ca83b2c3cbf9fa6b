#include "engine/grid/grid.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"

TEST_CASE("a grid counts its cells in 64 bits") {
  hg::Grid grid;
  grid.size = {{1 << 20, 1 << 20, 1 << 10}};
  CHECK(grid.cells() == std::int64_t{1} << 50);
  CHECK(grid.box().contains({{(1 << 20) - 1, 0, (1 << 10) - 1}}));
  CHECK_FALSE(grid.box().contains({{1 << 20, 0, 0}}));
}

TEST_CASE("a fixed side has one value for all fields, or one by name and 0 for the others") {
  hg::Boundary side{hg::BoundaryKind::fixed, {{"", 1.5}}};
  CHECK(side.value_of("u") == 1.5);
  side.values = {{"u", 2}, {"v", -1}};
  CHECK(side.value_of("u") == 2);
  CHECK(side.value_of("v") == -1);
  CHECK(side.value_of("w") == 0);
}

TEST_CASE("an axis is periodic unless its sides say otherwise") {
  hg::Grid grid;
  grid.boundary[1][0].kind = grid.boundary[1][1].kind = hg::BoundaryKind::reflect;
  CHECK(grid.periodic(0));
  CHECK_FALSE(grid.periodic(1));
}

TEST_CASE("a seam is refused where it cannot be") {
  const auto message = [](const hg::Grid& grid) -> std::string {
    try {
      hg::check_seams(grid);
    } catch (const hg::Error& error) {
      CHECK(error.status() == hg::Exit::internal);
      return error.what();
    }
    return "";
  };
  hg::Grid grid;
  CHECK(grid.seamed_axis() == -1);
  grid.seam[1] = {3, false};
  CHECK(grid.seamed_axis() == 1);
  CHECK(message(grid).empty());
  grid.boundary[0][0].kind = grid.boundary[0][1].kind = hg::BoundaryKind::open;
  CHECK(message(grid) == "a grid with a seam has an axis that is not periodic");
  grid.boundary[0] = {};
  grid.seam[0] = {0, true};
  CHECK(message(grid) == "a grid has more than one seam");
  grid.seam[0] = {};
  grid.dimension = 3;
  CHECK(message(grid) == "a grid of 3 axes has a seam; only one of 2 can");
}
