// Life-like cellular automata: two states, eight neighbours, any birth/survival rule (B3/S23 is Conway's Game of Life).
#include "engine/registry.hpp"
#include "sims/life_rule.hpp"
#include "sims/patterns.hpp"
#include "sims/rle.hpp"

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

struct Soup {
  double density;
  HG_FUNCTION std::uint8_t operator()(const hg::Where<2>& where) const {
    return hg::random_uniform(where.seed, where.number()) < density ? 1 : 0;
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

// The grid that a rule's suffix asks for; the input's own must not say otherwise.
static void bound(hg::Parameters& input, const hg::LifeRule& rule, const std::string& place) {
  if (!rule.bounded) return;
  const auto kind = rule.bounded->torus ? hg::BoundaryKind::periodic : hg::BoundaryKind::fixed;
  const hg::Index<3> size{{rule.bounded->width, rule.bounded->height, 1}};
  if ((input.grid_given() && !(input.grid().size == size)) || (input.boundary_given() && !input.boundary_is(kind)))
    throw hg::usage_error(place,
                          fmt::format("the rule's suffix asks for a {} of {} x {} cells, and [grid] for another grid",
                                      rule.bounded->torus ? "torus" : "dead plane", size[0], size[1]),
                          "leave out the suffix or [grid]");
  input.use_grid(size, kind);
}

static hg::Model make(hg::Parameters& input) {
  std::string rule_text =
      input.text("rule", "B3/S23", "birth/survival rule; a suffix :T640,480 (torus) or :P640,480 (dead plane) sets the grid");
  const std::string file = input.text("pattern", "", "RLE file of the starting pattern, relative to the input file");
  const auto at =
      input.integers("at", {}, {}, "grid cell [x, y] of the pattern's top-left cell (default: centred, as Golly does)");
  const double density = input.real("density", 0, "", {0, 1}, "share of live cells in a random soup, instead of a pattern");

  std::string rule_place = input.place("rule");
  std::shared_ptr<const hg::Pattern> pattern;
  if (!file.empty()) {
    if (density > 0) input.fail("density", "life.density and life.pattern are both given", "leave one of them out");
    hg::refuse_other_formats(file);
    pattern = std::make_shared<hg::Pattern>(hg::parse_rle(input.read_file("pattern", input.path_of(file)), file));
    if (!pattern->rule.empty() && !input.given("rule")) {
      rule_text = pattern->rule;
      rule_place = pattern->rule_place;
    }
  } else if (!input.describing() && !input.given("density") && !input.starts_from_array("cells")) {
    input.fail("pattern", "life has no cells to start from", "give life.pattern, life.density or [initial] cells");
  }
  if (!at.empty() && at.size() != 2)
    input.fail("at", fmt::format("life.at has {} entries; 2 are needed", at.size()), "at = [x, y]");

  const hg::LifeRule rule = hg::parse_life_rule(rule_text, rule_place);
  input.resolve("rule", rule.text);
  bound(input, rule, rule_place);

  bool open_plane = false;
  if (pattern) {
    hg::refuse_states(*pattern, 2, rule.text);
    open_plane = !input.grid_given() && !rule.bounded;
    if (open_plane) input.use_grid(hg::plane_for(*pattern), hg::BoundaryKind::fixed);
    const hg::Index<3> size = input.grid().size;
    const hg::Placement placed = at.empty() ? hg::place(*pattern, size) : hg::place_at(*pattern, {{at[0], at[1], 0}}, size);
    if (placed.dropped > 0)
      input.warn(fmt::format("{}: {} live cell{} outside the grid of {} x {} left out", file, placed.dropped,
                             placed.dropped == 1 ? " lies" : "s lie", size[0], size[1]));
    input.start_from("cells", std::make_shared<hg::PatternSource>(pattern, placed.at, size));
    if (pattern->generation) input.start_at_step(*pattern->generation);
  }
  hg::Model model = hg::model(rule_of(rule), Soup{density});
  model.counts_population();
  if (open_plane) model.watches_edges();
  return model;
}

const hg::Register simulation{"life", "life-like cellular automata (Conway's Game of Life and any other B/S rule)", make};

}  // namespace life
