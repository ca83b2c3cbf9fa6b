// One step drawn: known phases become known lines, sentences follow from the numbers, and the SVG is XML that holds every rank.
#include "viz/step/step_picture.hpp"

#include "engine/step/timing.hpp"
#include "tests/catch.hpp"
#include "viz/image/svg.hpp"
#include "viz/step/step_svg.hpp"
#include "viz/step/step_text.hpp"
#include "viz/step/step_words.hpp"

#include <fmt/format.h>

#include <sstream>

namespace hg_tests {

using hg::StepPhase;
using hg::StepPicture;
using hg::StepRank;

static bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Phases one after the other from 0 on, lengths in microseconds.
static void spend(StepRank& rank, const std::vector<std::pair<StepPhase, double>>& phases) {
  for (const auto& [phase, microseconds] : phases) {
    rank.spans.push_back({phase, rank.end, rank.end + microseconds * 1e-6});
    rank.end = rank.spans.back().end;
    if (phase == StepPhase::post && rank.sent == 0) rank.sent = rank.end;
    if (phase == StepPhase::wait) {
      rank.wait_begin = rank.spans.back().begin;
      rank.wait_end = rank.end;
    }
  }
  rank.seconds = hg::seconds_of(rank.spans);
}

// Two ranks side by side; the second one sends late, so that the first one waits.
static StepPicture two_ranks() {
  StepPicture out;
  out.file = "in.toml";
  out.simulation = "heat";
  out.grid = {{20, 10, 1}};
  out.layout = {{2, 1, 1}};
  out.step = 12;
  out.measured = 9;
  out.ranks.resize(2);
  for (int r = 0; r < 2; ++r) {
    StepRank& rank = out.ranks[static_cast<std::size_t>(r)];
    rank.lo = {{10 * r, 0, 0}};
    rank.hi = {{10 * r + 10, 10, 1}};
    rank.messages = {{1 - r, {{r == 0 ? 1 : -1, 0, 0}}, 80}};
  }
  spend(out.ranks[0], {{StepPhase::pack, 5},
                       {StepPhase::post, 5},
                       {StepPhase::interior, 20},
                       {StepPhase::wait, 60},
                       {StepPhase::unpack, 5},
                       {StepPhase::rim, 5}});
  spend(out.ranks[1], {{StepPhase::pack, 70},
                       {StepPhase::post, 10},
                       {StepPhase::interior, 10},
                       {StepPhase::wait, 0.5},
                       {StepPhase::unpack, 4.5},
                       {StepPhase::rim, 5}});
  return out;
}

// `count` ranks in a row, the later the longer.
static StepPicture many_ranks(int count) {
  StepPicture out = two_ranks();
  out.grid = {{10 * count, 10, 1}};
  out.layout = {{count, 1, 1}};
  out.ranks.clear();
  for (int r = 0; r < count; ++r) {
    StepRank rank;
    rank.lo = {{10 * r, 0, 0}};
    rank.hi = {{10 * r + 10, 10, 1}};
    if (r > 0) rank.messages.push_back({r - 1, {{-1, 0, 0}}, 80});
    if (r < count - 1) rank.messages.push_back({r + 1, {{1, 0, 0}}, 80});
    spend(rank, {{StepPhase::post, 1}, {StepPhase::interior, 10.0 + r}});
    out.ranks.push_back(rank);
  }
  return out;
}

static std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

static std::vector<std::string> bars_of(const std::string& text) {
  std::vector<std::string> out;
  for (const std::string& line : lines_of(text))
    if (line.size() > 9 && line.starts_with("    ") && line[7] == ' ' && line[8] == '|') out.push_back(line);
  return out;
}

// Every tag is closed in order, every attribute is quoted, and no bare markup stands in text. Returns the number of elements.
static int well_formed(const std::string& xml) {
  std::vector<std::string> open;
  int count = 0;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    if (xml[i] == '&') REQUIRE((xml.find(';', i) - i <= 5));
    if (xml[i] != '<') {
      REQUIRE(xml[i] != '>');
      continue;
    }
    bool quoted = false;
    std::size_t end = i;
    while (end < xml.size() && (quoted || xml[end] != '>')) {
      if (xml[end] == '"') quoted = !quoted;
      if (quoted) REQUIRE(xml[end] != '<');
      ++end;
    }
    REQUIRE(end < xml.size());
    const std::string tag = xml.substr(i + 1, end - i - 1);
    i = end;
    if (tag[0] == '?') continue;
    if (tag[0] == '/') {
      REQUIRE_FALSE(open.empty());
      REQUIRE(open.back() == tag.substr(1));
      open.pop_back();
      continue;
    }
    ++count;
    if (tag.back() != '/') open.push_back(tag.substr(0, tag.find(' ')));
  }
  REQUIRE(open.empty());
  return count;
}

