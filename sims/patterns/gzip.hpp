#pragma once
// Pattern files as collections have them: packed by gzip.
#include <string>

namespace hg {

bool is_gzip(const std::string& bytes);

// What was packed. Throws usage_error at `file` for damage, for more than 1 GiB, and where halogrid was built without zlib.
std::string unpacked(const std::string& bytes, const std::string& file);

}  // namespace hg
