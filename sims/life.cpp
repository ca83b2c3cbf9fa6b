// Cellular automata: Life and its kin (two states, eight neighbours, any birth/survival rule; B3/S23 is Conway's Game of Life)
// here, the other families of rules in files of their own.
#include "engine/model/block_model.hpp"
#include "engine/system/file_io.hpp"
#include "sims/automata/bit_edge.hpp"
#include "sims/automata/bounded_grid.hpp"
#include "sims/automata/generations.hpp"
#include "sims/automata/larger_than_life.hpp"
#include "sims/automata/life_block.hpp"
#include "sims/automata/life_word_block.hpp"
#include "sims/automata/nontotalistic.hpp"
#include "sims/automata/table_rule.hpp"
#include "sims/patterns/patterns.hpp"
#include "sims/rules/rule_search.hpp"

#include <halogrid/halogrid.hpp>

#include <type_traits>

namespace life {

struct Life {
  using Cell = std::uint8_t;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Box;
  static constexpr auto fields = hg::fields("cells");

  std::uint8_t born[9], changes[9];  // for n live neighbours: a dead cell's next state, and whether a live cell's differs from it

  HG_FUNCTION Cell operator()(hg::Near<Cell, 2> c) const {
    const auto n = static_cast<Cell>(c(-1, -1) + c(0, -1) + c(1, -1) + c(-1, 0) + c(1, 0) + c(-1, 1) + c(0, 1) + c(1, 1));
    Cell next = 0;
    // No table look-up: comparisons of bytes keep whole vectors of cells in registers.
    for (int k = 0; k < 9; ++k) next |= static_cast<Cell>(n == k ? (born[k] ^ (c(0, 0) & changes[k])) : 0);
    return next;
  }
};

static Life rule_of(const hg::LifeRule& rule) {
  Life out{};
  for (int n = 0; n < 9; ++n) {
    const int born = rule.birth >> n & 1, survives = rule.survival >> n & 1;
    out.born[n] = static_cast<std::uint8_t>(born);
    out.changes[n] = static_cast<std::uint8_t>(born ^ survives);
  }
  return out;
}

// Packed cells where kernels run: on the host's own vectors, or in Kokkos kernels.
using PackedLife = std::conditional_t<hg::runs_on_host, hg::LifeBlock, hg::LifeWordBlock>;

// Two-state rules that count eight neighbours run on packed cells, 64 a word, or on one cell a byte, as every other rule does:
// where that is asked for, and where a small grid cannot be cut between words for so many ranks.
static hg::Model life_like(const hg::LifeRule& rule, const std::string& storage, const Soup& soup) {
  const auto bytes = std::make_shared<hg::Model>(hg::model(rule_of(rule), soup));
  if (storage == "bytes") return *bytes;
  return hg::block_model<PackedLife>(PackedLife::Rule{rule.birth, rule.survival}, soup, Life::fields.name,
                                     storage == "bits" ? nullptr : bytes);
}

// The automaton of a rule, starting from a soup.
static hg::Model automaton(const hg::LifeRule& rule, const hg::RuleTable& table, const std::string& storage, const Soup& soup) {
  switch (rule.family) {
    case hg::RuleFamily::counts:
      return rule.is_life_like() ? life_like(rule, storage, soup) : generations_model(rule, soup);
    case hg::RuleFamily::letters:
      return nontotalistic_model(rule, soup);
    case hg::RuleFamily::larger_than_life:
      return larger_than_life_model(rule.wide, soup);
    case hg::RuleFamily::table:
      return table_model(table, soup);
  }
  throw hg::internal_error("a rule is of no family");
}

// What is said where live cells come to the edge of a plane that nobody asked for: what would show more of the endless one.
static std::string remedy_at_edge(const hg::LifeRule& rule, const hg::Pattern& pattern, const hg::Plane& plane) {
  if (rule.born[0]) return "a larger one does not help: with B0 the dead cells outside make it another pattern at once";
  const hg::Index<3> size{{4 * plane.size[0], 4 * plane.size[1], 1}};
  std::string out = fmt::format("a larger one: -s grid.size=[{},{}] -s grid.boundary=dead", size[0], size[1]);
  const hg::Index<3> extent = hg::extent_of(pattern);
  const hg::Index<3> centred{{(size[0] - extent[0]) / 2, (size[1] - extent[1]) / 2, 0}};
  const bool placed = (pattern.position || pattern.has_header) && plane.offset == hg::Index<3>{};
  return placed ? out : out + fmt::format(" -s life.at=[{},{}]", centred[0], centred[1]);
}

static hg::Model make(hg::Parameters& input) {
  std::string rule_text =
      input.text("rule", "B3/S23",
                 "rule of any family, or a .rule file; a suffix :T640,480 (torus) or :P640,480 (dead plane) sets the grid");
  const std::string file =
      input.text("pattern", "", "file of the starting pattern (.rle .cells .lif .mc), relative to the input file");
  const auto at =
      input.integers("at", {}, {}, "grid cell [x, y] of the pattern's top-left cell (default: centred, as Golly does)");
  const double density = input.real("density", 0, "", {0, 1}, "share of live cells in a random soup, instead of a pattern");

  const std::string storage =
      input.choice("storage", "auto", {"auto", "bits", "bytes"},
                   hg::of_run("cells 64 a word or one a byte: the same results (auto: bits where the rule allows)"));

  const std::string until =
      input.choice("until", "steps", {"steps", "settled"},
                   hg::of_extent("end of the run: after run.steps steps, or where the cells begin to repeat if that is earlier"));

  std::string rule_place = input.place("rule");
  const std::string path = input.path_of(file);
  std::shared_ptr<const hg::Pattern> pattern;
  if (!file.empty()) {
    if (density > 0) input.fail("density", "life.density and life.pattern are both given", "leave one of them out");
    hg::refuse_other_formats(file);
    const auto text = input.read_first_cells("pattern", path);
    pattern = std::make_shared<hg::Pattern>(text ? hg::parse_pattern(*text, path) : hg::parse_head(input.head("pattern"), path));
    input.keep_head("pattern", hg::head_of(*pattern));
    if (input.given("rule")) {
      rule_text = hg::overriding_rule(rule_text, pattern->rule);
    } else if (!pattern->rule.empty()) {
      rule_text = pattern->rule;
      rule_place = pattern->rule_place;
    }
  } else if (!input.describing() && !input.given("density") && !input.starts_from_array("cells")) {
    input.fail("pattern", "life has no cells to start from", "give life.pattern, life.density or [initial] cells");
  }
  if (!at.empty() && at.size() != 2)
    input.fail("at", fmt::format("life.at has {} entries; 2 are needed", at.size()), "at = [x, y]");

  hg::LifeRule rule = hg::parse_life_rule(rule_text, rule_place);
  hg::RuleTable table;
  if (rule.family == hg::RuleFamily::table) {
    if (hg::is_stream(rule.file) && !input.given("rule"))
      throw hg::usage_error(rule_place, "the rule of a pattern cannot be a stream",
                            "give the rule with -s life.rule=" + rule.file);
    const std::string rule_path = hg::rule_file(input, rule, path, rule_place);
    table = hg::parse_rule_table(input.read_file("rule", rule_path), rule_path);
    rule.states = table.states;
  }
  // The size is shown with the grid; how its edges are joined only a suffix can say.
  input.resolve("rule", rule.bounded && rule.bounded->has_seam() ? rule.text + hg::suffix_of(*rule.bounded) : rule.text);
  if (rule.bounded) hg::use_bounded_grid(input, *rule.bounded, rule_place);

  std::optional<hg::Plane> plane;
  if (pattern) {
    hg::refuse_states(*pattern, rule.states, rule.text);
    for (const std::string& warning : pattern->warnings) input.warn(warning);
    if (!input.grid_given() && !rule.bounded) {
      plane = hg::plane_for(*pattern);
      input.use_grid(plane->size, hg::BoundaryKind::fixed, path);
      for (int axis = 0; axis < 2; ++axis)
        if (at.empty() && plane->offset[axis] != 0) input.use_origin(axis, static_cast<double>(plane->offset[axis]));
    }
    const hg::Index<3> size = input.grid().size;
    const hg::Placement placed = !at.empty() ? hg::place_at(*pattern, {{at[0], at[1], 0}}, size)
                                 : plane     ? hg::place_at(*pattern, plane->at, size)
                                             : hg::place(*pattern, size);
    if (placed.dropped > 0)
      input.warn(fmt::format("{}: {} live cell{} outside the grid of {} x {} left out", path, placed.dropped,
                             placed.dropped == 1 ? " lies" : "s lie", size[0], size[1]));
    input.start_from("cells", std::make_shared<hg::PatternSource>(pattern, placed.at, size));
    if (pattern->generation) input.start_at_step(*pattern->generation);
  }
  const bool packable = rule.is_life_like() && hg::has_bit_edges(input.grid());
  if (storage == "bits" && !packable)
    input.fail("storage", fmt::format("rule {} cannot run on packed cells", rule.text),
               "they need two states, eight neighbours and no shifted or twisted edges; leave life.storage out");
  const bool packed = packable && storage != "bytes";
  if (until == "settled" && !packed)
    input.fail("until", "only packed cells are watched for settling",
               "that needs two states, eight neighbours, no shifted or twisted edges and no storage = \"bytes\"");
  hg::Model model = automaton(rule, table, packed ? storage : "bytes", Soup{density});
  model.counts_population(rule.states).is_coloured(table.colours);
  if (plane) model.watches_edges(remedy_at_edge(rule, *pattern, *plane));
  if (until == "settled") model.stops_when_settled();
  return model;
}

const hg::Register simulation{
    "life", "cellular automata: Conway's Game of Life, every other B/S rule, Generations, Larger than Life, tables", make};

}  // namespace life
