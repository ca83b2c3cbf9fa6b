// Readers of strangers' texts take time in proportion to the text: of eight times as much about eight times as much, where a
// second look at all that follows each line would make it 64 times. Held against each other is the processor's time of this
// process, as no instructions can be counted everywhere: the least of several tries, in memory that the system has given before,
// and with a wide margin.
#include "bench/scaling/csv_table.hpp"
#include "tests/catch.hpp"
#include "tests/fuzz/readers.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

static double seconds_of(const std::function<void()>& action) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double start = now();
  action();
  return now() - start;
}

// Memory that was freed stays with the process: no time goes into getting it again.
static void keep_memory() {
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}

static std::string repeated(const std::string& line, std::int64_t times) {
  std::string out;
  for (std::int64_t i = 0; i < times; ++i) out += line;
  return out;
}

struct Text {
  const char* name;
  std::function<void(const std::string&)> read;
  std::string head, line;
};

// Lines are so short that what is done once a line weighs most.
static const std::vector<Text>& texts() {
  static const std::string table = "@TABLE\nn_states:2\nneighborhood:Moore\nsymmetries:none\n";
  static const std::vector<Text> all = {
      {"rule_table", hg_fuzz::rule_table, table, "1,0,1,0,1,0,1,0,1,0\n"},
      {"rule_table, digits", hg_fuzz::rule_table, table, "1010101010\n"},
      {"rule_table, comments", hg_fuzz::rule_table, table, "\n"},
      {"rule_table, no table", hg_fuzz::rule_table, "", "x\n"},
      {"rle", hg_fuzz::rle, "x = 9, y = 1000000000\n", "o$\n"},
      {"rle, extended", hg_fuzz::rle, "", "#CXRLE\n"},
      {"rle, comments", hg_fuzz::rle, "", "#C\n"},
      {"plaintext", hg_fuzz::plaintext, "", "O.\n"},
      {"plaintext, comments", hg_fuzz::plaintext, "", "!\n"},
      {"life_105", hg_fuzz::life_105, "#Life 1.05\n", "*\n"},
      {"life_105, blocks", hg_fuzz::life_105, "#Life 1.05\n", "#P 1 1\n*\n"},
      {"life_106", hg_fuzz::life_106, "#Life 1.06\n", "1 1\n"},
      {"macrocell", hg_fuzz::macrocell, "[M2]\n", "*$\n"},
      {"macrocell, nodes", hg_fuzz::macrocell, "[M2]\n1 0 0 0 1\n", "2 1 1 1 1\n"},
      {"palette", hg_fuzz::palette, "", "; \n"},
      {"view_script", hg_fuzz::view_script, "", "n\n"},
      {"csv", [](const std::string& text) { hg::bench::CsvTable::parse("f.csv", text); }, "a,b\n", "1,2\n"},
      {"csv, quoted", [](const std::string& text) { hg::bench::CsvTable::parse("f.csv", text); }, "a,b\n", "\"1\n\",2\n"}};
  return all;
}

// Whether eight times the text takes less than 24 times the time.
static bool in_proportion(const Text& text, std::int64_t lines, std::string& said) {
  const std::string one = text.head + repeated(text.line, lines), eight = text.head + repeated(text.line, 8 * lines);
  double least_one = 1e9, least_eight = seconds_of([&] { text.read(eight); });
  for (int turn = 0; turn < 5; ++turn) {
    least_one = std::min(least_one, seconds_of([&] { text.read(one); }));
    said = fmt::format("{}: {} s for {} lines, {} s for eight times as many", text.name, least_one, lines, least_eight);
    if (least_eight < 24 * least_one) return true;
    least_eight = std::min(least_eight, seconds_of([&] { text.read(eight); }));
  }
  return false;
}

TEST_CASE("no reader takes more than its share of time for a long text") {
  keep_memory();
  for (const Text& text : texts()) {
    std::int64_t lines = 2000;
    const auto long_enough = [&] {
      const std::string some = text.head + repeated(text.line, lines);
      return seconds_of([&] { text.read(some); }) > 0.01;
    };
    while (lines < 1 << 18 && !long_enough()) lines *= 2;
    std::string said;
    const bool proportional = in_proportion(text, lines, said);
    INFO(said);
    CHECK(proportional);
  }
}
