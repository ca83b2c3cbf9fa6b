#include "kernels/host/escape_time.hpp"

namespace hg {

void escape_time_baseline(EscapeJob& job);
#if defined(__x86_64__)
void escape_time_avx2(EscapeJob& job);
void escape_time_avx512(EscapeJob& job);
#endif

const EscapeTimeVariant& escape_time_variant(int number) {
#if defined(__x86_64__)
  static const EscapeTimeVariant variants[escape_time_variants] = {
      {"128-bit", true, escape_time_baseline},
      {"AVX2", __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"), escape_time_avx2},
      {"AVX-512", __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("fma"), escape_time_avx512}};
#else
  static const EscapeTimeVariant variants[escape_time_variants] = {
      {"128-bit", true, escape_time_baseline}, {"AVX2", false, nullptr}, {"AVX-512", false, nullptr}};
#endif
  return variants[number];
}

const EscapeTimeVariant& fastest_escape_time() {
  int best = 0;
  for (int i = 1; i < escape_time_variants; ++i)
    if (escape_time_variant(i).runs_here) best = i;
  return escape_time_variant(best);
}

}  // namespace hg
