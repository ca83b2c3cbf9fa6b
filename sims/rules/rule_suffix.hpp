#pragma once
// The bounded-grid suffix of a rule: from its ':' to the end of the text.
#include "sims/rules/life_rule.hpp"

namespace hg {

class RuleReader;

// Shifts come back as they were written.
BoundedGrid parse_suffix(RuleReader& reader);

}  // namespace hg
