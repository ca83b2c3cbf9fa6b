#include "sims/patterns/plaintext.hpp"

#include "tests/catch.hpp"
#include "tests/sims/patterns/cells_of_pattern.hpp"
#include "tests/sims/patterns/reader_errors.hpp"

#include <random>
#include <string>

using hg::parse_plaintext;
using hg::Pattern;
using hg_tests::Cells;
using hg_tests::cells_of;

static std::string error_of(const std::string& text) { return hg_tests::reader_error(parse_plaintext, text, "p.cells"); }

TEST_CASE("a glider in plaintext") {
  const Pattern p = parse_plaintext("!Name: Glider\n!Author: Richard K. Guy\n!\n.O\n..O\nOOO\n", "g.cells");
  CHECK(p.name == "Glider");
  CHECK(p.comments == std::vector<std::string>{"Author: Richard K. Guy"});
  CHECK(cells_of(p) == Cells{{{0, 1}, 1}, {{1, 2}, 1}, {{2, 0}, 1}, {{2, 1}, 1}, {{2, 2}, 1}});
  CHECK(p.width == 3);
  CHECK(p.height == 3);
  CHECK(p.highest_place == "g.cells:4:2");
  CHECK_FALSE(p.has_header);
  CHECK_FALSE(p.position);
  CHECK(p.rule.empty());
  hg_tests::check_runs(p);
}

TEST_CASE("plaintext as people have it") {
  const Cells two = {{{0, 0}, 1}, {{2, 1}, 1}};
  CHECK(cells_of(parse_plaintext("*\n\n.*", "p")) == two);  // an empty row, no end of line at the end
  CHECK(cells_of(parse_plaintext("\xef\xbb\xbfO \r\n\r\n.O\t\r\n", "p")) == two);
  CHECK(cells_of(parse_plaintext("O..\n! between\n...\n.O.\n\n\n", "p")) == two);
  CHECK(parse_plaintext("O..\n...\n.O.\n\n\n", "p").height == 3);
  CHECK(parse_plaintext("...\n...", "p").cells == 0);
  CHECK(parse_plaintext("...\n...", "p").width == 3);
}

TEST_CASE("blanks in a row are no cells, as in Golly, and that is said") {
  const Pattern p = parse_plaintext("  O\n O .\tO \nO", "p.cells");
  CHECK(p.width == 3);
  CHECK(p.height == 3);
  CHECK(p.cells == 4);
  CHECK(p.runs[2].x0 == 2);
  REQUIRE(p.warnings.size() == 1);
  CHECK(p.warnings[0].starts_with("p.cells:1:1: a blank in a row of cells stands for no cell"));
  CHECK(parse_plaintext("O.O \t\n", "p").warnings.empty());
}

TEST_CASE("random plaintext comes back cell by cell") {
  std::mt19937 random(5);
  for (int trial = 0; trial < 100; ++trial) {
    const int width = 1 + static_cast<int>(random() % 50), height = 1 + static_cast<int>(random() % 20);
    Cells cells;
    std::string text;
    for (int y = 0; y < height; ++y, text += '\n')
      for (int x = 0; x < width; ++x) {
        const bool alive = random() % 3 == 0;
        text += alive ? 'O' : '.';
        if (alive) cells[{y, x}] = 1;
      }
    const Pattern p = parse_plaintext(text, "p");
    hg_tests::check_runs(p);
    REQUIRE(cells_of(p) == cells);
    REQUIRE(p.width == width);
    REQUIRE(p.height == height);
  }
}

TEST_CASE("plaintext that makes no sense is refused at its place") {
  CHECK(error_of("") == "p.cells:1:1: error: no pattern: there is no row of cells");
  CHECK(error_of("! only\n!comments\n") == "p.cells:2:1: error: no pattern: there is no row of cells");
  CHECK(error_of("!\n.O.\n.x.") == "p.cells:3:2: error: 'x' is not a cell");
  CHECK(error_of(std::string("O\0O", 3)) == "p.cells:1:2: error: byte 0x00 is not a cell");
}
