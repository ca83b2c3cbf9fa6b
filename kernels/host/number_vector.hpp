#pragma once
// Several numbers (double, float) in one register of the CPU, and what the vectors of escape_time_body.hpp do with them. Files
// that include it are compiled for one kind of CPU each, so they must share no inline function with others: every file has its
// own number of lanes, and everything here is inlined by force.
#include "kernels/base/device_function.hpp"

#include <cstdint>
#include <type_traits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hg {

template <class T>
struct WordOf;
template <>
struct WordOf<double> {
  using Type = std::uint64_t;
};
template <>
struct WordOf<float> {
  using Type = std::uint32_t;
};

template <class T, int Count>
struct VectorTypes {
  using Word = typename WordOf<T>::Type;
  static constexpr int bytes = Count * static_cast<int>(sizeof(T));
  typedef T Lanes __attribute__((vector_size(bytes)));
  typedef Word Words __attribute__((vector_size(bytes)));
  typedef std::uint32_t Counts __attribute__((vector_size(Count * 4)));
};

// Lanes for which something is true: all bits of the lane are set.
template <class T, int Count>
struct LaneMask {
  using Words = typename VectorTypes<T, Count>::Words;
  Words m;

  HG_INNER_FUNCTION static LaneMask all() { return {Words{} - 1}; }
  HG_INNER_FUNCTION friend LaneMask operator|(const LaneMask& a, const LaneMask& b) { return {a.m | b.m}; }
  HG_INNER_FUNCTION friend LaneMask operator&(const LaneMask& a, const LaneMask& b) { return {a.m & b.m}; }

  // Bit i: lane i.
  HG_INNER_FUNCTION std::uint32_t bits() const {
#if defined(__AVX__)
    if constexpr (sizeof(Words) == 32 && sizeof(T) == 8)
      return static_cast<std::uint32_t>(_mm256_movemask_pd(reinterpret_cast<__m256d>(m)));
    if constexpr (sizeof(Words) == 32 && sizeof(T) == 4)
      return static_cast<std::uint32_t>(_mm256_movemask_ps(reinterpret_cast<__m256>(m)));
#endif
#if defined(__SSE2__)
    if constexpr (sizeof(Words) == 16 && sizeof(T) == 8)
      return static_cast<std::uint32_t>(_mm_movemask_pd(reinterpret_cast<__m128d>(m)));
    if constexpr (sizeof(Words) == 16 && sizeof(T) == 4)
      return static_cast<std::uint32_t>(_mm_movemask_ps(reinterpret_cast<__m128>(m)));
#endif
    std::uint32_t out = 0;
    for (int i = 0; i < Count; ++i) out |= static_cast<std::uint32_t>(m[i] & 1) << i;
    return out;
  }
  // Adds 1 in these lanes.
  HG_INNER_FUNCTION void count(Words& counts) const { counts -= m; }
};

#if defined(__AVX512F__)
// The same with one bit a lane, in a register of its own.
template <class T, int Count>
struct BitMask {
  using Words = typename VectorTypes<T, Count>::Words;
  using Bits = std::conditional_t<Count == 8, __mmask8, __mmask16>;
  Bits m;

  HG_INNER_FUNCTION static BitMask all() { return {static_cast<Bits>((1U << Count) - 1)}; }
  HG_INNER_FUNCTION friend BitMask operator|(const BitMask& a, const BitMask& b) { return {static_cast<Bits>(a.m | b.m)}; }
  HG_INNER_FUNCTION friend BitMask operator&(const BitMask& a, const BitMask& b) { return {static_cast<Bits>(a.m & b.m)}; }
  HG_INNER_FUNCTION std::uint32_t bits() const { return m; }
  HG_INNER_FUNCTION void count(Words& counts) const {
    const __m512i before = reinterpret_cast<__m512i>(counts);
    if constexpr (Count == 8)
      counts = reinterpret_cast<Words>(_mm512_mask_add_epi64(before, m, before, _mm512_set1_epi64(1)));
    else
      counts = reinterpret_cast<Words>(_mm512_mask_add_epi32(before, m, before, _mm512_set1_epi32(1)));
  }
};
#endif

