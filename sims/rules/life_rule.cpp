#include "sims/rules/life_rule.hpp"

#include "engine/system/file_io.hpp"
#include "sims/rules/hensel.hpp"
#include "sims/rules/rule_aliases.hpp"
#include "sims/rules/rule_reader.hpp"
#include "sims/rules/rule_suffix.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace hg {

static const char* const life_rule_example = "write birth and survival counts from 0 to 8, such as B3/S23 or 23/3";

static int most_neighbours(Neighbours neighbours) {
  return neighbours == Neighbours::moore ? 8 : neighbours == Neighbours::von_neumann ? 4 : 6;
}

// The rules that are written as counts of neighbours, with letters and a number of states or without.
class CountsReader {
 public:
  CountsReader(RuleReader& reader, LifeRule& rule) : reader_(reader), rule_(rule) {
    // It stands last, and what letters mean depends on it.
    for (std::size_t ahead = 0; reader.peek(ahead) != '\0' && reader.peek(ahead) != ':'; ++ahead)
      if (reader.peek(ahead) == 'H') ring_ = Neighbours::hexagonal;
  }

  void read() {
    const char first = reader_.peek();
    if (first == 'B' || first == 'S') {
      reader_.skip();
      read_part(first == 'B' ? rule_.born : rule_.stays);
      if (reader_.peek() == '/' || reader_.peek() == '_') reader_.skip();
      const char next = reader_.peek();
      if (reader_.take(first == 'B' ? 'S' : 'B'))
        read_part(first == 'B' ? rule_.stays : rule_.born);
      else if (!reader_.at_end() && next != ':' && next != 'V' && next != 'H')  // a part that is left out is empty
        reader_.fail(first == 'B' ? "the survival part (S...) is missing" : "the birth part (B...) is missing",
                     life_rule_example);
    } else {
      read_part(rule_.stays);
      if (reader_.peek() != '/' && reader_.peek() != '_')
        reader_.fail("a '/' must stand between survival and birth counts", life_rule_example);
      reader_.skip();
      read_part(rule_.born);
    }
    read_neighbours();
    if (reader_.take('/') || reader_.take('_')) read_states();
    read_neighbours();
    settle();
  }

 private:
  // Counts, each with letters or without. Remembers where each count and the first letter were written.
  void read_part(std::bitset<256>& sets) {
    while (reader_.at_digit()) {
      const int count = reader_.peek() - '0';
      if (count == 9) reader_.fail("a cell has 8 neighbours, so there is no count 9", life_rule_example);
      auto& seen = count_at_[static_cast<std::size_t>(count)];
      seen = std::min(seen, reader_.at());
      reader_.skip();
      sets |= read_letters(count);
    }
    if (reader_.peek() == '-') reader_.fail("a minus must directly follow a count", "write B2-ac/S23 for all of 2 but a and c");
  }

  std::bitset<256> read_letters(int count) {
    const std::bitset<256> all = hensel_sets(ring_, count, '\0');
    const bool all_but = reader_.take('-');
    std::bitset<256> named;
    for (; is_letter(reader_.peek()); reader_.skip()) {
      const char letter = static_cast<char>(reader_.peek() - 'A' + 'a');
      const std::string letters = hensel_letters(ring_, count);
      if (letters.empty())
        reader_.fail(fmt::format("{} neighbours can lie in one way only, so no letter may follow", count),
                     "leave the letter out");
      if (letters.find(letter) == std::string::npos)
        reader_.fail(fmt::format("no way in which {} neighbour{} lie{} is called {}", count, count == 1 ? "" : "s",
                                 count == 1 ? "s" : "", letter),
                     fmt::format("after {} any of these may stand: {}", count, letters));
      letter_at_ = std::min(letter_at_, reader_.at());
      named |= hensel_sets(ring_, count, letter);
    }
    if (all_but) return all & ~named;
    return named.none() ? all : named;
  }

  static bool is_letter(char c) { return c != '\0' && std::string("ACEIJKMNOPQRTWYZ").find(c) != std::string::npos; }

