#pragma once
// Makes the checksums of damaged HDF5 metadata right again. HDF5 refuses metadata with a wrong checksum, so that a fuzzer that
// changes bytes would hardly come past it; somebody who makes a file to do harm computes them too.
#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace hg_fuzz {

// The hash lookup3 (B. Jenkins, 2006), which HDF5 takes of metadata.
inline std::uint32_t lookup3(const char* data, std::size_t length) {
  std::uint32_t a = 0xdeadbeefU + static_cast<std::uint32_t>(length), b = a, c = a;
  const auto add = [&](std::size_t count) {
    std::uint32_t words[3] = {};
    std::memcpy(words, data, count);  // little-endian, as HDF5's
    a += words[0];
    b += words[1];
    c += words[2];
  };
  const auto mix = [](std::uint32_t& x, std::uint32_t& y, std::uint32_t& z, int turn) {
    x = (x - z) ^ std::rotl(z, turn);
    z += y;
  };
  const auto last = [](std::uint32_t& x, const std::uint32_t& y, int turn) { x = (x ^ y) - std::rotl(y, turn); };
  for (; length > 12; data += 12, length -= 12) {
    add(12);
    mix(a, b, c, 4);
    mix(b, c, a, 6);
    mix(c, a, b, 8);
    mix(a, b, c, 16);
    mix(b, c, a, 19);
    mix(c, a, b, 4);
  }
  if (length == 0) return c;
  add(length);
  last(c, b, 14);
  last(a, c, 11);
  last(b, a, 25);
  last(c, b, 16);
  last(a, c, 4);
  last(b, a, 14);
  last(c, b, 24);
  return c;
}

class Hdf5Repair {
 public:
  explicit Hdf5Repair(const std::string& bytes) : bytes_(bytes) {}

  std::string repaired() {
    if (bytes_.starts_with("\x89HDF\r\n\x1a\n") && bytes_.size() > 48 && (bytes_[8] == 2 || bytes_[8] == 3)) sum(0, 44);
    for (std::size_t at = bytes_.find("OHDR"); at != std::string::npos; at = bytes_.find("OHDR", at + 4)) header(at);
    // Chunks lead to further ones.
    for (std::size_t i = 0; i < chunks_.size() && i < 64; ++i) {
      const auto [at, length, ordered] = chunks_[i];
      if (length < 8 || at > bytes_.size() || length > bytes_.size() - at) continue;
      messages(at + 4, at + length - 4, ordered);
      sum(at, length - 4);
    }
    return bytes_;
  }

 private:
  struct Chunk {
    std::size_t at, length;
    bool ordered;  // messages carry their order
  };

  std::uint64_t number(std::size_t at, std::size_t count) const {
    std::uint64_t out = 0;
    if (at + count <= bytes_.size()) std::memcpy(&out, bytes_.data() + at, count);
    return out;
  }

  // The checksum behind so many bytes.
  void sum(std::size_t at, std::size_t length) {
    if (at + length + 4 > bytes_.size()) return;
    const std::uint32_t value = lookup3(bytes_.data() + at, length);
    std::memcpy(bytes_.data() + at + length, &value, 4);
  }

  // An object header of version 2.
  void header(std::size_t at) {
    const std::uint64_t flags = number(at + 5, 1);
    std::size_t start = at + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
    const std::size_t width = std::size_t{1} << (flags & 3);
    const std::uint64_t length = number(start, width);
    start += width;
    if (start > bytes_.size() || length > bytes_.size() - start) return;
    messages(start, start + length, (flags & 4) != 0);
    sum(at, start + length - at);
  }

  void messages(std::size_t at, std::size_t end, bool ordered) {
    constexpr std::uint64_t continuation = 16;
    const std::size_t prefix = ordered ? 6 : 4;
    while (at + prefix <= end) {
      if (number(at, 1) == continuation) chunks_.push_back({number(at + prefix, 8), number(at + prefix + 8, 8), ordered});
      at += prefix + number(at + 1, 2);
    }
  }

  std::string bytes_;
  std::vector<Chunk> chunks_;
};

}  // namespace hg_fuzz
