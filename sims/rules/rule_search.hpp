#pragma once
// Where the file of a rule lies: Golly's order, and the places that its users know.
#include "engine/input/parameters.hpp"
#include "sims/rules/life_rule.hpp"

#include <string>

namespace hg {

// The file of a rule that is given by one: as it was written, or by its name, looked for beside the pattern, in the input's
// folder, in HALOGRID_RULE_PATH, among the user's rules, those installed with the program and in an installed Golly. pattern: its
// file, or empty. place: where the rule was written. Throws usage_error with all places where a name was looked for. Collective.
std::string rule_file(const Parameters& input, const LifeRule& rule, const std::string& pattern, const std::string& place);

}  // namespace hg
