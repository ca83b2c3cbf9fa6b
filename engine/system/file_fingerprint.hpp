#pragma once
// What tells whether a file still holds the bytes that it held: their number, and a sum over them in which every byte counts by
// its place, so that parts of a file may be added in any order (docs/format.md). Against slips, not against forgers.
#include <cstdint>
#include <string>
#include <string_view>

namespace hg {

// The part of the sum that these bytes make. first: where they begin in the file, a multiple of 8; all parts but the last are
// multiples of 8 long.
std::uint64_t byte_sum(std::string_view bytes, std::int64_t first = 0);
// "310 bytes, checksum 00c0ffee...".
std::string file_fingerprint(std::int64_t bytes, std::uint64_t sum);
inline std::string file_fingerprint(std::string_view bytes) {
  return file_fingerprint(static_cast<std::int64_t>(bytes.size()), byte_sum(bytes));
}

}  // namespace hg
