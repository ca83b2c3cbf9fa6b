#pragma once
#include <cstdint>

namespace hg_tests {

// Calls of operator new since the start of the program.
std::int64_t allocations();

}  // namespace hg_tests