TEST_CASE("the phases that are drawn are those that are measured") {
  REQUIRE(hg::step_phase_count == hg::phase_count);
  for (std::size_t p = 0; p < hg::phase_count; ++p)
    CHECK(std::string(hg::style_of(static_cast<StepPhase>(p)).name) == hg::name_of(static_cast<hg::Phase>(p)));
}

TEST_CASE("known phases become known lines") {
  const StepPicture picture = two_ranks();
  const std::string text = hg::step_text(picture, {53, false});
  INFO(text);
  const auto bars = bars_of(text);
  REQUIRE(bars.size() == 2);
  CHECK(bars[0] == "      0 |pmiiiiwwwwwwwwwwwwur|    100 us     60 %");
  CHECK(bars[1] == "      1 |ppppppppppppppmmiiur|    100 us    0.5 %");
  CHECK(has(text, "\n         +---------+---------+\n         0 us     50        100\n"));
  CHECK(has(text,
            "in.toml: heat on 20 x 10 cells, 2 ranks of 1 thread\none halo exchange and its step 13 in 100 us, the\n"
            "median of 9; overlap on\n"));
  CHECK(has(text, "Decomposition: 2 x 1 blocks of 10 x 10 cells\n  +-----+-----+\n  |  0  |  1  |\n  +-----+-----+\n"));
  CHECK(has(text, "  east                   1           80\n"));
  CHECK(has(text, "all ranks together: 2 messages, 160 bytes\n"));
  CHECK(has(text, "  w wait         30 %    30.2 us    60.0 us  for messages\n"));
  CHECK_FALSE(has(text, "tiles"));
  CHECK_FALSE(has(text, "\x1b"));
}

TEST_CASE("lines fit, and colours do not move them") {
  StepPicture picture = many_ranks(100);
  picture.notes = {"A note."};
  for (const int columns : {80, 120}) {
    const std::string plain = hg::step_text(picture, {columns, false});
    for (const std::string& line : lines_of(plain)) {
      INFO(line);
      CHECK(line.size() <= static_cast<std::size_t>(columns));
    }
    std::string coloured = hg::step_text(picture, {columns, true});
    CHECK(has(coloured, "\x1b[30;48;5;"));
    for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
      coloured.erase(at, coloured.find('m', at) - at + 1);
    CHECK(coloured == plain);
  }
}

TEST_CASE("of many ranks the last, the first and some between are drawn") {
  const StepPicture picture = many_ranks(1000);
  const std::vector<int> drawn = hg::ranks_to_draw(picture, 16);
  CHECK(drawn.size() <= 16);
  CHECK(drawn.size() >= 14);
  CHECK(drawn.front() == 0);
  CHECK(drawn.back() == 999);
  CHECK(std::is_sorted(drawn.begin(), drawn.end()));
  const std::string text = hg::step_text(picture, {80, false});
  CHECK(bars_of(text).size() == drawn.size());
  CHECK(has(text, fmt::format("  {} of 1000 ranks are left out", 1000 - drawn.size())));
  CHECK(has(text, "| ... | 999 |"));
  CHECK(hg::ranks_to_draw(many_ranks(16), 16).size() == 16);
  CHECK(hg::ranks_to_draw(picture, 2) == std::vector<int>{0, 999});
  CHECK(well_formed(hg::step_svg(picture)) > 1000);
}