template <class T, int Count>
struct NumberVector {
  using Number = T;
  using Types = VectorTypes<T, Count>;
  using Word = typename Types::Word;
  using Lanes = typename Types::Lanes;
  using Words = typename Types::Words;
  using Counts = typename Types::Counts;
  static constexpr int lanes = Count, bytes = Types::bytes;
#if defined(__AVX512F__)
  static constexpr bool has_masks = bytes == 64;
  using Mask = std::conditional_t<has_masks, BitMask<T, Count>, LaneMask<T, Count>>;
#else
  static constexpr bool has_masks = false;
  using Mask = LaneMask<T, Count>;
#endif
#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__)
  static constexpr bool has_fma = true;
#else
  static constexpr bool has_fma = false;
#endif
  static constexpr std::uint32_t all_bits = (std::uint32_t{1} << Count) - 1;

  Lanes v;

  NumberVector() = default;
  HG_INNER_FUNCTION NumberVector(Lanes lanes_of) : v(lanes_of) {}
  HG_INNER_FUNCTION explicit NumberVector(double value) {
    for (int i = 0; i < Count; ++i) v[i] = static_cast<T>(value);
  }
  HG_INNER_FUNCTION static NumberVector load(const T* p) {
    NumberVector out;
    __builtin_memcpy(&out.v, p, sizeof out.v);
    return out;
  }
  HG_INNER_FUNCTION void store(T* p) const { __builtin_memcpy(p, &v, sizeof v); }
  HG_INNER_FUNCTION static Words load_words(const Word* p) {
    Words out;
    __builtin_memcpy(&out, p, sizeof out);
    return out;
  }

  HG_INNER_FUNCTION friend NumberVector operator+(const NumberVector& a, const NumberVector& b) { return a.v + b.v; }
  HG_INNER_FUNCTION friend NumberVector operator-(const NumberVector& a, const NumberVector& b) { return a.v - b.v; }
  HG_INNER_FUNCTION friend NumberVector operator*(const NumberVector& a, const NumberVector& b) { return a.v * b.v; }
  HG_INNER_FUNCTION friend NumberVector operator-(const NumberVector& a) { return -a.v; }
  HG_INNER_FUNCTION friend NumberVector rounded(const NumberVector& a) { return a; }
  HG_INNER_FUNCTION friend NumberVector magnitude(const NumberVector& a) {
    const Words sign = Words{} + (Word{1} << (8 * sizeof(T) - 1));
    return reinterpret_cast<Lanes>(reinterpret_cast<Words>(a.v) & ~sign);
  }
  HG_INNER_FUNCTION friend NumberVector fused(const NumberVector& a, const NumberVector& b, const NumberVector& c) {
#if defined(__AVX512F__)
    if constexpr (bytes == 64 && sizeof(T) == 8) return _mm512_fmadd_pd(a.v, b.v, c.v);
    if constexpr (bytes == 64 && sizeof(T) == 4) return _mm512_fmadd_ps(a.v, b.v, c.v);
#endif
#if defined(__FMA__)
    if constexpr (bytes == 32 && sizeof(T) == 8) return _mm256_fmadd_pd(a.v, b.v, c.v);
    if constexpr (bytes == 32 && sizeof(T) == 4) return _mm256_fmadd_ps(a.v, b.v, c.v);
    if constexpr (bytes == 16 && sizeof(T) == 8) return _mm_fmadd_pd(a.v, b.v, c.v);
    if constexpr (bytes == 16 && sizeof(T) == 4) return _mm_fmadd_ps(a.v, b.v, c.v);
#endif
    Lanes out;
    for (int i = 0; i < Count; ++i) {
      if constexpr (sizeof(T) == 8) out[i] = __builtin_fma(a.v[i], b.v[i], c.v[i]);
      if constexpr (sizeof(T) == 4) out[i] = __builtin_fmaf(a.v[i], b.v[i], c.v[i]);
    }
    return out;
  }

