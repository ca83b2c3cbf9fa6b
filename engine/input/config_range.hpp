#pragma once
// The allowed values of a number: whether it is one of them, and how that is said.
#include "engine/input/config.hpp"

#include <cstdint>
#include <string>

namespace hg {

std::string range_words(const Range& range);  // "[0, 1]", "> 0"; "" where every number is allowed
bool inside(double value, const Range& range);
bool inside(std::int64_t value, const Range& range);

}  // namespace hg