TEST_CASE("a picture without ranks, of one rank, and of a step that took no time") {
  CHECK(hg::step_text({}, {}).empty());
  well_formed(hg::step_svg({}));
  StepPicture one = many_ranks(1);
  const std::string text = hg::step_text(one, {80, false});
  CHECK(has(text, "Decomposition: one block of 10 x 10 cells"));
  CHECK(has(text, "One rank has no neighbours"));
  CHECK_FALSE(has(text, "Messages that"));
  CHECK(bars_of(text).size() == 1);
  well_formed(hg::step_svg(one));
  for (StepPicture none : {many_ranks(1), two_ranks()}) {
    for (StepRank& rank : none.ranks) {
      rank.spans.clear();
      rank.seconds = {};
      rank.end = 0;
    }
    CHECK_FALSE(has(hg::step_text(none, {80, false}), "nan"));
    CHECK_FALSE(has(hg::step_svg(none), "nan"));
    well_formed(hg::step_svg(none));
  }
}

TEST_CASE("three axes are drawn layer by layer") {
  StepPicture picture = two_ranks();
  picture.dimension = 3;
  picture.grid = {{4, 4, 60}};
  picture.layout = {{1, 1, 6}};
  picture.ranks.assign(6, picture.ranks[0]);
  for (int r = 0; r < 6; ++r) {
    picture.ranks[static_cast<std::size_t>(r)].lo = {{0, 0, 10 * r}};
    picture.ranks[static_cast<std::size_t>(r)].hi = {{4, 4, 10 * r + 10}};
    picture.ranks[static_cast<std::size_t>(r)].messages = {{(r + 1) % 6, {{0, -1, 1}}, 128}};
  }
  const std::string text = hg::step_text(picture, {80, false}), svg = hg::step_svg(picture);
  CHECK(has(text, "layer of z = 0 to 9\n"));
  CHECK(has(text, "  ... 3 more layers\n  layer of z = 50 to 59\n"));
  CHECK(has(text, "(0, -1, +1)"));
  CHECK(has(svg, "... z 50 to 59"));
  well_formed(svg);
}

TEST_CASE("sentences follow from the numbers") {
  const auto words = [](const StepPicture& picture) {
    std::string out;
    for (const std::string& sentence : hg::explanation_of(picture)) out += sentence + "\n";
    return out;
  };
  StepPicture picture = two_ranks();
  CHECK(has(words(picture),
            "30 % of the ranks' time is waiting, longest on rank 0 (60.0 us). It waits for rank 1, which had sent its "
            "messages only 50.0 us after that wait began."));
  CHECK(has(words(picture), "Messages cost 80 % of the time and hold only 80 B on average"));

  picture.ranks[1].sent = 10e-6;
  CHECK(has(words(picture),
            "Its 1 message of 80 B took 80.0 us after the last neighbour had sent; its interior, which should hide "
            "that, takes 20.0 us."));
  StepPicture thin = picture;
  thin.ranks[0].spans.erase(thin.ranks[0].spans.begin() + 2);
  CHECK(has(words(thin), "had sent, and its block is too thin for an interior"));
  picture.overlap = false;
  CHECK(has(words(picture), "without overlap nothing is computed meanwhile"));
  picture.cores = 2;
  CHECK(has(words(picture), "take turns on a node of 2 cores"));
  CHECK_FALSE(has(words(picture), "deeper halo"));

  StepPicture calm = many_ranks(2);
  CHECK(words(calm) == "Messages were in before the interior was done: no rank waits longer than 0.00 us.\n");
  spend(calm.ranks[1], {{StepPhase::interior, 50}});
  calm.ranks[1].hi[0] = 50;
  CHECK(has(words(calm), "Rank 1 computes for 61.0 us, 1.72 times the mean; its block has 1.60 times the mean number of cells."));

  StepPicture farm = two_ranks();
  farm.scheduler = "auto";
  farm.work_unit = "iteration";
  farm.ranks = {StepRank(), StepRank()};
  spend(farm.ranks[0], {{StepPhase::preview, 10}, {StepPhase::idle, 10}, {StepPhase::tiles, 40}, {StepPhase::idle, 40}});
  spend(farm.ranks[1], {{StepPhase::preview, 20}, {StepPhase::tiles, 80}});
  farm.ranks[0].tiles = 3;
  farm.ranks[0].work = 1000;
  CHECK(has(words(farm),
            "The ranks are idle for 25 % of the time: 5.0 % before their last tile, until all have the preview, and 20 % "
            "after it, as rank 0 ends its last one 40.0 us before rank 1."));
  CHECK(has(words(farm), "The preview of what tiles will cost takes 15 % of the time."));
  const std::string text = hg::step_text(farm, {80, false});
  CHECK(has(text, "Decomposition: 3 tiles, handed out by scheduler auto\n"));
  CHECK(has(text, "       0         3                 1000     100 %\n"));
  CHECK(has(hg::step_svg(farm), "3 tiles, 1000 iterations, 100 %"));
}

