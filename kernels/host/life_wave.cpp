#include "kernels/host/life_wave.hpp"

namespace hg {

void life_wave_baseline(LifeWaveJob& job);
#if defined(__x86_64__)
void life_wave_avx2(LifeWaveJob& job);
void life_wave_avx512(LifeWaveJob& job);
#endif

const LifeWaveVariant& life_wave_variant(int number) {
#if defined(__x86_64__)
  static const LifeWaveVariant variants[life_wave_variants] = {
      {"128-bit", true, life_wave_baseline},
      {"AVX2", __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"), life_wave_avx2},
      {"AVX-512",
       __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512vpopcntdq"),
       life_wave_avx512}};
#else
  static const LifeWaveVariant variants[life_wave_variants] = {
      {"128-bit", true, life_wave_baseline}, {"AVX2", false, nullptr}, {"AVX-512", false, nullptr}};
#endif
  return variants[number];
}

const LifeWaveVariant& fastest_life_wave() {
  int best = 0;
  for (int i = 1; i < life_wave_variants; ++i)
    if (life_wave_variant(i).runs_here) best = i;
  return life_wave_variant(best);
}

}  // namespace hg
