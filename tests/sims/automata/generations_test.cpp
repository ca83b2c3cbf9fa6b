// Counting automata with any number of states and each of the three neighbourhoods, against a plain evolution.
#include "sims/automata/generations.hpp"

#include "tests/catch.hpp"
#include "tests/support/automaton.hpp"
#include "tests/support/started.hpp"

#include <set>

namespace hg_tests {

struct Offset {
  int dx, dy;
};
static const std::vector<Offset> moore = {{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}};
static const std::vector<Offset> cross = {{0, -1}, {-1, 0}, {1, 0}, {0, 1}};
static const std::vector<Offset> hexagon = {{-1, -1}, {0, -1}, {-1, 0}, {1, 0}, {0, 1}, {1, 1}};

TEST_CASE("Generations, von Neumann and hexagonal rules, on any ranks") {
  const auto world = hg::Communicator::world();
  struct Try {
    const char* rule;
    const std::vector<Offset>* neighbours;
    std::set<int> birth, survival;
    int states;
    bool torus;
    int depth;
  };
  for (const Try& one :
       {Try{"345/2/4", &moore, {2}, {3, 4, 5}, 4, true, 1}, Try{"/2/3", &moore, {2}, {}, 3, false, 2},
        Try{"B13/S012V", &cross, {1, 3}, {0, 1, 2}, 2, true, 1}, Try{"B2/S013V/C5", &cross, {2}, {0, 1, 3}, 5, false, 3},
        Try{"B2/S34H", &hexagon, {2}, {3, 4}, 2, true, 2}, Try{"6/24/7H", &hexagon, {2, 4}, {6}, 7, true, 1},
        Try{"B0/S/C2H", &hexagon, {0}, {}, 2, false, 1}, Try{"B048/S08/C256", &moore, {0, 4, 8}, {0, 8}, 256, true, 1}}) {
    INFO(one.rule << (one.torus ? ", torus" : ", plane") << ", depth " << one.depth);
    constexpr Line width = 41, height = 33;
    const auto simulation = started(world, life_input(one.rule, width, height, one.torus, one.depth));
    Plane cells = whole<std::uint8_t>(*simulation);
    const NextState next = [&](const Around& around) {
      int n = 0;
      for (const auto& [dx, dy] : *one.neighbours) n += around(dx, dy) == 1 ? 1 : 0;
      return aged(around(0, 0), one.birth.count(n) != 0, one.survival.count(n) != 0, one.states);
    };
    int highest = 0;
    for (int step = 0; step < 8; ++step) {
      simulation->advance(1, {});
      cells = evolved(cells, width, height, one.torus, next);
      REQUIRE(whole<std::uint8_t>(*simulation) == cells);
      for (const std::uint8_t cell : cells) highest = std::max(highest, int{cell});
    }
    CHECK(highest == std::min(one.states - 1, 9));  // every age was seen, as far as time allows
  }
}

TEST_CASE("the oldest cell dies, in the last of 256 states too") {
  for (const int states : {2, 3, 255, 256}) {
    hg::LifeRule rule;
    rule.states = states;
    const auto automaton = life::generations_of<hg::Neighbours::moore>(rule);
    std::uint8_t cells[9] = {0, 0, 0, 0, 0, 0, 0, 0, 0};
    const auto next = [&](int own) {
      cells[4] = static_cast<std::uint8_t>(own);
      const std::uint8_t* middle = cells + 4;
      return int{automaton(hg::Near<std::uint8_t, 2>(&middle, {{1, 3}}, 0, hg::Reach{1, hg::Shape::Box}))};
    };
    CHECK(next(0) == 0);
    for (int own = 1; own < states; ++own) REQUIRE(next(own) == (own + 1) % states);
  }
}

}  // namespace hg_tests
