// Larger than Life: the area of a rule counted cell by cell, and every way to sweep it against a plain evolution.
#include "sims/automata/larger_than_life.hpp"

#include "sims/rules/rule_reader.hpp"
#include "tests/catch.hpp"
#include "tests/support/reference.hpp"
#include "tests/support/started.hpp"

#include <cmath>

namespace hg_tests {

static hg::LargerThanLifeRule rule_of(const std::string& text) {
  const std::string place = "test";
  hg::RuleReader reader(text, place);
  return hg::parse_larger_than_life(reader);
}

TEST_CASE("half widths and sizes of the areas") {
  CHECK(rule_of("R3,S1,B1,NM").half_widths() == std::vector<int>{3, 3, 3, 3, 3, 3, 3});
  CHECK(rule_of("R3,S1,B1,NN").half_widths() == std::vector<int>{0, 1, 2, 3, 2, 1, 0});
  CHECK(rule_of("R3,S1,B1,NC").half_widths() == std::vector<int>{1, 2, 3, 3, 3, 2, 1});  // as in the drawing of Golly's help
  for (int range = 1; range <= hg::largest_range; range += 1 + range / 4) {
    const std::string front = "R" + std::to_string(range) + ",S1,B1,N";
    CHECK(rule_of(front + "M").cells() == (2 * range + 1) * (2 * range + 1));
    CHECK(rule_of(front + "N").cells() == 2 * range * (range + 1) + 1);
    int disc = 0;
    for (int y = -range; y <= range; ++y)
      for (int x = -range; x <= range; ++x) disc += std::hypot(x, y) < range + 0.5 ? 1 : 0;
    CHECK(rule_of(front + "C").cells() == disc);
  }
}

// Does the area hold this offset? From the definitions, not from half widths.
static bool in_area(const hg::LargerThanLifeRule& rule, int dx, int dy) {
  using Area = hg::LargerThanLifeRule::Area;
  if (rule.area == Area::diamond) return std::abs(dx) + std::abs(dy) <= rule.range;
  if (rule.area == Area::disc) return std::hypot(dx, dy) < rule.range + 0.5;
  return std::abs(dx) <= rule.range && std::abs(dy) <= rule.range;
}

static std::vector<std::uint8_t> evolved(const std::vector<std::uint8_t>& cells, const hg::LargerThanLifeRule& rule, Line width,
                                         Line height) {
  std::vector<std::uint8_t> out(cells.size());
  const auto within = [](int n, const auto& intervals) {
    for (const auto& [low, high] : intervals)
      if (n >= low && n <= high) return true;
    return false;
  };
  for (Line y = 0; y < height; ++y)
    for (Line x = 0; x < width; ++x) {
      int n = 0;
      for (int dy = -rule.range; dy <= rule.range; ++dy)
        for (int dx = -rule.range; dx <= rule.range; ++dx) {
          if (!in_area(rule, dx, dy) || (dx == 0 && dy == 0 && !rule.middle)) continue;
          const Line there =
              inside(y + dy, height, hg::BoundaryKind::periodic) * width + inside(x + dx, width, hg::BoundaryKind::periodic);
          n += cells[static_cast<std::size_t>(there)] == 1 ? 1 : 0;
        }
      const auto at = static_cast<std::size_t>(y * width + x);
      const int own = cells[at];
      const int older = own + 1 >= rule.states ? 0 : own + 1;
      const int next = own == 0 ? (within(n, rule.birth) ? 1 : 0) : own == 1 && within(n, rule.survival) ? 1 : older;
      out[at] = static_cast<std::uint8_t>(next);
    }
  return out;
}

static std::string input_of(const std::string& rule, Line width, Line height, int depth) {
  return "[run]\nsimulation = \"life\"\nseed = 3\n[grid]\nsize = [" + std::to_string(width) + ", " + std::to_string(height) +
         "]\n[decomposition]\ndepth = " + std::to_string(depth) + "\n[life]\ndensity = 0.4\nrule = \"" + rule + "\"\n";
}

TEST_CASE("rules of every area and of several ranges, on tori of any size and ranks") {
  const auto world = hg::Communicator::world();
  struct Try {
    const char* rule;
    Line width, height;
    int depth;
  };
  for (const Try& one :
       {Try{"R1,C0,M0,S2..3,B3..3,NM", 37, 29, 3}, Try{"R2,C4,M1,S6..10,B7..9,NM", 41, 37, 2},
        Try{"R3,C0,M0,S5..9,B6..8,NN", 31, 43, 1}, Try{"R5,C0,M1,S34..58,B34..45,NM", 61, 47, 1},
        Try{"R4,C3,M0,S15..25,27,29..31,B14..20,22,NC", 53, 41, 2}, Try{"R7,C0,M0,S40..70,B45..60,NC", 67, 61, 1},
        Try{"R2,C0,M0,S0..3,B0..4,NN", 1100, 17, 1}, Try{"R51,C0,M1,S4300..5500,B4300..5000,NM", 223, 211, 1},
        Try{"R60,C0,M0,S2900..3900,B2900..3500,NN", 203, 240, 1}, Try{"R52,C3,M0,S3000..4300,B3300..4000,NC", 231, 215, 1}}) {
    const bool wide = one.width > 200 && one.height > 200;  // much to count by hand, and a halo of 100 cells
    if (wide && world.size() > 4) continue;
    INFO(one.rule << " on " << one.width << " x " << one.height << ", depth " << one.depth);
    const hg::LargerThanLifeRule rule = rule_of(one.rule);
    const auto simulation = started(world, input_of(one.rule, one.width, one.height, one.depth));
    std::vector<std::uint8_t> cells = whole<std::uint8_t>(*simulation);
    std::size_t changed = 0;
    for (int step = 0; step < (wide ? 1 : 4); ++step) {
      simulation->advance(1, {});
      const std::vector<std::uint8_t> next = evolved(cells, rule, one.width, one.height);
      for (std::size_t n = 0; n < cells.size(); ++n) changed += cells[n] != next[n] ? 1 : 0;
      cells = next;
      REQUIRE(whole<std::uint8_t>(*simulation) == cells);
    }
    CHECK(changed > 200);
  }
}

TEST_CASE("a torus smaller than the range: a cell that is met twice counts twice") {
  const auto world = hg::Communicator::world();
  if (world.size() > 1) return;
  const char* text = "R5,C0,M1,S20..90,B30..60,NM";
  const auto simulation = started(world, input_of(text, 7, 4, 1));
  std::vector<std::uint8_t> cells = whole<std::uint8_t>(*simulation);
  for (int step = 0; step < 3; ++step) {
    simulation->advance(1, {});
    cells = evolved(cells, rule_of(text), 7, 4);
    REQUIRE(whole<std::uint8_t>(*simulation) == cells);
  }
}

TEST_CASE("one cell by the definition and a row at once are the same") {
  // A device sweeps cell by cell, a host row by row.
  const auto rule = life::larger_than_life_of<5>(rule_of("R4,C3,M0,S10..25,B9..14,NC"));
  constexpr Line width = 40, margin = 5;
  constexpr Line stride = width + 2 * margin;
  std::vector<std::uint8_t> cells(static_cast<std::size_t>(stride * (2 * margin + 1))), out(cells.size(), 9);
  std::uint32_t dice = 1;
  for (std::uint8_t& cell : cells) cell = static_cast<std::uint8_t>((dice = dice * 1664525 + 1013904223) >> 24) % 3;
  using Sweep = hg::SweepRow<life::LargerThanLife<5>, 2>;
  Sweep sweep{rule, {}, {}, {}};
  sweep.in.field[0] = {cells.data(), {{0, 0}}, {{1, stride}}};
  sweep.out.field[0] = {out.data(), {{0, 0}}, {{1, stride}}};
  sweep({{margin, margin}}, width);
  const std::uint8_t* row = cells.data() + margin * stride + margin;
  for (Line x = 0; x < width; ++x)
    REQUIRE(int{out[static_cast<std::size_t>(margin * stride + margin + x)]} ==
            int{rule(hg::Near<std::uint8_t, 2>(&row, {{1, stride}}, x, hg::Reach{5, hg::Shape::Box}))});
}

}  // namespace hg_tests
