#include "engine/system/file_fingerprint.hpp"

#include "kernels/fingerprint_mix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace hg {

std::uint64_t byte_sum(std::string_view bytes, std::int64_t first) {
  std::uint64_t sum = 0, index = static_cast<std::uint64_t>(first) / 8;
  for (std::size_t at = 0; at < bytes.size(); at += 8, ++index) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, std::min<std::size_t>(8, bytes.size() - at));
    sum += mix(0, index, word);
  }
  return sum;
}

std::string file_fingerprint(std::int64_t bytes, std::uint64_t sum) {
  return fmt::format("{} bytes, checksum {:016x}", bytes, sum);
}

}  // namespace hg
