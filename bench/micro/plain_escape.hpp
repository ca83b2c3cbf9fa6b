#pragma once
// The yardsticks of escape-time fractals: a plain scalar loop, and one vector at a time with a test in every step, which is what
// a vectorising compiler for kernels (ispc) makes of it. Mandelbrot sets of z^2 + c with escape radius 2.
#include "kernels/escape_time.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace hg::bench {

struct EscapeView {
  const char* name;
  std::int64_t nx, ny;
  PixelAxis x, y;
  std::uint32_t max_iter;
};

// One row in so many, since it is slow.
inline std::uint64_t plain_escape(const EscapeView& view, std::int64_t row_step, std::uint32_t* counts) {
  std::uint64_t sum = 0;
  for (std::int64_t j = 0; j < view.ny; j += row_step)
    for (std::int64_t i = 0; i < view.nx; ++i) {
      const double c_re = view.x.at(i), c_im = view.y.at(j);
      double re = 0, im = 0;
      std::uint32_t n = 0;
      for (; n < view.max_iter; ++n) {
        const double re2 = re * re, im2 = im * im;
        if (re2 + im2 >= 4) break;
        im = 2 * (re * im) + c_im;
        re = re2 - im2 + c_re;
      }
      counts[j * view.nx + i] = n;
      sum += n;
    }
  return sum;
}

#if defined(__x86_64__)
// The width is a multiple of 8.
__attribute__((target("avx512f,fma"))) inline void one_vector_avx512(const EscapeView& view, std::uint32_t* counts) {
  const __m512d limit = _mm512_set1_pd(4), two = _mm512_set1_pd(2);
  const __m512i one = _mm512_set1_epi64(1);
  for (std::int64_t j = 0; j < view.ny; ++j)
    for (std::int64_t i = 0; i < view.nx; i += 8) {
      double x[8];
      for (int k = 0; k < 8; ++k) x[k] = view.x.at(i + k);
      const __m512d c_re = _mm512_loadu_pd(x), c_im = _mm512_set1_pd(view.y.at(j));
      __m512d re = _mm512_setzero_pd(), im = re;
      __m512i count = _mm512_setzero_si512();
      for (std::uint32_t n = 0; n < view.max_iter; ++n) {
        const __m512d re2 = _mm512_mul_pd(re, re), im2 = _mm512_mul_pd(im, im);
        const __mmask8 running = _mm512_cmp_pd_mask(_mm512_add_pd(re2, im2), limit, _CMP_LT_OQ);
        if (running == 0) break;
        count = _mm512_mask_add_epi64(count, running, count, one);
        im = _mm512_fmadd_pd(two, _mm512_mul_pd(re, im), c_im);
        re = _mm512_add_pd(_mm512_sub_pd(re2, im2), c_re);
      }
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(counts + j * view.nx + i), _mm512_maskz_cvtepi64_epi32(0xff, count));
    }
}

__attribute__((target("avx2,fma"))) inline void one_vector_avx2(const EscapeView& view, std::uint32_t* counts) {
  const __m256d limit = _mm256_set1_pd(4), two = _mm256_set1_pd(2);
  for (std::int64_t j = 0; j < view.ny; ++j)
    for (std::int64_t i = 0; i < view.nx; i += 4) {
      double x[4];
      for (int k = 0; k < 4; ++k) x[k] = view.x.at(i + k);
      const __m256d c_re = _mm256_loadu_pd(x), c_im = _mm256_set1_pd(view.y.at(j));
      __m256d re = _mm256_setzero_pd(), im = re;
      __m256i count = _mm256_setzero_si256();
      for (std::uint32_t n = 0; n < view.max_iter; ++n) {
        const __m256d re2 = _mm256_mul_pd(re, re), im2 = _mm256_mul_pd(im, im);
        const __m256d running = _mm256_cmp_pd(_mm256_add_pd(re2, im2), limit, _CMP_LT_OQ);
        if (_mm256_movemask_pd(running) == 0) break;
        count = _mm256_sub_epi64(count, _mm256_castpd_si256(running));
        im = _mm256_fmadd_pd(two, _mm256_mul_pd(re, im), c_im);
        re = _mm256_add_pd(_mm256_sub_pd(re2, im2), c_re);
      }
      std::uint64_t lanes[4];
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes), count);
      for (int k = 0; k < 4; ++k) counts[j * view.nx + i + k] = static_cast<std::uint32_t>(lanes[k]);
    }
}
#endif

// Whether there is one for this CPU.
inline bool one_vector_escape(const EscapeView& view, std::uint32_t* counts) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return one_vector_avx512(view, counts), true;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return one_vector_avx2(view, counts), true;
#endif
  static_cast<void>(view);
  static_cast<void>(counts);
  return false;
}

}  // namespace hg::bench
