// One step drawn: known phases become known lines, sentences follow from the numbers, and the SVG holds every rank.
#include "sims/commands/bench/step_picture.hpp"

#include "tests/catch.hpp"

#include <fmt/format.h>

#include <sstream>

namespace hg_tests {

using hg::Phase;
using hg::StepPicture;
using hg::StepRank;
using Phases = std::vector<std::pair<Phase, int>>;  // one after the other, in microseconds

static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Ranks side by side, which go through these phases in a picture of that many microseconds.
static StepPicture row_of_ranks(const std::vector<Phases>& ranks, int length) {
  StepPicture out;
  out.file = "in.toml";
  out.simulation = "heat";
  const int count = static_cast<int>(ranks.size());
  out.grid.size = {{10 * count, 10, 1}};
  out.facts.layout = {{count, 1, 1}};
  out.measured = 9;
  for (int r = 0; r < count; ++r) {
    std::vector<hg::PhaseSpan> spans;
    std::int64_t now = 5000;
    for (const auto& [phase, microseconds] : ranks[static_cast<std::size_t>(r)]) {
      spans.push_back({phase, now, now + 10 * microseconds});
      now += 10 * microseconds;
    }
    StepRank rank = hg::rank_of(spans, 5000, 1e-7);
    rank.bar = hg::bar_of(spans, 5000, 10.0 * length);
    rank.rank = r;
    rank.step = 12;
    rank.block = {{{10 * r, 0, 0}}, {{10 * r + 10, 10, 1}}};
    if (r > 0) rank.message[rank.message_count++] = {r - 1, {{-1, 0, 0}}, 80};
    if (r < count - 1) rank.message[rank.message_count++] = {r + 1, {{1, 0, 0}}, 80};
    out.ranks.push_back(rank);
  }
  return out;
}

// The second rank sends late, so that the first one waits.
static StepPicture two_ranks(int pack = 70, int interior = 20) {
  return row_of_ranks({{{Phase::pack, 5}, {Phase::post, 5}, {Phase::interior, interior}, {Phase::wait, 60}, {Phase::rim, 10}},
                       {{Phase::pack, pack}, {Phase::post, 10}, {Phase::interior, 80 - pack}, {Phase::rim, 10}}},
                      100);
}

// The later the longer.
static StepPicture many_ranks(int count) {
  std::vector<Phases> ranks;
  for (int r = 0; r < count; ++r) ranks.push_back({{Phase::post, 1}, {Phase::interior, 10 + r}});
  return row_of_ranks(ranks, 10 + count);
}

static std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

static std::string sentences_of(const StepPicture& picture) {
  std::string out;
  for (const std::string& sentence : hg::words_of(picture).explanation) out += sentence + "\n";
  return out;
}

TEST_CASE("known phases become known lines") {
  const std::string text = hg::step_text(two_ranks(), 80, false);
  INFO(text);
  CHECK(has(text, "      0 |ppmmmiiiiiiiiiwwwwwwwwwwwwwwwwwwwwwwwwwwwwrrrrr|    100 us     60 %\n"));
  CHECK(has(text, "      1 |pppppppppppppppppppppppppppppppppmmmmmiiiirrrrr|    100 us      0 %\n"));
  CHECK(
      has(text, "\n         +--------+---------+--------+---------+--------+\n         0 us    20        40       60        80"));
  CHECK(has(text,
            "in.toml: heat on 20 x 10 cells, 2 ranks of 1 thread\n"
            "one halo exchange and its step 13 in 100 us, the median of 9; overlap on\n"));
  CHECK(has(text, "Decomposition: 2 x 1 blocks of 10 x 10 cells\n  +-----+-----+\n  |  0  |  1  |\n  +-----+-----+\n"));
  CHECK(has(text, "  east                   1           80\n"));
  CHECK(has(text, "all ranks together: 2 messages, 160 bytes\n"));
  CHECK(has(text, "  w wait         30 %      30 us      60 us  for messages\n"));
  CHECK_FALSE(has(text, "tiles"));
  CHECK_FALSE(has(text, "\x1b"));
}

TEST_CASE("of many ranks some are drawn, lines fit, and colours do not move them") {
  const StepPicture picture = many_ranks(1000);
  const std::set<int> drawn = picture.some_ranks(16);
  CHECK(drawn.size() <= 16);
  CHECK(drawn.size() >= 14);
  CHECK(*drawn.begin() == 0);
  CHECK(*drawn.rbegin() == 999);
  CHECK(many_ranks(16).some_ranks(16).size() == 16);
  for (const int columns : {80, 120}) {
    const std::string plain = hg::step_text(picture, columns, false);
    for (const std::string& line : lines_of(plain)) {
      INFO(line);
      CHECK(line.size() <= static_cast<std::size_t>(columns));
    }
    CHECK(has(plain, fmt::format("  {} of 1000 ranks are left out", 1000 - drawn.size())));
    std::string coloured = hg::step_text(picture, columns, true);
    CHECK(has(coloured, "\x1b[30;48;5;"));
    for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
      coloured.erase(at, coloured.find('m', at) - at + 1);
    CHECK(coloured == plain);
  }
}

TEST_CASE("one rank, and a step that took no time") {
  const std::string text = hg::step_text(many_ranks(1), 80, false);
  CHECK(has(text, "Decomposition: one block of 10 x 10 cells"));
  CHECK(has(text, "One rank has no neighbours"));
  CHECK_FALSE(has(text, "Messages of"));
  for (const StepPicture& none : {row_of_ranks({{}}, 0), row_of_ranks({{}, {}}, 0)})
    for (const std::string& drawn : {hg::step_text(none, 80, false), hg::step_svg(none)}) CHECK_FALSE(has(drawn, "nan"));
}

TEST_CASE("three axes are drawn layer by layer") {
  StepPicture picture = many_ranks(6);
  picture.grid.dimension = 3;
  picture.grid.size = {{4, 4, 60}};
  picture.facts.layout = {{1, 1, 6}};
  for (StepRank& rank : picture.ranks) {
    rank.block = {{{0, 0, 10 * rank.rank}}, {{4, 4, 10 * rank.rank + 10}}};
    rank.message[0].offset = {{0, -1, 1}};
  }
  const std::string text = hg::step_text(picture, 80, false);
  CHECK(has(text, "  layer of z = 30 to 39\n  +-----+\n  |  3  |\n  +-----+\n  ...\n"));
  CHECK(has(text, "(0, -1, +1)"));
  CHECK(has(hg::step_svg(picture), ">  layer of z = 30 to 39<"));
}

TEST_CASE("sentences follow from the numbers") {
  CHECK(
      has(sentences_of(two_ranks()),
          "30 % of the ranks' time is waiting, longest on rank 0 (60 us). It waits for rank 1, which had sent its messages only "
          "50 us after that wait began."));
  CHECK(has(sentences_of(two_ranks()), "Messages cost 75 % of the time and hold only 80 B on average"));
  StepPicture picture = two_ranks(10);
  CHECK(has(
      sentences_of(picture),
      "Its 1 message of 80 B took 70 us after the last neighbour had sent; its interior, which should hide that, takes 20 us."));
  CHECK(has(sentences_of(two_ranks(4, 0)), "had sent, and its block is too thin for an interior"));
  picture.facts.overlap = false;
  CHECK(has(sentences_of(picture), "without overlap nothing is computed meanwhile"));
  picture.cores = 2;
  CHECK(has(sentences_of(picture), "take turns on a node of 2 cores"));
  CHECK_FALSE(has(sentences_of(picture), "deeper halo"));
  picture.ranks[1].cut = true;
  CHECK(has(sentences_of(picture), "more phases than are recorded"));

  CHECK(sentences_of(many_ranks(2)) == "Messages were in before the interior was done: no rank waits longer than 0 us.\n");
  StepPicture uneven = row_of_ranks({{{Phase::interior, 10}}, {{Phase::interior, 61}}}, 61);
  uneven.ranks[1].block.hi[0] = 50;
  CHECK(has(sentences_of(uneven),
            "Rank 1 computes for 61 us, 1.72 times the mean; its block has 1.60 times the mean number of cells."));
}

TEST_CASE("the tiles of a fractal") {
  StepPicture farm = row_of_ranks(
      {{{Phase::preview, 10}, {Phase::idle, 10}, {Phase::tiles, 40}, {Phase::idle, 40}}, {{Phase::tiles, 100}}}, 100);
  farm.facts.tiles = hg::TileFacts{"auto", 3, 1};
  farm.facts.cell = "pixel";
  farm.facts.unit = "iteration";
  farm.ranks[0].tiles = 3;
  farm.ranks[0].work = 1000;
  CHECK(
      sentences_of(farm) ==
      "The ranks are idle for 25 % of the time: 5.0 % before their last tile, until all have the preview, and 20 % after it, as "
      "rank 0 ends its last one 40 us before rank 1.\n");
  const std::string text = hg::step_text(farm, 80, false);
  CHECK(has(text, "Decomposition: 3 tiles, handed out by scheduler auto\n"));
  CHECK(has(text, "iterations done"));
  CHECK(has(text, "       0         3                 1000     100 %\n"));
  CHECK(has(hg::step_svg(farm), "handed out by scheduler auto"));
}

TEST_CASE("the SVG holds every rank, whatever the file is called") {
  StepPicture picture = many_ranks(40);
  picture.file = "a<b>&\xc3\xa4.toml";
  const std::string svg = hg::step_svg(picture);
  CHECK(has(svg, "<title>a&lt;b&gt;&amp;\xc3\xa4.toml: heat on "));
  for (int r = 0; r < 40; ++r) CHECK(has(svg, fmt::format("<title>rank {}: interior", r)));
}

TEST_CASE("shares, and round times along an axis") {
  CHECK(hg::percent_of(0.003) == "0.3 %");
  CHECK(hg::percent_of(0) == "0 %");
  CHECK(hg::time_axis(1.01e-3, 5).back().second == "1");
  CHECK(hg::time_axis(2.5, 5)[1].second == "0.5");
  CHECK(hg::time_axis(2.5, 5)[1].first == Approx(0.2));
  CHECK(hg::time_axis(0, 5).size() <= 6);
}

}  // namespace hg_tests
