// Life: tori counted by hand, every kind of rule against an evolution by a table of neighbours, and what its input may not say.
#include "tests/catch.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/started.hpp"
#include "tests/support/test_folder.hpp"

#include <map>
#include <set>

namespace hg_tests {

using CellSet = std::set<std::pair<Line, Line>>;  // (x, y) of live cells

static CellSet live_cells(const hg::Simulation& simulation) {
  const auto cells = whole<std::uint8_t>(simulation);
  const Line width = simulation.grid().size[0];
  CellSet out;
  for (std::size_t n = 0; n < cells.size(); ++n) {
    REQUIRE(cells[n] <= 1);
    if (cells[n] == 1) out.insert({static_cast<Line>(n) % width, static_cast<Line>(n) / width});
  }
  return out;
}

// One step by a table of who has how many neighbours; every offset of a torus counts, also when two land on the same cell.
static CellSet evolved(const CellSet& cells, const std::set<int>& birth, const std::set<int>& survival, Line width, Line height,
                       bool torus) {
  std::map<std::pair<Line, Line>, int> count;
  for (Line y = 0; y < height; ++y)
    for (Line x = 0; x < width; ++x) count[{x, y}] = 0;
  for (const auto& [x, y] : cells)
    for (Line dy = -1; dy <= 1; ++dy)
      for (Line dx = -1; dx <= 1; ++dx) {
        if (dx == 0 && dy == 0) continue;
        std::pair<Line, Line> at{x + dx, y + dy};
        if (torus) at = {(at.first + width) % width, (at.second + height) % height};
        if (count.count(at) != 0) ++count[at];
      }
  CellSet out;
  for (const auto& [at, n] : count)
    if ((cells.count(at) != 0 ? survival : birth).count(n) != 0) out.insert(at);
  return out;
}

static std::string input_of(Line width, Line height, const std::string& boundary, const std::string& life) {
  return "[run]\nsimulation = \"life\"\nseed = 9\n[grid]\nsize = [" + std::to_string(width) + ", " + std::to_string(height) +
         "]\nboundary = \"" + boundary + "\"\n[life]\n" + life;
}

// Cells 64 a word, where the grid allows it, and one a byte.
static constexpr const char* storages[] = {"storage = 'auto'\n", "storage = 'bytes'\n"};

// The populated rows or cells of each step, written by hand.
static void check_by_hand(Line width, Line height, const std::string& pattern, const std::vector<CellSet>& steps) {
  const auto world = hg::Communicator::world();
  if (world.size() > 1) return;  // tori this small hold one rank
  const TestFolder folder(world);
  write_bytes(folder.file("start.rle"), pattern);
  for (const char* storage : storages) {
    const auto simulation = started(
        world, input_of(width, height, "periodic", "pattern = '" + folder.file("start.rle") + "'\nat = [0, 0]\n" + storage));
    for (const CellSet& expected : steps) {
      CHECK(live_cells(*simulation) == expected);
      simulation->advance(1, {});
    }
  }
}

TEST_CASE("a torus one cell wide: the cells above and below count three times, the cell itself twice") {
  check_by_hand(1, 5, "x = 1, y = 5\n2$o!\n", {{{0, 2}}, {{0, 1}, {0, 2}, {0, 3}}, {{0, 0}, {0, 4}}, {{0, 1}, {0, 3}}});
}

TEST_CASE("a torus two cells wide: the other cell of a row counts twice") {
  check_by_hand(2, 5, "x = 2, y = 5\n2$2o!\n",
                {{{0, 2}, {1, 2}}, {{0, 1}, {1, 1}, {0, 2}, {1, 2}, {0, 3}, {1, 3}}, {{0, 0}, {1, 0}, {0, 4}, {1, 4}}});
  check_by_hand(2, 5, "x = 2, y = 5\n2$o!\n", {{{0, 2}}, {}});
}

TEST_CASE("a torus of 3 x 3 cells: all others are neighbours") {
  CellSet all;
  for (Line n = 0; n < 9; ++n) all.insert({n % 3, n / 3});
  check_by_hand(3, 3, "x = 3, y = 3\n3o!\n", {{{0, 0}, {1, 0}, {2, 0}}, all, {}, {}});
}

TEST_CASE("rules of every kind, on a torus and on a plane with dead cells around it") {
  const auto world = hg::Communicator::world();
  Dice dice{77};
  for (int i = 0; i < 40; ++i) {
    std::set<int> birth, survival;
    std::string rule = "B";
    for (int n = 0; n <= 8; ++n)
      if (dice.between(0, 2) == 0 || (n == 0 && i % 4 == 0)) birth.insert(n), rule += std::to_string(n);
    rule += "/S";
    for (int n = 0; n <= 8; ++n)
      if (dice.between(0, 2) == 0) survival.insert(n), rule += std::to_string(n);
    const bool torus = dice.between(0, 1) == 0;
    const Line width = dice.between(12, 40), height = dice.between(12, 30);
    INFO(rule << " on " << width << " x " << height << (torus ? ", torus" : ", plane"));
    const auto simulation = started(world, input_of(width, height, torus ? "periodic" : "dead",
                                                    "density = 0.4\nrule = \"" + rule + "\"\n" + storages[i / 4 % 2]));
    CellSet cells = live_cells(*simulation);
    CHECK(cells.size() > static_cast<std::size_t>(width * height / 5));
    for (int step = 0; step < 5; ++step) {
      simulation->advance(1, {});
      cells = evolved(cells, birth, survival, width, height, torus);
      REQUIRE(live_cells(*simulation) == cells);
    }
  }
}

TEST_CASE("a soup is as dense as asked for") {
  const auto world = hg::Communicator::world();
  for (const double density : {0.0, 0.1, 0.5, 1.0}) {
    const auto simulation = started(world, input_of(200, 150, "periodic", "density = " + std::to_string(density) + "\n"));
    const auto live = static_cast<double>(live_cells(*simulation).size());
    CHECK(live / 30000 == Approx(density).margin(density > 0 && density < 1 ? 0.012 : 0));
  }
}

TEST_CASE("what life refuses") {
  const auto world = hg::Communicator::world();
  const auto message = [&](const std::string& life) -> std::string {
    try {
      started(world, input_of(16, 16, "periodic", life));
    } catch (const hg::Error& error) {
      CHECK(error.status() == hg::Exit::usage);
      CHECK(error.scope() == hg::Scope::all_ranks);
      return error.text();
    }
    return "";
  };
  CHECK(message("density = 0.1\n").empty());
  CHECK(message("").find("life has no cells to start from") != std::string::npos);
  CHECK(
      message("density = 0.1\npattern = 'a.rle'\n").find("test.toml:8:11: error: life.density and life.pattern are both given") ==
      0);
  CHECK(message("pattern = 'a.txt'\n").find("\".txt\" is not a pattern format") != std::string::npos);
  CHECK(message("pattern = 'none.rle'\n").find("none.rle does not exist") != std::string::npos);
  CHECK(message("density = 0.1\nat = [1]\n").find("life.at has 1 entries; 2 are needed") != std::string::npos);
  CHECK(message("density = 0.1\nrule = 'B3/S23:T17,16'\n").find("a torus of 17 x 16 cells, and [grid] for another") !=
        std::string::npos);
  CHECK(message("density = 0.1\nrule = 'B3/S23:T16,16'\n").empty());
}

}  // namespace hg_tests
