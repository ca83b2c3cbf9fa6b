#pragma once
// Counter-based random numbers: a hash of (seed, cell number), so that a soup has the same cells on any number of ranks.
// The mixing function is the finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
#include "kernels/base/device_function.hpp"

#include <cstdint>

namespace hg {

HG_FUNCTION constexpr std::uint64_t scrambled(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

HG_FUNCTION constexpr std::uint64_t random_bits(std::uint64_t seed, std::uint64_t number) {
  return scrambled(scrambled(seed + 0x9e3779b97f4a7c15u) + (number + 1) * 0x9e3779b97f4a7c15u);
}

// Uniform in [0, 1): 53 bits.
HG_FUNCTION constexpr double random_uniform(std::uint64_t seed, std::uint64_t number) {
  return static_cast<double>(random_bits(seed, number) >> 11) * 0x1p-53;
}

}  // namespace hg
