#include "sims/automata/bounded_grid.hpp"

#include <fmt/format.h>

namespace hg {

Seam seam_across(const BoundedGrid& bounded, int axis) {
  // What Golly writes after the width lies along x: on the top and bottom edges, the ends of y.
  const bool along_x = axis == 1;
  const std::int64_t length = along_x ? bounded.width : bounded.height, shift = along_x ? bounded.shift_x : bounded.shift_y;
  if (!(along_x ? bounded.twisted_x : bounded.twisted_y)) return {shift % length, false};
  return {shift != 0 && length % 2 == 0 ? -1 : 0, true};
}

static std::string edge_text(std::int64_t length, const Seam& seam) {
  if (seam.reversed) return fmt::format("{}*{}", length, seam.shift == 0 ? "" : "+1");
  return fmt::format("{}{}", length, seam.shift == 0 ? "" : fmt::format("{:+}", seam.shift));
}

std::string suffix_of(const BoundedGrid& bounded) {
  const Seam top = seam_across(bounded, 1), left = seam_across(bounded, 0);
  const char shape = !bounded.torus ? 'P' : top.reversed || left.reversed ? 'K' : 'T';
  return fmt::format(":{}{},{}", shape, edge_text(bounded.width, top), edge_text(bounded.height, left));
}

static const char* name_of(const BoundedGrid& bounded) {
  if (!bounded.torus) return "dead plane";
  if (bounded.twisted_x || bounded.twisted_y) return "Klein bottle";
  return bounded.shift_x != 0 || bounded.shift_y != 0 ? "shifted torus" : "torus";
}

void use_bounded_grid(Parameters& input, const BoundedGrid& bounded, const std::string& place) {
  const auto kind = bounded.torus ? BoundaryKind::periodic : BoundaryKind::fixed;
  const Index<3> size{{bounded.width, bounded.height, 1}};
  if ((input.grid_given() && !(input.grid().size == size)) || (input.boundary_given() && !input.boundary_is(kind)))
    throw usage_error(place,
                      fmt::format("the rule's suffix asks for a {} of {} x {} cells, and [grid] for another grid",
                                  name_of(bounded), size[0], size[1]),
                      "leave out the suffix or [grid]");
  input.use_grid(size, kind, place);
  if (!bounded.torus) return;
  for (int axis = 0; axis < 2; ++axis) input.use_seam(axis, seam_across(bounded, axis));
}

}  // namespace hg
