#pragma once
// Several doubles in one register of the CPU, and which of them a test holds for. Lanes: 4 for AVX2, 8 for AVX-512. Files that
// include it are compiled for one kind of CPU each: everything here is inlined by force, and has its own number of lanes.
#include "kernels/base/device_function.hpp"

#include <immintrin.h>

#include <cstdint>

namespace hg {

template <int Lanes>
struct DoubleLanes;

#if defined(__AVX2__)
template <>
struct DoubleLanes<4> {
  static constexpr int lanes = 4;
  typedef double Real __attribute__((vector_size(32)));
  typedef std::int64_t Integer __attribute__((vector_size(32)));
  using Mask = Integer;  // all bits of a lane

  HG_INNER_FUNCTION static Mask less(Real a, Real b) { return a < b; }
  HG_INNER_FUNCTION static Mask at_least(Real a, Real b) { return a >= b; }
  HG_INNER_FUNCTION static Mask equal(Integer a, Integer b) { return a == b; }
  HG_INNER_FUNCTION static Real smaller(Real a, Real b) { return reinterpret_cast<Real>(_mm256_min_pd(a, b)); }
  HG_INNER_FUNCTION static Mask both(Mask a, Mask b) { return a & b; }
  HG_INNER_FUNCTION static Mask either(Mask a, Mask b) { return a | b; }
  HG_INNER_FUNCTION static Mask without(Mask a, Mask b) { return a & ~b; }
  HG_INNER_FUNCTION static Real select(Mask m, Real a, Real b) { return m ? a : b; }
  HG_INNER_FUNCTION static Integer zero_where(Mask m, Integer a) { return a & ~m; }
  HG_INNER_FUNCTION static Real zero_where(Mask m, Real a) { return reinterpret_cast<Real>(reinterpret_cast<Integer>(a) & ~m); }
  HG_INNER_FUNCTION static unsigned bits(Mask m) {
    return static_cast<unsigned>(_mm256_movemask_pd(reinterpret_cast<__m256d>(m)));
  }
  HG_INNER_FUNCTION static Mask mask_of(unsigned bits) {
    Mask out;
    for (int l = 0; l < lanes; ++l) out[l] = -static_cast<std::int64_t>(bits >> l & 1U);
    return out;
  }
  // Pairs of an array: re, im of number index[lane].
  HG_INNER_FUNCTION static void load_pairs(const double* from, Integer index, Real& re, Real& im) {
    const __m256d a = pair_of(from, index[0], index[2]), b = pair_of(from, index[1], index[3]);
    re = _mm256_unpacklo_pd(a, b);
    im = _mm256_unpackhi_pd(a, b);
  }

 private:
  HG_INNER_FUNCTION static __m256d pair_of(const double* from, std::int64_t low, std::int64_t high) {
    return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(from + 2 * low)), _mm_loadu_pd(from + 2 * high), 1);
  }
};
#endif

#if defined(__AVX512F__)
template <>
struct DoubleLanes<8> {
  static constexpr int lanes = 8;
  typedef double Real __attribute__((vector_size(64)));
  typedef std::int64_t Integer __attribute__((vector_size(64)));
  using Mask = __mmask8;  // one bit a lane

  HG_INNER_FUNCTION static Mask less(Real a, Real b) { return _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ); }
  HG_INNER_FUNCTION static Mask at_least(Real a, Real b) { return _mm512_cmp_pd_mask(a, b, _CMP_GE_OQ); }
  HG_INNER_FUNCTION static Mask equal(Integer a, Integer b) { return _mm512_cmpeq_epi64_mask(whole(a), whole(b)); }
  HG_INNER_FUNCTION static Real smaller(Real a, Real b) { return _mm512_maskz_min_pd(whole_mask, a, b); }
  HG_INNER_FUNCTION static Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
  HG_INNER_FUNCTION static Mask either(Mask a, Mask b) { return static_cast<Mask>(a | b); }
  HG_INNER_FUNCTION static Mask without(Mask a, Mask b) { return static_cast<Mask>(a & ~b); }
  HG_INNER_FUNCTION static Real select(Mask m, Real a, Real b) { return _mm512_mask_blend_pd(m, b, a); }
  HG_INNER_FUNCTION static Integer zero_where(Mask m, Integer a) {
    return reinterpret_cast<Integer>(_mm512_maskz_mov_epi64(static_cast<Mask>(~m), whole(a)));
  }
  HG_INNER_FUNCTION static Real zero_where(Mask m, Real a) { return _mm512_maskz_mov_pd(static_cast<Mask>(~m), a); }
  HG_INNER_FUNCTION static unsigned bits(Mask m) { return m; }
  HG_INNER_FUNCTION static Mask mask_of(unsigned bits) { return static_cast<Mask>(bits); }
  HG_INNER_FUNCTION static void load_pairs(const double* from, Integer index, Real& re, Real& im) {
    const Real a = four_of(from, index[0], index[2], index[4], index[6]);
    const Real b = four_of(from, index[1], index[3], index[5], index[7]);
    re = __builtin_shufflevector(a, b, 0, 8, 2, 10, 4, 12, 6, 14);
    im = __builtin_shufflevector(a, b, 1, 9, 3, 11, 5, 13, 7, 15);
  }

 private:
  // The intrinsics without a mask start from an undefined register, of which g++ 12 warns.
  static constexpr Mask whole_mask = 0xff;
  HG_INNER_FUNCTION static __m512i whole(Integer a) { return reinterpret_cast<__m512i>(a); }
  HG_INNER_FUNCTION static Real four_of(const double* from, std::int64_t i, std::int64_t j, std::int64_t k, std::int64_t l) {
    const __m256d low = _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(from + 2 * i)), _mm_loadu_pd(from + 2 * j), 1);
    const __m256d high = _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(from + 2 * k)), _mm_loadu_pd(from + 2 * l), 1);
    return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7);
  }
};
#endif

}  // namespace hg
