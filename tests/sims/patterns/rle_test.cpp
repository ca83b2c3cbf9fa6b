#include "sims/patterns/rle.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"

#include <map>
#include <random>
#include <string>

using hg::parse_rle;
using hg::Pattern;

using Cells = std::map<std::pair<std::int64_t, std::int64_t>, int>;  // (y, x) -> state

static Cells cells_of(const Pattern& pattern) {
  Cells out;
  for (const auto& run : pattern.runs)
    for (std::int64_t x = run.x0; x < run.x1; ++x) out[{run.y, x}] = run.state;
  return out;
}

static std::string error_of(const std::string& text) {
  try {
    parse_rle(text, "p.rle");
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(error.text().find("\nhint: ") != std::string::npos);
    return error.text().substr(0, error.text().find('\n'));
  }
  return "no error";
}

TEST_CASE("a glider with header and comments") {
  const Pattern p = parse_rle(
      "#N Glider\n#O Richard K. Guy\n#C first line\n#c second line\nx = 3, y = 3, rule = B3/S23\nbob$2bo$3o!\n", "g.rle");
  CHECK(p.name == "Glider");
  CHECK(p.comments == std::vector<std::string>{"O Richard K. Guy", "first line", "second line"});
  CHECK(p.has_header);
  CHECK(p.width == 3);
  CHECK(p.height == 3);
  CHECK(p.rule == "B3/S23");
  CHECK(p.rule_place == "g.rle:5:22");
  CHECK(p.cells == 5);
  CHECK(cells_of(p) == Cells{{{0, 1}, 1}, {{1, 2}, 1}, {{2, 0}, 1}, {{2, 1}, 1}, {{2, 2}, 1}});
}

TEST_CASE("what real files contain is accepted") {
  const Cells row3 = {{{0, 0}, 1}, {{0, 1}, 1}, {{0, 2}, 1}};
  CHECK(cells_of(parse_rle("x=3,y=1\r\n3o!\r\n", "p")) == row3);  // no spaces, no rule, CRLF
  CHECK(cells_of(parse_rle("3o", "p")) == row3);                  // neither header nor '!'
  CHECK(cells_of(parse_rle("x = 3, y = 1, rule = B3/S23\n2\no\n#C in between\no!junk", "p")) == row3);  // a run over two lines
  CHECK(cells_of(parse_rle("\xef\xbb\xbfX = 3, Y = 1, RULE = b3/s23\n3o!", "p")) == row3);
  CHECK(parse_rle("#r 23/36\n3o!", "p").rule == "23/36");
  CHECK(parse_rle("#r 23/36\nx = 3, y = 1, rule = B3/S23\n3o!", "p").rule == "B3/S23");
  CHECK(parse_rle("x = 3, y = 1, rule = B3/S23:T64,32\n3o!", "p").rule == "B3/S23:T64,32");
  CHECK(parse_rle("x = 0, y = 0, rule = B3/S23\n!\n", "p").cells == 0);
  CHECK(parse_rle("x = 3, y = 1\n3o9b4$!", "p").cells == 3);  // dead cells and rows after the last live one
  const Pattern bare = parse_rle("2$3bo$o!", "p");
  CHECK_FALSE(bare.has_header);
  CHECK(bare.width == 4);
  CHECK(bare.height == 4);
}

TEST_CASE("#CXRLE gives position and generation") {
  const Pattern p = parse_rle("#CXRLE Pos=-1,-1377 Gen=3480106827776\nx = 1, y = 1, rule = B3/S23\no!", "p");
  REQUIRE(p.position);
  CHECK((*p.position)[0] == -1);
  CHECK((*p.position)[1] == -1377);
  CHECK(p.generation == 3480106827776);
  CHECK_FALSE(parse_rle("#CXRLE Gen=7\no!", "p").position);
  CHECK(error_of("#CXRLE Pos=5\no!") == "p.rle:1:13: error: Pos= needs two numbers with a comma between them");
  CHECK(error_of("#CXRLE Gen=-5\no!") == "p.rle:1:12: error: Gen= is not a whole number");
}

TEST_CASE("states above 1 are letters") {
  const Pattern p = parse_rle("x = 9, y = 1, rule = 345/2/4\n.AXpApXqAyOob!", "p");
  CHECK(cells_of(p) == Cells{{{0, 1}, 1}, {{0, 2}, 24}, {{0, 3}, 25}, {{0, 4}, 48}, {{0, 5}, 49}, {{0, 6}, 255}, {{0, 7}, 1}});
  CHECK(p.highest_state == 255);
  CHECK(p.highest_place == "p:2:10");
  CHECK(error_of("yP!") == "p.rle:1:1: error: yP is state 256, but 255 (yO) is the highest");
  CHECK(error_of("3pa!") == "p.rle:1:2: error: 'p' must be followed by a letter A to X, not 'a'");
}