  // Lanes of `among` for which a < b.
  HG_INNER_FUNCTION friend Mask less(const NumberVector& a, const NumberVector& b, const Mask& among) {
#if defined(__AVX512F__)
    if constexpr (bytes == 64 && sizeof(T) == 8) return {_mm512_mask_cmp_pd_mask(among.m, a.v, b.v, _CMP_LT_OQ)};
    if constexpr (bytes == 64 && sizeof(T) == 4) return {_mm512_mask_cmp_ps_mask(among.m, a.v, b.v, _CMP_LT_OQ)};
#endif
    if constexpr (!has_masks) return {reinterpret_cast<Words>(a.v < b.v) & among.m};
  }
  HG_INNER_FUNCTION friend Mask equal(const NumberVector& a, const NumberVector& b) {
#if defined(__AVX512F__)
    if constexpr (bytes == 64 && sizeof(T) == 8) return {_mm512_cmp_pd_mask(a.v, b.v, _CMP_EQ_OQ)};
    if constexpr (bytes == 64 && sizeof(T) == 4) return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ)};
#endif
    if constexpr (!has_masks) return {reinterpret_cast<Words>(a.v == b.v)};
  }
};

// Bit i: lane i of the words is not below `least`.
template <class V>
HG_INNER_FUNCTION std::uint32_t at_least(const typename V::Words& words, typename V::Word least) {
#if defined(__AVX512F__)
  if constexpr (V::has_masks && sizeof(least) == 8)
    return _mm512_cmp_epu64_mask(reinterpret_cast<__m512i>(words), _mm512_set1_epi64(static_cast<long long>(least)),
                                 _MM_CMPINT_NLT);
  if constexpr (V::has_masks && sizeof(least) == 4)
    return _mm512_cmp_epu32_mask(reinterpret_cast<__m512i>(words), _mm512_set1_epi32(static_cast<int>(least)), _MM_CMPINT_NLT);
#endif
  if constexpr (!V::has_masks)
    return typename V::Mask{reinterpret_cast<typename V::Words>(words >= typename V::Words{} + least)}.bits();
}

// Lanes whose bits are set, one after the other from p on; writes a whole vector there.
template <class V, class T>
HG_INNER_FUNCTION void pack_lanes(const T* lanes, std::uint32_t bits, T* p) {
#if defined(__AVX512F__)
  if constexpr (V::has_masks && sizeof(T) == 8)
    return _mm512_storeu_si512(p, _mm512_maskz_compress_epi64(static_cast<__mmask8>(bits), _mm512_loadu_si512(lanes)));
  if constexpr (V::has_masks && sizeof(T) == 4)
    return _mm512_storeu_si512(p, _mm512_maskz_compress_epi32(static_cast<__mmask16>(bits), _mm512_loadu_si512(lanes)));
#endif
  for (; bits != 0; bits &= bits - 1) *p++ = lanes[__builtin_ctz(bits)];
}

// The way back: fills the lanes whose bits are set from p; may read a whole vector there.
template <class V, class T>
HG_INNER_FUNCTION void unpack_lanes(const T* p, std::uint32_t bits, T* lanes) {
#if defined(__AVX512F__)
  if constexpr (V::has_masks && sizeof(T) == 8)
    return _mm512_storeu_si512(
        lanes, _mm512_mask_expand_epi64(_mm512_loadu_si512(lanes), static_cast<__mmask8>(bits), _mm512_loadu_si512(p)));
  if constexpr (V::has_masks && sizeof(T) == 4)
    return _mm512_storeu_si512(
        lanes, _mm512_mask_expand_epi32(_mm512_loadu_si512(lanes), static_cast<__mmask16>(bits), _mm512_loadu_si512(p)));
#endif
  for (; bits != 0; bits &= bits - 1) lanes[__builtin_ctz(bits)] = *p++;
}

// Gives the lanes whose bits are set one value.
template <class V, class T>
HG_INNER_FUNCTION void fill_lanes(T value, std::uint32_t bits, T* lanes) {
#if defined(__AVX512F__)
  if constexpr (V::has_masks && sizeof(T) == 8)
    return _mm512_mask_storeu_epi64(lanes, static_cast<__mmask8>(bits), _mm512_set1_epi64(static_cast<long long>(value)));
  if constexpr (V::has_masks && sizeof(T) == 4)
    return _mm512_mask_storeu_epi32(lanes, static_cast<__mmask16>(bits), _mm512_set1_epi32(static_cast<int>(value)));
#endif
  for (; bits != 0; bits &= bits - 1) lanes[__builtin_ctz(bits)] = value;
}

}  // namespace hg
