// Rules with letters against a plain evolution that knows each neighbourhood by its drawing.
#include "sims/automata/nontotalistic.hpp"

#include "tests/catch.hpp"
#include "tests/support/automaton.hpp"
#include "tests/support/started.hpp"

#include <algorithm>
#include <array>

namespace hg_tests {

using Square = std::array<int, 9>;  // row by row

static Square turned(const Square& s) { return {s[6], s[3], s[0], s[7], s[4], s[1], s[8], s[5], s[2]}; }
static Square mirrored(const Square& s) { return {s[2], s[1], s[0], s[5], s[4], s[3], s[8], s[7], s[6]}; }

// Is it this drawing ("xx. ... ..."), turned or mirrored? The middle does not count.
static bool looks_like(Square square, const char* drawing) {
  Square wanted{};
  for (int i = 0; i < 9; ++i) wanted[static_cast<std::size_t>(i)] = drawing[i] == 'x' ? 1 : 0;
  square[4] = wanted[4] = 0;
  for (int mirror = 0; mirror < 2; ++mirror, square = mirrored(square))
    for (int turn = 0; turn < 4; ++turn, square = turned(square))
      if (square == wanted) return true;
  return false;
}

static void compare(const std::string& rule, int states, bool torus, const std::function<bool(int, const Square&)>& born,
                    const std::function<bool(int, const Square&)>& stays) {
  const auto world = hg::Communicator::world();
  INFO(rule << (torus ? ", torus" : ", plane"));
  constexpr Line width = 37, height = 45;
  const auto simulation = started(world, life_input(rule, width, height, torus, 2));
  Plane cells = whole<std::uint8_t>(*simulation);
  const NextState next = [&](const Around& around) {
    Square square{};
    for (int i = 0; i < 9; ++i) square[static_cast<std::size_t>(i)] = around(i % 3 - 1, i / 3 - 1) == 1 ? 1 : 0;
    const auto n = static_cast<int>(std::count(square.begin(), square.end(), 1)) - square[4];
    return aged(around(0, 0), born(n, square), stays(n, square), states);
  };
  for (int step = 0; step < 10; ++step) {
    simulation->advance(1, {});
    cells = evolved(cells, width, height, torus, next);
    REQUIRE(whole<std::uint8_t>(*simulation) == cells);
  }
  CHECK(std::count(cells.begin(), cells.end(), 1) > 10);
}

TEST_CASE("Just Friends: two that do not touch") {
  compare(
      "B2-a/S12", 2, true, [](int n, const Square& s) { return n == 2 && !looks_like(s, "xx......."); },
      [](int n, const Square&) { return n == 1 || n == 2; });
}

TEST_CASE("letters in birth and survival, with two states and with five") {
  const auto born = [](int n, const Square& s) {
    return n == 3 || (n == 2 && looks_like(s, "x...x...x")) || (n == 2 && looks_like(s, "x.......x"));
  };
  const auto stays = [](int n, const Square& s) {
    // 2-i: not two opposite edges; 4q: three in a corner and the far corner.
    return (n == 2 && !looks_like(s, ".x.....x.")) || n == 3 || (n == 4 && looks_like(s, "xx.x....x"));
  };
  compare("B2n3/S2-i34q", 2, false, born, stays);
  compare("2-i34q/2n3/5", 5, true, born, stays);
}

}  // namespace hg_tests
