#pragma once
// Text in lines of a terminal or a picture.
#include <cstddef>
#include <string>
#include <vector>

namespace hg {

// Words in lines of at most that many characters; a longer word has a line of its own.
std::vector<std::string> wrapped_lines(const std::string& text, std::size_t columns);

}  // namespace hg
