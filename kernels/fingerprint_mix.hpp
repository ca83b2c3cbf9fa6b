#pragma once
// What one cell adds to a fingerprint: see kernels/fingerprint_rows.hpp and docs/format.md.
#include "kernels/base/device_function.hpp"

#include <cstdint>

namespace hg {

inline constexpr std::uint64_t index_stride = 0x9e3779b97f4a7c15u;
inline constexpr std::uint64_t field_stride = 0xd1b54a32d192ed03u;

HG_FUNCTION constexpr std::uint64_t mix_key(std::uint64_t field, std::uint64_t index) {
  return (index + 1) * index_stride + (field + 1) * field_stride;
}

HG_FUNCTION constexpr std::uint64_t mix_bits(std::uint64_t key, std::uint64_t bits) {
  std::uint64_t z = key + bits;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// One cell's part of the fingerprint. field: number of the field; index: global linear index, x fastest; bits: of the value,
// zero-extended.
HG_FUNCTION constexpr std::uint64_t mix(std::uint64_t field, std::uint64_t index, std::uint64_t bits) {
  return mix_bits(mix_key(field, index), bits);
}

}  // namespace hg
