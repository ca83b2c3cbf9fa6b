#include "sims/rules/rule_suffix.hpp"

#include "sims/patterns/patterns.hpp"
#include "sims/rules/rule_reader.hpp"

#include <optional>

namespace hg {

static const char* const suffix_example =
    "write :T640,480 for a torus, :P640,480 for a plane with dead cells around it, :T30+5,20 for a shifted torus or :K30*,20 for "
    "a "
    "Klein bottle";

// What is written after the ':': a side with what may be done to the edges along it.
struct Edge {
  std::int64_t length = 0, shift = 0;
  bool twisted = false;
  std::size_t twist_at = 0;
  std::optional<std::size_t> shift_at;
};

static std::int64_t side(RuleReader& reader, const std::string& name) {
  const std::size_t start = reader.at();
  const std::int64_t value = reader.number("the grid's " + name, largest_side, suffix_example);
  if (value == 0)
    reader.fail_at(start, fmt::format("a {} of 0 means an endless grid, which cannot be stored", name),
                   fmt::format("give the {} in cells: {}", name, suffix_example));
  return value;
}

static Edge edge(RuleReader& reader, const std::string& name) {
  Edge out;
  out.length = side(reader, name);
  out.twist_at = reader.at();
  out.twisted = reader.take('*');
  if (reader.peek() == '+' || reader.peek() == '-') {
    out.shift_at = reader.at();
    const bool back = reader.peek() == '-';
    reader.skip();
    const std::int64_t shift = reader.number("the shift", largest_side, suffix_example);
    out.shift = back ? -shift : shift;
  }
  return out;
}

// What the surface allows, by the rules of Golly.
static void check(const RuleReader& reader, char surface, const Edge& x, const Edge& y) {
  for (const Edge* one : {&x, &y}) {
    if (one->twisted && surface != 'K')
      reader.fail_at(one->twist_at, "only the edges of a Klein bottle (K) are twisted", suffix_example);
    if (one->shift_at && surface == 'P')
      reader.fail_at(*one->shift_at, "the edges of a plane are not joined, so none is shifted", suffix_example);
    if (one->shift_at && surface == 'K' && !one->twisted)
      reader.fail_at(*one->shift_at, "on a Klein bottle only the twisted edges may be shifted", "write :K30*+1,20 or :K30,20*+1");
  }
  if (x.twisted && y.twisted)
    reader.fail_at(y.twist_at, "a Klein bottle has one pair of twisted edges", "write :K30*,20 or :K30,20*");
  if (x.shift != 0 && y.shift != 0)
    reader.fail_at(*y.shift_at, "only one pair of a torus' edges may be shifted", "write :T30+5,20 or :T30,20-3");
}

BoundedGrid parse_suffix(RuleReader& reader) {
  reader.skip();  // ':'
  const char surface = reader.peek();
  if (surface == 'C') reader.fail("a cross-surface (C) is not supported", suffix_example);
  if (surface == 'S') reader.fail("a sphere (S) is not supported", suffix_example);
  if (surface != 'T' && surface != 'P' && surface != 'K')
    reader.fail("the bounded grid must be T (torus), P (plane) or K (Klein bottle)", suffix_example);
  reader.skip();
  const Edge x = edge(reader, "width");
  Edge y;
  y.length = x.length;  // as in Golly, one number stands for both
  if (reader.take(',')) y = edge(reader, "height");
  if (!reader.at_end()) reader.fail("nothing may follow the grid's size", suffix_example);
  check(reader, surface, x, y);

  BoundedGrid out{surface != 'P', x.length, y.length, x.shift, y.shift, x.twisted, y.twisted};
  if (surface == 'K' && !x.twisted && !y.twisted) out.twisted_y = true;  // as in Golly
  return out;
}

}  // namespace hg
