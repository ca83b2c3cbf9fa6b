#include "sims/patterns/macrocell.hpp"

#include "tests/catch.hpp"
#include "tests/sims/patterns/cells_of_pattern.hpp"
#include "tests/sims/patterns/reader_errors.hpp"

#include <map>
#include <random>
#include <string>

using hg::parse_macrocell;
using hg::Pattern;
using hg_tests::Cells;
using hg_tests::cells_from_middle;

static Pattern parse(const std::string& text, const std::string& file) { return parse_macrocell(text, file); }
static std::string error_of(const std::string& text) { return hg_tests::reader_error(parse, "[M2] (a test)\n" + text, "p.mc"); }

TEST_CASE("cells lie where Golly has them") {
  // As bgolly 3.3 writes a single cell at x = 5 and y = 3, 0, -1 and -3.
  CHECK(cells_from_middle(parse("[M2] (golly 3.3)\n#R B3/S23\n$$.....*$\n4 0 0 0 1\n", "p")) == Cells{{{3, 5}, 1}});
  CHECK(cells_from_middle(parse("[M2] (golly 3.3)\n#R B3/S23\n$$$$$$$.....*$\n4 0 1 0 0\n", "p")) == Cells{{{0, 5}, 1}});
  CHECK(cells_from_middle(parse("[M2] (golly 3.3)\n#R B3/S23\n$$$$$$.....*$\n4 0 1 0 0\n", "p")) == Cells{{{-1, 5}, 1}});
  CHECK(cells_from_middle(parse("[M2] (golly 3.3)\n#R B3/S23\n$$$$.....*$\n4 0 1 0 0\n", "p")) == Cells{{{-3, 5}, 1}});
  // As it writes state 1 at (6, -3) and state 2 at (5, 0).
  CHECK(cells_from_middle(parse("[M2] (golly 3.3)\n#R 345/2/4\n1 1 0 0 0\n2 0 1 0 0\n3 0 0 0 2\n4 0 3 0 0\n", "p")) ==
        Cells{{{-3, 6}, 1}});
  CHECK(cells_from_middle(parse("[M2] (golly 3.3)\n#R JvN29\n1 0 0 0 2\n2 0 0 1 0\n3 0 0 0 2\n4 0 3 0 0\n", "p")) ==
        Cells{{{0, 5}, 2}});
}

TEST_CASE("header lines of a macrocell file") {
  const Pattern p =
      parse("[M2] (golly 2.0)\r\n#R B36/S23:T64,32\r\n#G 174603710464\r\n#C a comment\r\n\r\n*$\r\n4 1 1 1 1\r\n", "p.mc");
  CHECK(p.rule == "B36/S23:T64,32");
  CHECK(p.rule_place == "p.mc:2:4");
  CHECK(p.generation == 174603710464);
  CHECK(p.comments == std::vector<std::string>{"a comment"});
  CHECK(cells_from_middle(p) == Cells{{{-7, -8}, 1}, {{-7, 0}, 1}, {{1, -8}, 1}, {{1, 0}, 1}});
  CHECK(p.width == 9);
  CHECK(p.height == 9);
  CHECK(p.highest_place == "p.mc:6:1");
  CHECK(parse("[M2]\n$\n4 1 1 1 1\n", "p").cells == 0);
  CHECK(parse("[M2]\n**$**\n", "p").cells == 4);  // one node alone
}

// Writes cells of a square of 2^level a side as a macrocell file, every different node once.
struct TreeWriter {
  const Cells& cells;
  bool states;
  std::string text = "[M2] (a test)\n";
  std::map<std::string, int> nodes;

  TreeWriter(const Cells& all, bool with_states) : cells(all), states(with_states) {}

  int node(int level, int x, int y) {
    std::string line;
    if (!states && level == 3) {
      for (int row = 0; row < 8; ++row, line += '$')
        for (int column = 0; column < 8; ++column) line += cells.count({y + row, x + column}) ? '*' : '.';
      if (line.find('*') == std::string::npos) return 0;
    } else {
      line = std::to_string(level);
      bool empty = true;
      const int half = 1 << (level - 1);
      for (int part = 0; part < 4; ++part) {
        const int px = x + part % 2 * half, py = y + part / 2 * half;
        const auto found = cells.find({py, px});
        const int child = level > 1 ? node(level - 1, px, py) : found == cells.end() ? 0 : found->second;
        empty = empty && child == 0;
        line += ' ' + std::to_string(child);
      }
      if (empty) return 0;
    }
    const auto [entry, isnew] = nodes.emplace(line, static_cast<int>(nodes.size()) + 1);
    if (isnew) text += line + '\n';
    return entry->second;
  }
};

