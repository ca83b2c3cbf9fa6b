#include "bench/micro/escape_limit.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <atomic>

namespace hg::bench {

#if defined(__x86_64__)

// Points that stay: z = 0.1, c = 0.1. Volatile, so that the compiler knows nothing about them.
static const volatile double start_value = 0.1;
// Keeps the results from being optimised away.
static std::atomic<double> kept{0};

using Wide = double __attribute__((vector_size(64)));
using Half = double __attribute__((vector_size(32)));
static constexpr int wide_vectors = 9, half_vectors = 6;

template <EscapeLimit How>
__attribute__((target("avx512f,fma"))) static void iterate_avx512(std::int64_t rounds) {
  Wide re[wide_vectors], im[wide_vectors], c_re[wide_vectors], c_im[wide_vectors];
#pragma GCC unroll 16
  for (int k = 0; k < wide_vectors; ++k) re[k] = im[k] = c_re[k] = c_im[k] = _mm512_set1_pd(start_value);
  const Wide two = _mm512_set1_pd(2);
  for (std::int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
    for (int k = 0; k < wide_vectors; ++k) {
      if constexpr (How == EscapeLimit::fma) {
        const Wide inner = _mm512_fnmadd_pd(im[k], im[k], c_re[k]), twice = re[k] + re[k];
        im[k] = _mm512_fmadd_pd(twice, im[k], c_im[k]);
        re[k] = _mm512_fmadd_pd(re[k], re[k], inner);
      } else {
        const Wide half = re[k] * im[k];
        re[k] = (re[k] * re[k] - im[k] * im[k]) + c_re[k];
        const bool adds = How == EscapeLimit::exact_mixed && k % 3 != 0;
        im[k] = adds ? (half + half) + c_im[k] : static_cast<Wide>(_mm512_fmadd_pd(two, half, c_im[k]));
      }
    }
  }
  double sum = 0;
  for (int k = 0; k < wide_vectors; ++k) sum += re[k][0] + im[k][7];
  kept.store(sum, std::memory_order_relaxed);
}

template <EscapeLimit How>
__attribute__((target("avx2,fma"))) static void iterate_avx2(std::int64_t rounds) {
  Half re[half_vectors], im[half_vectors], c_re[half_vectors], c_im[half_vectors];
#pragma GCC unroll 16
  for (int k = 0; k < half_vectors; ++k) re[k] = im[k] = c_re[k] = c_im[k] = _mm256_set1_pd(start_value);
  const Half two = _mm256_set1_pd(2);
  for (std::int64_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 16
    for (int k = 0; k < half_vectors; ++k) {
      if constexpr (How == EscapeLimit::fma) {
        const Half inner = _mm256_fnmadd_pd(im[k], im[k], c_re[k]), twice = re[k] + re[k];
        im[k] = _mm256_fmadd_pd(twice, im[k], c_im[k]);
        re[k] = _mm256_fmadd_pd(re[k], re[k], inner);
      } else {
        const Half half = re[k] * im[k];
        re[k] = (re[k] * re[k] - im[k] * im[k]) + c_re[k];
        const bool adds = How == EscapeLimit::exact_mixed && k % 3 != 0;
        im[k] = adds ? (half + half) + c_im[k] : static_cast<Half>(_mm256_fmadd_pd(two, half, c_im[k]));
      }
    }
  }
  double sum = 0;
  for (int k = 0; k < half_vectors; ++k) sum += re[k][0] + im[k][3];
  kept.store(sum, std::memory_order_relaxed);
}

template <EscapeLimit How>
static std::uint64_t iterate(std::int64_t rounds) {
  if (__builtin_cpu_supports("avx512f")) {
    iterate_avx512<How>(rounds);
    return static_cast<std::uint64_t>(rounds) * wide_vectors * 8;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    iterate_avx2<How>(rounds);
    return static_cast<std::uint64_t>(rounds) * half_vectors * 4;
  }
  return 0;
}

std::uint64_t iterate_untested(EscapeLimit how, std::int64_t rounds) {
  if (how == EscapeLimit::exact_fused) return iterate<EscapeLimit::exact_fused>(rounds);
  if (how == EscapeLimit::exact_mixed) return iterate<EscapeLimit::exact_mixed>(rounds);
  return iterate<EscapeLimit::fma>(rounds);
}

#else

std::uint64_t iterate_untested(EscapeLimit, std::int64_t) { return 0; }

#endif

}  // namespace hg::bench