TEST_CASE("random cells survive writing and reading") {
  std::mt19937 random(7);
  for (int trial = 0; trial < 200; ++trial) {
    const int width = 1 + static_cast<int>(random() % 40), height = 1 + static_cast<int>(random() % 9);
    Cells cells;
    std::string text = "x = " + std::to_string(width) + ", y = " + std::to_string(height) + "\n";
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int count = std::min(width - x, 1 + static_cast<int>(random() % 12));
        const bool alive = random() % 2;
        if (count > 1 || random() % 2) text += std::to_string(count);
        text += alive ? 'o' : 'b';
        for (int i = 0; i < count && alive; ++i) cells[{y, x + i}] = 1;
        x += count - 1;
        if (random() % 5 == 0) text += '\n';
      }
      text += '$';
    }
    const Pattern p = parse_rle(text, "p");
    REQUIRE(cells_of(p) == cells);
    REQUIRE(p.cells == static_cast<std::int64_t>(cells.size()));
    for (std::size_t i = 1; i < p.runs.size(); ++i) {
      const auto &a = p.runs[i - 1], &b = p.runs[i];
      REQUIRE((a.y < b.y || (a.y == b.y && a.x1 < b.x0)));  // sorted, and touching runs are joined
    }
  }
}

TEST_CASE("a huge pattern costs its runs, not its box") {
  const Pattern p = parse_rle("x = 1000000000, y = 1000000000\n1000000000o999999999$999999999bo!", "p");
  CHECK(p.runs.size() == 2);
  CHECK(p.cells == 1000000001);
  CHECK(p.runs[1].y == 999999999);
  CHECK(p.runs[1].x0 == 999999999);
}

TEST_CASE("cells beyond the header's box are kept, counted and told where they begin") {
  const Pattern wide = hg::parse_rle("x = 3, y = 3\n2bo$b3o$o$4$2o!", "p.rle");
  CHECK(wide.cells == 7);
  CHECK(wide.beyond == 3);
  REQUIRE(wide.warnings.size() == 1);
  CHECK(wide.warnings[0] == "p.rle:2:6: 3 live cells lie beyond the header's x = 3, y = 3; kept, and placed by that header");
  CHECK(wide.width == 3);
  CHECK(hg::extent_of(wide) == hg::Index<3>{{4, 8, 1}});
  CHECK(hg::parse_rle("x = 3, y = 3\n3o$3o$3o!", "p.rle").beyond == 0);
  CHECK(hg::parse_rle("9o$9o!", "p.rle").beyond == 0);
}

TEST_CASE("parts of the header may be missing") {
  for (const char* text : {"x = 3\no!", "x=3,\no!", "x = 3 y = 0\no!", "x = 3, y = 0, rule = \no!", "x = 3, y = 0, rule =\no!"}) {
    const Pattern p = hg::parse_rle(text, "p");
    CHECK(p.has_header);
    CHECK(p.width == 3);
    CHECK(p.height == 0);
    CHECK(p.rule.empty());
    CHECK(p.beyond == 1);
  }
  CHECK(hg::parse_rle("x = 3, rule = B36/S23\no!", "p").rule == "B36/S23");
  CHECK(hg::parse_rle("x = 3 y = 1 rule = B36/S23 or so\n3o3!", "p").rule == "B36/S23");
}

TEST_CASE("what makes no sense is refused at its place") {
  CHECK(error_of("") == "p.rle:1:1: error: no pattern: there is neither a header line nor a cell");
  CHECK(error_of("x = 3, y = 3\nbob$2z!") == "p.rle:2:6: error: 'z' is not a cell");
  CHECK(error_of("x = 3, y = 3\nbob$2\x89!") == "p.rle:2:6: error: byte 0x89 is not a cell");
  CHECK(error_of("99999999999999999999999999o!") == "p.rle:1:1: error: the run count is larger than 1099511627776");
  CHECK(error_of("1099511627776b\no!") == "p.rle:2:1: error: the pattern has more than 1099511627776 columns");
  CHECK(error_of("1099511627776$o!") == "p.rle:1:15: error: the pattern has more than 1099511627776 rows");
  CHECK(error_of("1099511627776$$!") == "p.rle:1:15: error: the pattern has more than 1099511627776 rows");
  CHECK(error_of("3o0b!") == "p.rle:1:3: error: a run count of 0 stands for nothing");
  CHECK(error_of("3o$12") == "p.rle:1:4: error: the file ends after a run count, before its cell");
  CHECK(error_of("x = 3, z = 3\no!") == "p.rle:1:8: error: the header line lacks \"y = ...\" here");
  CHECK(error_of("x = three\no!") == "p.rle:1:5: error: x is not a whole number");
  CHECK(error_of("x = 9999999999999999999999, y = 3\no!") == "p.rle:1:5: error: x is larger than 4611686018427387904");
  CHECK(error_of("x = 2000000000000, y = 3\no!") == "p.rle:1:5: error: x = 2000000000000 is larger than 1099511627776");
}

TEST_CASE("live cells are counted without overflow") {
  std::string text;
  for (int row = 0; row < 5000000; ++row) text += "9o$";
  CHECK(parse_rle(text, "p").cells == 45000000);
}
