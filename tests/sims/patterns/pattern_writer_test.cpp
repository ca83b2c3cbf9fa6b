#include "sims/patterns/pattern_writer.hpp"

#include "engine/system/error.hpp"
#include "sims/patterns/plaintext.hpp"
#include "sims/patterns/rle.hpp"
#include "tests/catch.hpp"
#include "tests/sims/patterns/cells_of_pattern.hpp"

#include <random>
#include <sstream>
#include <string>
#include <vector>

using hg::Box;
using hg::GiveRuns;
using hg::Pattern;
using hg::PatternHeader;
using hg::Run;
using hg_tests::Cells;
using hg_tests::cells_of;

static GiveRuns listed(const std::vector<Run>& runs) {
  return [runs](const hg::TakeRun& take) {
    for (const Run& run : runs) take(run);
  };
}

static std::string rle_of(const PatternHeader& header, const GiveRuns& runs) {
  std::string out;
  hg::write_rle(header, runs, [&](const std::string& text) { out += text; });
  return out;
}

static std::string plaintext_of(const PatternHeader& header, const GiveRuns& runs) {
  std::string out;
  hg::write_plaintext(
      header, runs, [&](const std::string& text) { out += text; }, "p.rle");
  return out;
}

static PatternHeader sized(std::int64_t width, std::int64_t height, int highest_state = 1) {
  PatternHeader out;
  out.width = width;
  out.height = height;
  out.highest_state = highest_state;
  return out;
}

TEST_CASE("a glider as people write it") {
  const GiveRuns glider = listed({{0, 1, 2, 1}, {1, 2, 3, 1}, {2, 0, 1, 1}, {2, 1, 3, 1}});  // touching runs are joined
  PatternHeader header = sized(3, 3);
  CHECK(rle_of(header, glider) == "x = 3, y = 3\nbo$2bo$3o!\n");
  CHECK(plaintext_of(header, glider) == ".O.\n..O\nOOO\n");
  header.rule = "B3/S23:T64,32";
  header.name = "Gli\nder";
  header.comments = {"one", "two"};
  header.position = {-7, 4};
  header.generation = 120;
  CHECK(rle_of(header, glider) ==
        "#N Gli der\n#C one\n#C two\n#CXRLE Pos=-7,4 Gen=120\nx = 3, y = 3, rule = B3/S23:T64,32\nbo$2bo$3o!\n");
  CHECK(plaintext_of(header, glider) == "!Name: Gli der\n!one\n!two\n.O.\n..O\nOOO\n");
  CHECK(rle_of(sized(0, 0), listed({})) == "x = 0, y = 0\n!\n");
  CHECK(rle_of(sized(30, 9), listed({{4, 20, 30, 1}})) == "x = 30, y = 9\n4$20b10o!\n");
  CHECK(plaintext_of(sized(4, 3), listed({{1, 1, 2, 1}})) == "....\n.O..\n....\n");
}

TEST_CASE("states above 1 are letters") {
  const GiveRuns runs =
      listed({{0, 0, 1, 1}, {0, 1, 3, 2}, {0, 4, 5, 24}, {0, 5, 6, 25}, {1, 0, 2, 48}, {1, 2, 3, 49}, {1, 3, 4, 255}});
  const std::string text = rle_of(sized(6, 2, 255), runs);
  CHECK(text == "x = 6, y = 2\nA2B.XpA$2pXqAyO!\n");
  std::vector<Run> all;
  for (int state = 1; state < 256; ++state) all.push_back({0, 2 * state, 2 * state + 1, static_cast<std::uint8_t>(state)});
  const Pattern back = hg::parse_rle(rle_of(sized(511, 1, 255), listed(all)), "p");
  REQUIRE(back.runs.size() == 255);
  for (int state = 1; state < 256; ++state) CHECK(back.runs[static_cast<std::size_t>(state - 1)].state == state);
}

TEST_CASE("a .cells file knows two states only") {
  try {
    plaintext_of(sized(4, 4, 3), listed({{0, 0, 1, 1}, {2, 1, 3, 3}}));
    FAIL("accepted");
  } catch (const hg::Error& error) {
    CHECK(error.text() ==
          "p.rle: error: cell (1, 2) has state 3, and a .cells file knows only dead and alive\n"
          "hint: write it run length encoded: -o NAME.rle");
  }
  CHECK_THROWS_AS(plaintext_of(sized(std::int64_t{1} << 20, (std::int64_t{1} << 16) + 1), listed({})), hg::Error);
}

