#include "sims/rules/larger_than_life_rule.hpp"

#include "sims/rules/rule_reader.hpp"

#include <cmath>
#include <numeric>

namespace hg {

static const char* const larger_than_life_example =
    "write R5,C0,M1,S34..58,B34..45,NM: range, states, middle counted (1) or not (0), survival, birth, area M, N or C";

std::vector<int> LargerThanLifeRule::half_widths() const {
  std::vector<int> out;
  for (int dy = -range; dy <= range; ++dy) {
    int width = range;
    if (area == Area::diamond) width = range - std::abs(dy);
    // Within range + 1/2 of the middle: dx^2 + dy^2 <= range^2 + range in whole numbers.
    if (area == Area::disc)
      while (width * width + dy * dy > range * range + range) --width;
    out.push_back(width);
  }
  return out;
}

int LargerThanLifeRule::cells() const {
  const std::vector<int> widths = half_widths();
  return std::accumulate(widths.begin(), widths.end(), 0, [](int sum, int width) { return sum + 2 * width + 1; });
}

struct PlacedInterval {
  LargerThanLifeRule::Interval interval;
  std::size_t high_at;  // where its upper end was written
};

// 34..58, 34-58 or 34; several with commas between them.
static std::vector<PlacedInterval> intervals(RuleReader& reader, const std::string& what) {
  std::vector<PlacedInterval> out;
  do {
    const std::size_t low_at = reader.at();
    PlacedInterval placed{{0, 0}, low_at};
    placed.interval.low = placed.interval.high =
        static_cast<int>(reader.number(what + " count", 1 << 20, larger_than_life_example));
    bool more = reader.take('-');
    if (reader.peek() == '.') {
      reader.skip();
      if (!reader.take('.')) reader.fail("two dots stand between the ends of an interval", larger_than_life_example);
      more = true;
    }
    if (more) {
      placed.high_at = reader.at();
      placed.interval.high =
          static_cast<int>(reader.number("the upper end of the " + what + " counts", 1 << 20, larger_than_life_example));
      if (placed.interval.high < placed.interval.low)
        reader.fail_at(placed.high_at, fmt::format("{} is below {}, the lower end", placed.interval.high, placed.interval.low),
                       larger_than_life_example);
    }
    if (out.size() == static_cast<std::size_t>(most_intervals))
      reader.fail_at(low_at, fmt::format("there are more than {} intervals of {} counts", most_intervals, what),
                     "join neighbouring intervals");
    out.push_back(placed);
  } while (reader.peek() == ',' && reader.peek(1) >= '0' && reader.peek(1) <= '9' && (reader.skip(), true));
  return out;
}

// Checks the counts against the area, which the rule names last.
static std::vector<LargerThanLifeRule::Interval> within(const RuleReader& reader, const std::vector<PlacedInterval>& placed,
                                                        int cells) {
  std::vector<LargerThanLifeRule::Interval> out;
  for (const auto& [interval, high_at] : placed) {
    if (interval.high > cells)
      reader.fail_at(high_at, fmt::format("{} is more than the {} cells of the area", interval.high, cells),
                     "lower the count or widen the range");
    out.push_back(interval);
  }
  return out;
}

static int range_number(RuleReader& reader) {
  const std::size_t start = reader.at();
  const std::int64_t range = reader.number("the range", 1 << 20, larger_than_life_example);
  if (range < 1 || range > largest_range)
    reader.fail_at(start, fmt::format("the range is {}; it must lie from 1 to {}", range, largest_range),
                   fmt::format("choose a range of at most {}", largest_range));
  return static_cast<int>(range);
}

static void comma(RuleReader& reader, const char* before) {
  if (!reader.take(',')) reader.fail(fmt::format("a ',' must stand before {}", before), larger_than_life_example);
}

// range,birth low,birth high,survival low,survival high: a square whose middle counts.
static LargerThanLifeRule short_form(RuleReader& reader) {
  LargerThanLifeRule out;
  out.middle = true;
  out.range = range_number(reader);
  const auto interval = [&](const char* low_name, const char* high_name) {
    comma(reader, low_name);
    const int low = static_cast<int>(reader.number(low_name, 1 << 20, larger_than_life_example));
    comma(reader, high_name);
    const std::size_t high_at = reader.at();
    const int high = static_cast<int>(reader.number(high_name, 1 << 20, larger_than_life_example));
    if (high < low) reader.fail_at(high_at, fmt::format("{} is below {}, the lower end", high, low), larger_than_life_example);
    return within(reader, {{{low, high}, high_at}}, out.cells());
  };
  out.birth = interval("the lowest birth count", "the highest birth count");
  out.survival = interval("the lowest survival count", "the highest survival count");
  return out;
}

LargerThanLifeRule parse_larger_than_life(RuleReader& reader) {
  if (reader.at_digit()) return short_form(reader);
  LargerThanLifeRule out;
  reader.skip();  // R
  out.range = range_number(reader);
  comma(reader, "the next part");
  if (reader.take('C')) {
    const std::int64_t states = reader.number("the number of states", 256, larger_than_life_example);
    out.states = states < 2 ? 2 : static_cast<int>(states);
    comma(reader, "the next part");
  }
  if (reader.take('M')) {
    if (reader.peek() != '0' && reader.peek() != '1') reader.fail("M is followed by 0 or 1", larger_than_life_example);
    out.middle = reader.peek() == '1';
    reader.skip();
    comma(reader, "the next part");
  }
  if (!reader.take('S')) reader.fail("the survival counts (S...) are missing", larger_than_life_example);
  const auto survival = intervals(reader, "survival");
  comma(reader, "the birth counts");
  if (!reader.take('B')) reader.fail("the birth counts (B...) are missing", larger_than_life_example);
  const auto birth = intervals(reader, "birth");
  if (reader.take(',')) {
    if (!reader.take('N')) reader.fail("the area (NM, NN or NC) is missing", larger_than_life_example);
    const char area = reader.peek();
    if (area != 'M' && area != 'N' && area != 'C')
      reader.fail("the area must be M (square, Moore), N (diamond, von Neumann) or C (circular)", "write NM, NN or NC");
    out.area = area == 'M'   ? LargerThanLifeRule::Area::square
               : area == 'N' ? LargerThanLifeRule::Area::diamond
                             : LargerThanLifeRule::Area::disc;
    reader.skip();
  }
  out.survival = within(reader, survival, out.cells());
  out.birth = within(reader, birth, out.cells());
  return out;
}

std::string text_of(const LargerThanLifeRule& rule) {
  const auto list = [](const std::vector<LargerThanLifeRule::Interval>& intervals_of) {
    std::string out;
    for (const auto& [low, high] : intervals_of) out += fmt::format("{}{}..{}", out.empty() ? "" : ",", low, high);
    return out;
  };
  return fmt::format("R{},C{},M{},S{},B{},N{}", rule.range, rule.states > 2 ? rule.states : 0, rule.middle ? 1 : 0,
                     list(rule.survival), list(rule.birth), "MNC"[static_cast<int>(rule.area)]);
}

}  // namespace hg
