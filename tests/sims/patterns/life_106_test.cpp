#include "sims/patterns/life_106.hpp"

#include "tests/catch.hpp"
#include "tests/sims/patterns/cells_of_pattern.hpp"
#include "tests/sims/patterns/reader_errors.hpp"

#include <random>
#include <string>

using hg::parse_life_106;
using hg::Pattern;
using hg_tests::Cells;
using hg_tests::cells_from_middle;

static std::string error_of(const std::string& text) {
  return hg_tests::reader_error(parse_life_106, "#Life 1.06\n" + text, "p.life");
}

TEST_CASE("a list of cells") {
  const Pattern p = parse_life_106("#Life 1.06\r\n0 -1\r\n1 0\r\n-1 1\r\n  +0\t1 \r\n\r\n1 1\r\n# the end\r\n", "g.life");
  CHECK(cells_from_middle(p) == Cells{{{-1, 0}, 1}, {{0, 1}, 1}, {{1, -1}, 1}, {{1, 0}, 1}, {{1, 1}, 1}});
  CHECK(p.width == 3);
  CHECK(p.height == 3);
  CHECK(p.rule.empty());
  CHECK(p.highest_place == "g.life:2:1");
  CHECK(p.comments == std::vector<std::string>{"the end"});
  CHECK(parse_life_106("#Life 1.06", "p").cells == 0);
}

TEST_CASE("cells in any order, also twice") {
  std::mt19937 random(11);
  for (int trial = 0; trial < 50; ++trial) {
    Cells cells;
    std::string text = "#Life 1.06\n";
    for (int i = 0; i < 200; ++i) {
      const int x = static_cast<int>(random() % 30) - 12, y = static_cast<int>(random() % 20) - 17;
      cells[{y, x}] = 1;
      text += std::to_string(x) + " " + std::to_string(y) + "\n";
    }
    const Pattern p = parse_life_106(text, "p");
    hg_tests::check_runs(p);
    REQUIRE(cells_from_middle(p) == cells);
  }
}

TEST_CASE("what is not Life 1.06 is refused at its place") {
  CHECK(hg::is_life_106("#Life 1.06\n"));
  CHECK_FALSE(hg::is_life_106("#Life 1.05\n"));
  CHECK(error_of("0 0\n1") == "p.life:3:2: error: y is not a whole number");
  CHECK(error_of("0 0 0") == "p.life:2:5: error: '0' is too much in this line");
  CHECK(error_of("0 x") == "p.life:2:3: error: y is not a whole number");
  CHECK(error_of("0 -9223372036854775809") ==
        "p.life:2:3: error: y = -9223372036854775809 is not between -1099511627776 and 1099511627776");
  CHECK(error_of("-1099511627776 0\n0 0") ==
        "p.life: error: the pattern spans 1099511627777 x 1 cells; at most 1099511627776 a side are read");
}
