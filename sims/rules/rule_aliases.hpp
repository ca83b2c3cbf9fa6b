#pragma once
// Names that people have for rules.
#include <string>

namespace hg {

// The rule that is meant by a name such as HighLife or "Day & Night", however it is spaced; empty: it is none of these.
std::string alias_of(const std::string& name);

// Whether a text that is no rule may be the name of one.
bool could_be_name(const std::string& text);

}  // namespace hg
