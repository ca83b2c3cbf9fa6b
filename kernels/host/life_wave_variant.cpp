// Packed Life for one level of instruction sets: 128, 256 or 512 bits at once.
#include "kernels/host/life_wave_body.hpp"
#include "kernels/host/variant.hpp"

#if HG_ISA_LEVEL == 2 && !defined(HG_BITS_AVX512)
#error "the avx512 variant of life_wave is compiled without its own options (-mavx512vbmi2 -mavx512vpopcntdq)"
#endif

namespace hg {

template <Isa isa>
void LifeWave::run(LifeWaveJob& job) {
  life_wave<BitVector<vector_bytes<isa> / 8>>(job);
}
template void LifeWave::run<own_isa>(LifeWaveJob&);

}  // namespace hg
