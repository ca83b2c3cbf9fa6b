// Hensel's letters against a table that was found with Golly's bgolly: one neighbourhood of each class and count was set around a
// dead cell, and the rule that gives birth to that letter alone was run for one generation.
#include "sims/rules/hensel.hpp"

#include "tests/catch.hpp"

#include <bit>
#include <map>

// The smallest number of each class; bits 0 to 7 are N NE E SE S SW W NW.
static const std::map<int, std::map<char, unsigned>> golly = {
    {1, {{'c', 2}, {'e', 1}}},
    {2, {{'c', 10}, {'e', 5}, {'k', 9}, {'a', 3}, {'i', 17}, {'n', 34}}},
    {3, {{'c', 42}, {'e', 21}, {'k', 37}, {'a', 7}, {'i', 14}, {'n', 11}, {'y', 41}, {'q', 35}, {'j', 13}, {'r', 19}}},
    {4,
     {{'c', 170},
      {'e', 85},
      {'k', 45},
      {'a', 15},
      {'i', 27},
      {'n', 46},
      {'y', 43},
      {'q', 39},
      {'j', 53},
      {'r', 23},
      {'t', 57},
      {'w', 54},
      {'z', 51}}},
    {5, {{'c', 87}, {'e', 171}, {'k', 107}, {'a', 62}, {'i', 31}, {'n', 61}, {'y', 91}, {'q', 55}, {'j', 47}, {'r', 59}}},
    {6, {{'c', 95}, {'e', 175}, {'k', 111}, {'a', 63}, {'i', 187}, {'n', 119}}},
    {7, {{'c', 127}, {'e', 191}}}};

// Smallest number of the neighbourhoods that are this one turned or mirrored, cell by cell on a 3 x 3 square.
static unsigned smallest(unsigned set) {
  static const int place[8] = {1, 2, 5, 8, 7, 6, 3, 0};  // of bit n in the square, row by row
  unsigned best = 256;
  for (int mirror = 0; mirror < 2; ++mirror)
    for (int turn = 0; turn < 4; ++turn) {
      unsigned moved = 0;
      for (int bit = 0; bit < 8; ++bit) {
        if ((set >> bit & 1U) == 0) continue;
        int x = place[bit] % 3 - 1, y = place[bit] / 3 - 1;
        if (mirror == 1) x = -x;
        for (int t = 0; t < turn; ++t) {
          const int old = x;
          x = -y;
          y = old;
        }
        for (int other = 0; other < 8; ++other)
          if (place[other] == 3 * (y + 1) + x + 1) moved |= 1U << other;
      }
      best = std::min(best, moved);
    }
  return best;
}

static std::string letters(int count) { return hg::hensel_letters(hg::Neighbours::moore, count); }
static std::bitset<256> sets(int count, char letter) { return hg::hensel_sets(hg::Neighbours::moore, count, letter); }
static std::string text(const std::bitset<256>& of) { return hg::hensel_text(hg::Neighbours::moore, of); }

TEST_CASE("every neighbourhood has the letter that Golly gives it") {
  for (unsigned set = 0; set < 256; ++set) {
    const int count = std::popcount(set);
    std::string found;
    for (const char letter : letters(count))
      if (sets(count, letter)[set]) found += letter;
    INFO("neighbours " << set);
    if (count == 0 || count == 8) {
      CHECK(found.empty());
      continue;
    }
    REQUIRE(found.size() == 1);
    CHECK(golly.at(count).at(found[0]) == smallest(set));
  }
}

TEST_CASE("letters come in alphabetical order, as many as there are classes") {
  for (int count = 0; count <= 8; ++count) {
    std::string expected;
    if (const auto found = golly.find(count); found != golly.end())
      for (const auto& [letter, set] : found->second) expected += letter;
    CHECK(letters(count) == expected);
    CHECK(sets(count, '\0').count() ==
          std::map<int, std::size_t>{{0, 1}, {1, 8}, {2, 28}, {3, 56}, {4, 70}, {5, 56}, {6, 28}, {7, 8}, {8, 1}}[count]);
  }
}

TEST_CASE("sets are written the short way") {
  CHECK(text({}).empty());
  CHECK(text(sets(2, '\0') | sets(3, 'a')) == "23a");
  CHECK(text(sets(2, '\0') & ~sets(2, 'a')) == "2-a");
  // Three letters, or a minus and three: the letters.
  CHECK(text(sets(2, 'a') | sets(2, 'c') | sets(2, 'e')) == "2ace");
  CHECK(text(sets(8, '\0') | sets(0, '\0')) == "08");
}

// Six neighbours around a cell, clockwise: ortho lie side by side, meta leave one between them, para lie opposite; of three,
// ortho lie side by side, para every second one, meta otherwise; of four, the two gaps are what the letter says.
TEST_CASE("hexagonal neighbours have the letters of chemists") {
  const auto hexagonal = hg::Neighbours::hexagonal;
  const std::map<std::string, std::size_t> ways = {{"2o", 6}, {"2m", 6}, {"2p", 3}, {"3o", 6}, {"3m", 12},
                                                   {"3p", 2}, {"4o", 6}, {"4m", 6}, {"4p", 3}};
  const std::map<std::string, std::vector<int>> examples = {{"2o", {0, 1}},       {"2m", {0, 2}},       {"2p", {0, 3}},
                                                            {"3o", {0, 1, 2}},    {"3m", {0, 1, 3}},    {"3p", {0, 2, 4}},
                                                            {"4o", {0, 1, 2, 3}}, {"4m", {0, 1, 2, 4}}, {"4p", {0, 1, 3, 4}}};
  static constexpr int bits[] = {0, 2, 3, 4, 6, 7};  // N E SE S W NW
  for (int count = 0; count <= 6; ++count) CHECK(hg::hensel_letters(hexagonal, count) == (count >= 2 && count <= 4 ? "mop" : ""));
  for (const auto& [name, cells] : examples) {
    INFO(name);
    const std::bitset<256> found = hg::hensel_sets(hexagonal, name[0] - '0', name[1]);
    for (int turn = 0; turn < 6; ++turn)
      for (const unsigned others : {0U, 2U, 32U, 34U}) {  // NE and SW are no neighbours
        unsigned set = others;
        for (const int cell : cells) set |= 1U << bits[(cell + turn) % 6];
        CHECK(found[set]);
      }
    CHECK(found.count() == 4 * ways.at(name));
    CHECK(hg::hensel_text(hexagonal, found) == name);
  }
  CHECK(hg::hensel_sets(hexagonal, 7, '\0').none());
}
