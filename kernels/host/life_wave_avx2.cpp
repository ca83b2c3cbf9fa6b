// For CPUs with AVX2: 256 bits at once. Compiled with -mavx2 -mpopcnt.
#ifdef __AVX2__
#include "kernels/host/life_wave_body.hpp"

namespace hg {
void life_wave_avx2(LifeWaveJob& job) { life_wave<BitVector<4>>(job); }
}  // namespace hg
#endif