TEST_CASE("random grids survive writing and reading, in pieces too") {
  std::mt19937 random(23);
  for (int trial = 0; trial < 150; ++trial) {
    // Wide ones are read in several pieces a row, high ones in several slabs.
    const std::int64_t width = trial == 0 ? (1 << 20) + 700 : trial == 1 ? 9 : 1 + random() % 200;
    const std::int64_t height = trial == 0 ? 3 : trial == 1 ? 300000 : 1 + random() % 60;
    const int states = trial % 3 == 2 ? 256 : 2;
    const unsigned repeat = 1 + random() % 30;
    std::vector<std::uint8_t> grid(static_cast<std::size_t>(width * height));
    std::uint8_t state = 0;
    for (auto& cell : grid) {
      if (random() % repeat == 0) state = static_cast<std::uint8_t>(random() % 2 ? 0 : random() % static_cast<unsigned>(states));
      cell = state;
    }
    Box<3> box{{{0, 0, 0}}, {{width, height, 1}}};
    if (trial > 1 && trial % 2) {
      box.lo = {{static_cast<std::int64_t>(random() % width), static_cast<std::int64_t>(random() % height), 0}};
      for (int a = 0; a < 2; ++a) box.hi[a] = box.lo[a] + 1 + static_cast<std::int64_t>(random() % (box.hi[a] - box.lo[a]));
    }
    const GiveRuns runs = hg::runs_of_box(box, [&](const Box<3>& piece, void* cells) {
      REQUIRE(piece.volume() <= 1 << 20);
      auto* out = static_cast<std::uint8_t*>(cells);
      for (std::int64_t y = piece.lo[1]; y < piece.hi[1]; ++y)
        for (std::int64_t x = piece.lo[0]; x < piece.hi[0]; ++x) *out++ = grid[static_cast<std::size_t>(y * width + x)];
    });
    const hg::LiveBox live = hg::live_box(runs);
    PatternHeader header = sized(live.x1 - live.x0, live.y1 - live.y0, live.highest_state);
    const std::string text = rle_of(header, hg::moved_runs(runs, live.x0, live.y0));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) REQUIRE(line.size() <= 70);
    const Pattern p = hg::parse_rle(text, "p");
    hg_tests::check_runs(p);
    std::vector<std::uint8_t> back(grid.size());
    for (const Run& run : p.runs)
      std::fill_n(back.begin() + (run.y + live.y0 + box.lo[1]) * width + run.x0 + live.x0 + box.lo[0], run.x1 - run.x0,
                  run.state);
    std::vector<std::uint8_t> wanted(grid.size());
    for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
      std::copy_n(grid.begin() + y * width + box.lo[0], box.extent(0), wanted.begin() + y * width + box.lo[0]);
    REQUIRE((back == wanted));
    REQUIRE(live.cells == p.cells);
    if (states > 2) continue;
    const Pattern plain = hg::parse_plaintext(plaintext_of(sized(box.extent(0), box.extent(1)), runs), "p");
    REQUIRE(plain.width == box.extent(0));
    REQUIRE(plain.height == box.extent(1));
    REQUIRE(plain.cells == p.cells);
    for (std::size_t i = 0; i < p.runs.size(); ++i)
      REQUIRE((plain.runs[i].y == p.runs[i].y + live.y0 && plain.runs[i].x0 == p.runs[i].x0 + live.x0 &&
               plain.runs[i].x1 == p.runs[i].x1 + live.x0));
  }
}

TEST_CASE("a pattern of any size is written from its runs, also a part of it") {
  const Pattern p = hg::parse_rle("x = 1000000000000, y = 1000000000\n7b1000000000o999999999$999999999bo!", "p");
  const Box<3> whole{{{0, 0, 0}}, {{p.width, p.height, 1}}};
  const GiveRuns runs = hg::runs_of_pattern(p, {}, whole);
  CHECK(rle_of(sized(p.width, p.height), runs) == "x = 1000000000000, y = 1000000000\n7b1000000000o999999999$999999999bo!\n");
  const GiveRuns part = hg::runs_of_pattern(p, {{3, 5, 0}}, {{{8, 4, 0}}, {{20, 9, 1}}});
  CHECK(rle_of(sized(12, 5), part) == "x = 12, y = 5\n$2b10o!\n");
}