TEST_CASE("the SVG is XML that holds every rank, whatever the file is called") {
  StepPicture picture = many_ranks(40);
  picture.file = "a<b>&\"c\"\x01\xff\xc3\xa4.toml";
  const std::string svg = hg::step_svg(picture);
  well_formed(svg);
  CHECK(has(svg, "a&lt;b&gt;&amp;&quot;c&quot;??\xc3\xa4.toml"));
  for (int r = 0; r < 40; ++r) CHECK(has(svg, fmt::format("<title>rank {}: interior", r)));
  CHECK(hg::xml_text("\xe2\x82\xac \xf0\x9f\x98\x80") == "\xe2\x82\xac \xf0\x9f\x98\x80");
  CHECK(hg::xml_text("\xc0\x80\xed\xa0\x80\xef\xbf\xbf\xe2\x82") == std::string(10, '?'));
}

TEST_CASE("parts of a time, many spans made few, and round ticks") {
  const std::vector<hg::StepSpan> spans{{StepPhase::pack, 0, 1}, {StepPhase::wait, 1, 1.4}, {StepPhase::rim, 1.4, 2}};
  CHECK(hg::phase_of_parts(spans, 4, 4) ==
        std::vector<int>{static_cast<int>(StepPhase::pack), static_cast<int>(StepPhase::rim), -1, -1});
  CHECK(hg::phase_of_parts({}, 0, 2) == std::vector<int>{-1, -1});
  std::vector<hg::StepSpan> many;
  for (int i = 0; i < 1000; ++i) many.push_back({i < 500 && i % 10 != 0 ? StepPhase::tiles : StepPhase::put, i * 1.0, i + 1.0});
  const auto few = hg::simplified(many, 10);
  REQUIRE(few.size() == 2);
  CHECK(few[0].phase == StepPhase::tiles);
  CHECK(few[0].end == Approx(500));
  CHECK(few[1].end == Approx(1000));
  CHECK(hg::simplified(many, 1000).size() == 1000);
  CHECK(hg::tick_distance(100, 5) == Approx(20));
  CHECK(hg::tick_distance(1.01e-3, 5) == Approx(5e-4));
  CHECK(hg::tick_distance(0, 5) == 1);
  CHECK(hg::direction_in_words({{1, -1, 0}}, 2) == "north-east");
  CHECK(hg::direction_in_words({{-1, 0, 0}}, 2) == "west");
  CHECK(hg::time_in_words(1.234e-4) == "123 us");
  CHECK(hg::time_in_words(2.5) == "2.50 s");
  CHECK(hg::bytes_with_unit(999) == "999 B");
  CHECK(hg::bytes_with_unit(4096) == "4.10 kB");
  CHECK(hg::percent(0.003) == "0.3 %");
  CHECK(hg::percent(0) == "0 %");
}

}  // namespace hg_tests
