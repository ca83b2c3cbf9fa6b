// Automata of tables: the table of Life against Life, WireWorld by hand, looked up and matched alike.
#include "sims/automata/table_rule.hpp"

#include "tests/catch.hpp"
#include "tests/support/automaton.hpp"
#include "tests/support/started.hpp"
#include "tests/support/test_folder.hpp"

namespace hg_tests {

static const std::string life_table =
    "@RULE Life\n@TABLE\nn_states:2\nneighborhood:Moore\nsymmetries:permute\nvar a={0,1}\n"
    "0,1,1,1,0,0,0,0,0,1\n1,1,1,0,0,0,0,0,0,1\n1,1,1,1,0,0,0,0,0,1\nvar b={0,1}\nvar c={0,1}\nvar d={0,1}\nvar e={0,1}\nvar "
    "f={0,1}\n"
    "var g={0,1}\nvar h={0,1}\n1,a,b,c,d,e,f,g,h,0\n";

static Plane after(const hg::Communicator& world, const std::string& input, int steps) {
  const auto simulation = started(world, input);
  simulation->advance(steps, {});
  return whole<std::uint8_t>(*simulation);
}

TEST_CASE("the table of Life does what Life does") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  if (world.root()) write_bytes(folder.file("life.rule"), life_table);
  for (const bool torus : {true, false}) {
    const Plane expected = after(world, life_input("B3/S23", 53, 37, torus), 25);
    CHECK(after(world, life_input(folder.file("life.rule"), 53, 37, torus, 2), 25) == expected);
  }
}

TEST_CASE("too many neighbourhoods to list: transitions are matched") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  // Six states have 6^9 neighbourhoods. A cell takes the state of its northern neighbour where that is one more than its own.
  std::string text = "@TABLE\nn_states:6\nneighborhood:Moore\nsymmetries:none\n";
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) text += "var " + std::string(name) + "={0,1,2,3,4,5}\n";
  for (int own = 0; own < 6; ++own) {
    const std::string up = std::to_string((own + 1) % 6);
    text += std::to_string(own) + "," + up + ",a,b,c,d,e,f,g," + up + "\n";
  }
  // And one line of 180 transitions, tried last: a dead cell takes its eastern neighbour's state where opposite ones are equal.
  text += "var i={1,2,3,4,5}\nvar j={0,1,2,3,4,5}\nvar k={0,1,2,3,4,5}\n0,a,j,i,k,b,j,i,k,i\n";
  if (world.root()) write_bytes(folder.file("up.rule"), text);
  constexpr Line width = 31, height = 26;
  const auto simulation = started(world, life_input(folder.file("up.rule"), width, height, true, 1));
  Plane cells = whole<std::uint8_t>(*simulation);
  const NextState next = [](const Around& around) {
    const int own = around(0, 0), north = around(0, -1);
    if (north == (own + 1) % 6) return north;
    const auto equal = [&](int dx, int dy) { return around(dx, dy) == around(-dx, -dy); };
    return own == 0 && equal(1, 0) && equal(1, -1) && equal(1, 1) ? around(1, 0) : own;
  };
  for (int step = 0; step < 12; ++step) {
    simulation->advance(1, {});
    cells = evolved(cells, width, height, true, next);
    REQUIRE(whole<std::uint8_t>(*simulation) == cells);
  }
}

TEST_CASE("four neighbours, and six") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string front = "@TABLE\nn_states:2\nneighborhood:", all = "symmetries:none\nvar a={0,1}\nvar b={0,1}\nvar c={0,1}\n";
  // A cell becomes the exclusive or of its eastern and southern neighbours.
  if (world.root())
    write_bytes(folder.file("cross.rule"), front + "vonNeumann\n" + all + "a,b,0,0,c,0\na,b,1,1,c,0\na,b,1,0,c,1\na,b,0,1,c,1\n");
  if (world.root())
    write_bytes(folder.file("hexagon.rule"), front + "hexagonal\n" + all +
                                                 "var d={0,1}\nvar e={0,1}\na,b,0,c,0,d,e,0\na,b,1,c,1,d,e,0\n"
                                                 "a,b,1,c,0,d,e,1\na,b,0,c,1,d,e,1\n");
  const NextState next = [](const Around& around) { return around(1, 0) ^ around(0, 1); };
  for (const char* name : {"cross.rule", "hexagon.rule"}) {
    INFO(name);
    const auto simulation = started(world, life_input(folder.file(name), 29, 22, false, 2));
    Plane cells = whole<std::uint8_t>(*simulation);
    for (int step = 0; step < 6; ++step) {
      simulation->advance(1, {});
      cells = evolved(cells, 29, 22, false, next);
      REQUIRE(whole<std::uint8_t>(*simulation) == cells);
    }
  }
}

TEST_CASE("a rule file that is not there, and a state that it does not have") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const auto message = [&](const std::string& input) -> std::string {
    try {
      started(world, input);
    } catch (const hg::Error& error) {
      CHECK(error.status() == hg::Exit::usage);
      CHECK(error.scope() == hg::Scope::all_ranks);
      return error.text();
    }
    return "";
  };
  CHECK(message(life_input(folder.file("none.rule"), 9, 9, true)).find("none.rule does not exist") != std::string::npos);
  if (world.root()) write_bytes(folder.file("life.rule"), life_table);
  if (world.root()) write_bytes(folder.file("start.rle"), "x = 2, y = 1\nAC!\n");
  CHECK(message("[run]\nsimulation = \"life\"\n[life]\nrule = '" + folder.file("life.rule") + "'\npattern = '" +
                folder.file("start.rle") + "'\n")
            .find("start.rle:2:2: error: a cell has state 3") != std::string::npos);
}

}  // namespace hg_tests