TEST_CASE("random trees come back cell by cell") {
  std::mt19937 random(17);
  for (int trial = 0; trial < 120; ++trial) {
    const bool states = trial % 2;
    const int level = (states ? 1 : 3) + static_cast<int>(random() % 5), side = 1 << level;
    const unsigned one_in = 1 + random() % 40;
    Cells cells, moved;
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x)
        if (random() % one_in == 0) cells[{y, x}] = states ? 1 + static_cast<int>(random() % 3) : 1;
    if (cells.empty()) continue;
    for (const auto& [place, state] : cells) moved[{place.first - side / 2 + 1, place.second - side / 2}] = state;
    TreeWriter tree(cells, states);
    tree.node(level, 0, 0);
    const Pattern p = parse(tree.text, "p");
    hg_tests::check_runs(p);
    REQUIRE(cells_from_middle(p) == moved);
  }
}

TEST_CASE("a tree is cropped before its size matters") {
  std::string text = "[M2]\n*$\n";
  for (int level = 4; level <= 41; ++level) text += std::to_string(level) + " 0 0 0 " + std::to_string(level - 3) + "\n";
  const Pattern far = parse(text, "p");
  CHECK(far.cells == 1);
  CHECK(far.width == 1);
  CHECK((*far.position)[0] == (std::int64_t{1} << 40) - 8);
  CHECK(error_of(text.substr(5) + "42 0 0 0 39\n").find(" at most 1099511627776 a side, and as far away, are read") !=
        std::string::npos);
}

TEST_CASE("a tree that grows exponentially is refused before it grows") {
  std::string text = "********$********$********$********$********$********$********$********$\n";
  for (int level = 4; level <= 40; ++level) {
    const std::string before = ' ' + std::to_string(level - 3);
    text += std::to_string(level) + before + before + before + before + "\n";
  }
  CHECK(error_of(text) == "p.mc:39:1: error: the pattern expands to more than 33554432 runs of live cells");
  CHECK(parse_macrocell("[M2]\n*.*$*\n", "p", 3).cells == 3);
  CHECK_THROWS_AS(parse_macrocell("[M2]\n*.*$*\n", "p", 2), hg::Error);
}

TEST_CASE("a damaged tree is refused at its place") {
  CHECK(hg_tests::reader_error(parse, "*$\n", "p.mc") == "p.mc:1:1: error: the first line does not begin with [M2]");
  CHECK(hg_tests::reader_error(parse, "", "p.mc") == "p.mc:1:1: error: the first line does not begin with [M2]");
  CHECK(error_of("#C nothing\n") == "p.mc:2:1: error: no pattern: there is not one node");
  CHECK(error_of("4 0 0 0 1\n*$\n") == "p.mc:2:9: error: the part = 1 is not between 0 and 0");
  CHECK(error_of("*$\n4 1 -1 0 0\n") == "p.mc:3:5: error: the part = -1 is not between 0 and 1");
  CHECK(error_of("*$\n5 0 1 0 0\n") == "p.mc:3:5: error: node 1 has level 3, but the parts of a node of level 5 have level 4");
  CHECK(error_of("*$\n4 0 1 0\n") == "p.mc:3:8: error: the part is not a whole number");
  CHECK(error_of("*$\n4 0 1 0 0 0\n") == "p.mc:3:11: error: '0' is too much in this line");
  CHECK(error_of("63 0 0 0 0\n") == "p.mc:2:1: error: the node's level = 63 is not between 1 and 62");
  CHECK(error_of("0 0 0 0 0\n") == "p.mc:2:1: error: the node's level = 0 is not between 1 and 62");
  CHECK(error_of("1 0 256 0 0\n") == "p.mc:2:5: error: the cell's state = 256 is not between 0 and 255");
  CHECK(error_of("$$.o$\n") == "p.mc:2:4: error: 'o' is not a cell");
  CHECK(error_of("$$$$$$$$*\n") == "p.mc:2:9: error: the node has more than 8 rows");
  CHECK(error_of("........*$\n") == "p.mc:2:9: error: the row has more than 8 cells");
  CHECK(error_of("*$\n1 1 0 0 0\n") == "p.mc:3:1: error: the file has both 8 x 8 cells and nodes of level 1");
  CHECK(error_of("#G many\n*$\n") == "p.mc:2:4: error: the generation is not a whole number");
  CHECK(error_of("hello\n") == "p.mc:2:1: error: the node's level is not a whole number");
}