  void read_neighbours() {
    const char which = reader_.peek();
    if ((which != 'V' && which != 'H') || rule_.neighbours != Neighbours::moore) return;
    rule_.neighbours = which == 'V' ? Neighbours::von_neumann : Neighbours::hexagonal;
    const int most = most_neighbours(rule_.neighbours);
    const char* hint = which == 'V' ? "V stands for von Neumann's neighbourhood: north, east, south and west"
                                    : "H stands for the hexagonal neighbourhood: all but the north-east and south-west cells";
    for (int count = most + 1; count <= 8; ++count)
      if (const std::size_t at = count_at_[static_cast<std::size_t>(count)]; at != nowhere)
        reader_.fail_at(at, fmt::format("with {} a cell has {} neighbours, so there is no count {}", which, most, count), hint);
    if (letter_at_ != nowhere && which == 'V')
      reader_.fail_at(letter_at_, "letters tell apart how eight or six neighbours lie; with V a cell has 4", hint);
    reader_.skip();
  }

  void read_states() {
    const char* hint = "write the number of states last: 345/2/4 or B2/S345/C4";
    if (reader_.peek() == 'C' || reader_.peek() == 'G') reader_.skip();
    const std::size_t start = reader_.at();
    const std::int64_t states = reader_.number("the number of states", 256, hint);
    if (states < 2) reader_.fail_at(start, fmt::format("{} states are too few; there are 2 at least", states), hint);
    rule_.states = static_cast<int>(states);
  }

  // Whole counts are told from letters, and sets of neighbours that are not looked at are dropped.
  void settle() {
    const char* const mark = rule_.neighbours == Neighbours::moore ? "" : rule_.neighbours == Neighbours::hexagonal ? "H" : "V";
    for (int count = 0; count <= 8; ++count) {
      const std::bitset<256> all = hensel_sets(ring_, count, '\0');
      if (all.none()) continue;
      for (auto [sets, counts] : {std::pair{&rule_.born, &rule_.birth}, std::pair{&rule_.stays, &rule_.survival}}) {
        const std::bitset<256> part = *sets & all;
        if (part == all)
          *counts = static_cast<std::uint16_t>(*counts | 1U << count);
        else if (part.any())
          rule_.family = RuleFamily::letters;
      }
    }
    const std::string birth = hensel_text(ring_, rule_.born), survival = hensel_text(ring_, rule_.stays);
    rule_.text = rule_.states == 2 ? fmt::format("B{}/S{}{}", birth, survival, mark)
                                   : fmt::format("{}/{}/{}{}", survival, birth, rule_.states, mark);
  }

  static constexpr std::size_t nowhere = std::string::npos;
  RuleReader& reader_;
  LifeRule& rule_;
  Neighbours ring_ = Neighbours::moore;  // in which letters tell sets apart
  std::array<std::size_t, 9> count_at_{nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere};
  std::size_t letter_at_ = nowhere;
};

// Of a rule that is written as the bits of its table, by whether the middle lives and the set of its live neighbours.
template <class Lives>
static void fill_sets(LifeRule& rule, const Lives& lives) {
  rule.family = RuleFamily::letters;
  for (unsigned set = 0; set < 256; ++set) {
    rule.born[set] = lives(false, set);
    rule.stays[set] = lives(true, set);
  }
}

// MAP and 512, 128 or 32 bits in base64, the largest first: bit n is the next state of the neighbourhood whose cells, from the
// north-west row by row, are the binary digits of n. Of hexagonal neighbours Golly takes the lowest row first.
static void read_map(RuleReader& reader, const std::string& text, LifeRule& rule) {
  static const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  struct Map {
    Neighbours neighbours;
    std::size_t length;      // in base64
    std::vector<int> cells;  // bits of a set, -1 for the middle
  };
  static const std::array<Map, 3> maps = {{{Neighbours::moore, 86, {7, 0, 1, 6, -1, 2, 5, 4, 3}},
                                           {Neighbours::hexagonal, 22, {4, 3, 6, -1, 2, 7, 0}},
                                           {Neighbours::von_neumann, 6, {0, 6, -1, 2, 4}}}};
  for (int letter = 0; letter < 3; ++letter) reader.skip();
  const std::size_t start = reader.at();
  std::string bits;
  for (; reader.at() < text.size() && digits.find(text[reader.at()]) != std::string::npos; reader.skip())
    bits += text[reader.at()];
  const auto* const map = std::find_if(maps.begin(), maps.end(), [&](const Map& one) { return one.length == bits.size(); });
  if (map == maps.end())
    reader.fail_at(start, fmt::format("MAP is followed by {} characters of base64", bits.size()),
                   "write 86 of them for eight neighbours, 22 for the hexagonal six or 6 for von Neumann's four");
  while (reader.take('=')) {  // padding
  }
  const auto bit = [&](std::size_t n) { return (digits.find(bits[n / 6]) >> (5 - n % 6) & 1U) != 0; };
  fill_sets(rule, [&](bool middle, unsigned set) {
    std::size_t n = 0;
    for (const int cell : map->cells) n = 2 * n + (cell < 0 ? (middle ? 1U : 0U) : (set >> cell & 1U));
    return bit(n);
  });
  rule.neighbours = map->neighbours;
  rule.text = "MAP" + bits;
}

