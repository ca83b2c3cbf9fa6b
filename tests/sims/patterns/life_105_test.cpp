#include "sims/patterns/life_105.hpp"

#include "tests/catch.hpp"
#include "tests/sims/patterns/cells_of_pattern.hpp"
#include "tests/sims/patterns/reader_errors.hpp"

#include <string>

using hg::parse_life_105;
using hg::Pattern;
using hg_tests::Cells;
using hg_tests::cells_from_middle;

static std::string error_of(const std::string& text) {
  return hg_tests::reader_error(parse_life_105, "#Life 1.05\n" + text, "p.lif");
}

TEST_CASE("blocks lie where #P says") {
  const Pattern p = parse_life_105(
      "#Life 1.05\r\n#D A glider\r\n#D and a block\r\n#N\r\n#P -5 -2\r\n.*\r\n..*\r\n***\r\n#P 3 -4\r\n**\r\n**\r\n", "g.lif");
  CHECK(p.comments == std::vector<std::string>{"A glider", "and a block"});
  CHECK(p.rule == "B3/S23");
  CHECK(cells_from_middle(p) == Cells{{{-4, 3}, 1},
                                      {{-4, 4}, 1},
                                      {{-3, 3}, 1},
                                      {{-3, 4}, 1},
                                      {{-2, -4}, 1},
                                      {{-1, -3}, 1},
                                      {{0, -5}, 1},
                                      {{0, -4}, 1},
                                      {{0, -3}, 1}});
  CHECK(p.width == 10);
  CHECK(p.height == 5);
  CHECK(p.highest_place == "g.lif:6:2");
  hg_tests::check_runs(p);
}

TEST_CASE("without #P a pattern begins in the middle; blocks may overlap and touch") {
  CHECK(cells_from_middle(parse_life_105("#Life 1.05\n.*\n\n*", "p")) == Cells{{{0, 1}, 1}, {{2, 0}, 1}});
  const Pattern p = parse_life_105("#Life 1.05\n#P 2 0\n**\n#P 0 0\n.**\n#P 4 0\n*\n#P\n.*\n", "p");
  CHECK(cells_from_middle(p) == Cells{{{0, 1}, 1}, {{0, 2}, 1}, {{0, 3}, 1}, {{0, 4}, 1}});
  CHECK(p.runs.size() == 1);
  hg_tests::check_runs(p);
  const Pattern none = parse_life_105("#Life 1.05\n#P 7 7\n...\n", "p");
  CHECK(none.cells == 0);
  CHECK(none.width == 0);
}

TEST_CASE("#R gives survival and birth") {
  const Pattern p = parse_life_105("#Life 1.05\n#R 125/36\n#P 0 0\n*", "p.lif");
  CHECK(p.rule == "125/36");
  CHECK(p.rule_place == "p.lif:2:4");
}

TEST_CASE("what is not Life 1.05 is refused at its place") {
  CHECK(hg::is_life_105("#Life 1.05\r\n*"));
  CHECK_FALSE(hg::is_life_105("#Life 1.06\n0 0"));
  CHECK_FALSE(hg::is_life_105(""));
  CHECK(hg_tests::reader_error(parse_life_105, "*", "p.lif") == "p.lif:1:1: error: the first line is not \"#Life 1.05\"");
  CHECK(error_of("#P 0 0\n.*o") == "p.lif:3:3: error: 'o' is not a cell");
  CHECK(error_of("#P 0\n*") == "p.lif:2:5: error: y of #P is not a whole number");
  CHECK(error_of("#P 0 1.5\n*") == "p.lif:2:7: error: '.' is too much in this line");
  CHECK(error_of("#P 99999999999999999999999 0\n*") ==
        "p.lif:2:4: error: x of #P = 99999999999999999999999 is not between -1099511627776 and 1099511627776");
  CHECK(error_of("#R\n*") == "p.lif:2:1: error: #R lacks the rule");
  CHECK(error_of("#X\n*") == "p.lif:2:2: error: #'X' is no line of this format");
  CHECK(error_of("#\n*") == "p.lif:2:2: error: a lone # says nothing");
  CHECK(error_of("#P -1099511627776 0\n*\n#P 1099511627776 0\n*") ==
        "p.lif: error: the pattern spans 2199023255553 x 1 cells; at most 1099511627776 a side are read");
}
