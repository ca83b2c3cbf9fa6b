#pragma once
// Several words of packed cells in one register of the CPU: the host's BitWord (kernels/life_bits.hpp). Words: 2 for SSE2 and
// NEON, 4 for AVX2, 8 for AVX-512. Files that include it are compiled for one kind of CPU each, so they must share no inline
// function with others: every BitVector has its own number of words, and everything here is inlined by force.
#include "kernels/life_bits.hpp"

#if defined(__AVX512F__) && defined(__AVX512VBMI2__) && defined(__AVX512VPOPCNTDQ__)
#define HG_BITS_AVX512
#include <immintrin.h>
#endif

namespace hg {

template <int Words>
struct BitLanes;
template <>
struct BitLanes<2> {
  typedef std::uint64_t Type __attribute__((vector_size(16)));
};
template <>
struct BitLanes<4> {
  typedef std::uint64_t Type __attribute__((vector_size(32)));
};
template <>
struct BitLanes<8> {
  typedef std::uint64_t Type __attribute__((vector_size(64)));
};

template <int Words>
struct BitVector {
  static constexpr int words = Words;
#ifdef HG_BITS_AVX512
  static constexpr bool one_lookup = Words == 8;
#else
  static constexpr bool one_lookup = false;
#endif
  using Lanes = typename BitLanes<Words>::Type;
  Lanes v;

  HG_INNER_FUNCTION static BitVector load(const std::uint64_t* p) {
    BitVector out;
    __builtin_memcpy(&out.v, p, sizeof out.v);
    return out;
  }
  HG_INNER_FUNCTION void store(std::uint64_t* p) const { __builtin_memcpy(p, &v, sizeof v); }
  HG_INNER_FUNCTION static BitVector all(bool value) { return {Lanes{} - static_cast<std::uint64_t>(value)}; }

  HG_INNER_FUNCTION static BitVector west(const std::uint64_t* p, BitVector here) {
#ifdef HG_BITS_AVX512
    if constexpr (Words == 8) return wrap(_mm512_shldi_epi64(raw(here), raw(load(p - 1)), 1));
#endif
    return {here.v << 1 | load(p - 1).v >> 63};
  }
  HG_INNER_FUNCTION static BitVector east(const std::uint64_t* p, BitVector here) {
#ifdef HG_BITS_AVX512
    // As a left shift by 63: the right-shifting twin of this instruction ran four times slower on Zen 5.
    if constexpr (Words == 8) return wrap(_mm512_shldi_epi64(raw(load(p + 1)), raw(here), 63));
#endif
    return {here.v >> 1 | load(p + 1).v << 63};
  }

  HG_INNER_FUNCTION BitVector count() const {
#ifdef HG_BITS_AVX512
    if constexpr (Words == 8) return wrap(_mm512_popcnt_epi64(raw(*this)));
#endif
    BitVector out;
    for (int w = 0; w < Words; ++w) out.v[w] = static_cast<std::uint64_t>(__builtin_popcountll(v[w]));
    return out;
  }
  HG_INNER_FUNCTION BitVector plus(BitVector b) const { return {v + b.v}; }
  HG_INNER_FUNCTION bool any() const {
#ifdef HG_BITS_AVX512
    if constexpr (Words == 8) return _mm512_test_epi64_mask(raw(*this), raw(*this)) != 0;
#endif
    std::uint64_t out = 0;
    for (int w = 0; w < Words; ++w) out |= v[w];
    return out != 0;
  }
  HG_INNER_FUNCTION std::uint64_t total() const {
    std::uint64_t out = 0;
    for (int w = 0; w < Words; ++w) out += v[w];
    return out;
  }

  HG_INNER_FUNCTION friend BitVector operator&(BitVector a, BitVector b) { return {a.v & b.v}; }
  HG_INNER_FUNCTION friend BitVector operator|(BitVector a, BitVector b) { return {a.v | b.v}; }
  HG_INNER_FUNCTION friend BitVector operator^(BitVector a, BitVector b) { return {a.v ^ b.v}; }
  HG_INNER_FUNCTION friend BitVector operator~(BitVector a) { return {~a.v}; }

#ifdef HG_BITS_AVX512
  HG_INNER_FUNCTION static __m512i raw(BitVector a) { return reinterpret_cast<__m512i>(a.v); }
  HG_INNER_FUNCTION static BitVector wrap(__m512i a) { return {reinterpret_cast<Lanes>(a)}; }
#endif
};

#ifdef HG_BITS_AVX512
template <unsigned Table>
HG_INNER_FUNCTION BitVector<8> lookup(BitVector<8> a, BitVector<8> b, BitVector<8> c) {
  using V = BitVector<8>;
  return V::wrap(_mm512_ternarylogic_epi64(V::raw(a), V::raw(b), V::raw(c), static_cast<int>(Table)));
}
#endif

}  // namespace hg
