// For any CPU: 128 bits at once, which every 64-bit CPU can do.
#include "kernels/host/life_wave_body.hpp"

namespace hg {
void life_wave_baseline(LifeWaveJob& job) { life_wave<BitVector<2>>(job); }
}  // namespace hg
