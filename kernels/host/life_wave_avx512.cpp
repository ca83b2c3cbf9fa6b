// For CPUs with AVX-512 as of Ice Lake or Zen 4: 512 bits at once, any function of three words in one operation.
#include "kernels/host/life_wave_body.hpp"

#ifdef HG_BITS_AVX512
namespace hg {
void life_wave_avx512(LifeWaveJob& job) { life_wave<BitVector<8>>(job); }
}  // namespace hg
#endif
