#pragma once
// From the bounded grid that a rule's suffix names to the grid of the run.
#include "engine/input/parameters.hpp"
#include "sims/rules/life_rule.hpp"

#include <string>

namespace hg {

// What crossing the ends of an axis (0: the left and right edges, 1: top and bottom) does along the other one. As in Golly all
// shifts of a Klein bottle amount to one of 1 cell, or to none where the twisted edges have an odd number of cells. That one is
// -1: the way in which Golly's program joins the edges; its help draws them joined 2 cells further on.
Seam seam_across(const BoundedGrid& bounded, int axis);

// The suffix that means this grid, in Golly's canonical form: ":T30+5,20".
std::string suffix_of(const BoundedGrid& bounded);

// Makes it the grid of the run. place: where the rule was written. Throws usage_error where [grid] asks for another grid.
void use_bounded_grid(Parameters& input, const BoundedGrid& bounded, const std::string& place);

}  // namespace hg