// W0 to W255: what lives stays, and a row is born from the one above it.
static void read_wolfram(RuleReader& reader, LifeRule& rule) {
  const char* hint = "write W0 to W255, such as W110";
  reader.skip();
  const auto number = static_cast<unsigned>(reader.number("the number of Wolfram's rule", 255, hint));
  fill_sets(rule, [&](bool middle, unsigned set) {
    const unsigned above = (set >> 7 & 1U) << 2U | (set & 1U) << 1U | (set >> 1 & 1U);
    return middle || (number >> above & 1U) != 0;
  });
  rule.text = fmt::format("W{}", number);
}

// The length of the name of a stream, or of a file that ends in .rule, at the start of the text; 0 where there is none.
static std::size_t file_name(const std::string& text) {
  static const std::string extension = ".rule";
  if (const std::size_t end = std::min(text.find(':'), text.size()); is_stream(text.substr(0, end))) return end;
  for (std::size_t at = 1; at + extension.size() <= text.size(); ++at) {
    const std::size_t end = at + extension.size();
    if (end < text.size() && text[end] != ':') continue;
    if (std::equal(extension.begin(), extension.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                   [](unsigned char a, unsigned char b) { return a == std::tolower(b); }))
      return end;
  }
  return 0;
}

static void parse_rule(RuleReader& reader, const std::string& text, LifeRule& rule) {
  const char first = reader.peek();
  std::size_t digits = 0;
  while (reader.peek(digits) >= '0' && reader.peek(digits) <= '9') ++digits;
  if (const std::size_t length = file_name(text); length > 0) {
    rule.family = RuleFamily::table;
    rule.file = rule.text = text.substr(0, length);
    while (reader.at() < length) reader.skip();
  } else if ((first == 'R' && reader.peek(1) >= '0' && reader.peek(1) <= '9') || (digits > 0 && reader.peek(digits) == ',')) {
    rule.family = RuleFamily::larger_than_life;
    rule.wide = parse_larger_than_life(reader);
    rule.states = rule.wide.states;
    rule.text = text_of(rule.wide);
  } else if (first == 'M' && reader.peek(1) == 'A' && reader.peek(2) == 'P') {
    read_map(reader, text, rule);
  } else if (first == 'W' && reader.peek(1) >= '0' && reader.peek(1) <= '9') {
    read_wolfram(reader, rule);
  } else if (first == 'B' || first == 'S' || first == '/' || first == '_' || digits > 0) {
    CountsReader(reader, rule).read();
  } else {
    reader.fail("a rule starts with B, S, R or a digit",
                "write B3/S23, 345/2/4 or R5,C0,M1,S34..58,B34..45,NM, or the name of a rule");
  }
  if (!reader.at_end() && reader.peek() != ':')
    reader.fail("nothing but a suffix such as :T640,480 may follow the rule",
                rule.family == RuleFamily::counts ? life_rule_example : "remove what follows the rule");
}

LifeRule parse_life_rule(const std::string& text, const std::string& place) {
  if (text.empty()) throw usage_error(place, "the life rule is empty", life_rule_example);
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string before = text.substr(0, colon), alias = alias_of(before);
  if (!alias.empty()) return parse_life_rule(alias + text.substr(colon), place);
  RuleReader reader(text, place);
  LifeRule rule;
  try {
    parse_rule(reader, text, rule);
  } catch (const Error& error) {
    if (!could_be_name(before)) throw;
    rule = {};
    rule.family = RuleFamily::table;
    rule.name = rule.text = before;
    rule.complaint = error.what();
    rule.remedy = error.hint();
    while (reader.at() < colon) reader.skip();
  }
  if (reader.peek() == ':' && reader.peek(1) == '\0')
    reader.skip();
  else if (reader.peek() == ':')
    rule.bounded = parse_suffix(reader);
  return rule;
}

std::string overriding_rule(const std::string& rule, const std::string& of_pattern) {
  if (rule.find(':') != std::string::npos) return rule;
  const std::size_t colon = of_pattern.find(':');
  return colon == std::string::npos ? rule : rule + of_pattern.substr(colon);
}

}  // namespace hg
