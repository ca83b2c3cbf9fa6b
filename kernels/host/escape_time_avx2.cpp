// For CPUs with AVX2 and FMA: 256 bits at once. Compiled with -mavx2 -mfma.
#if defined(__AVX2__) && defined(__FMA__)
#include "kernels/host/escape_time_body.hpp"

namespace hg {
void escape_time_avx2(EscapeJob& job) { escape_time<32>(job, __builtin_cpu_is("amd") ? Doubling::mixed : Doubling::fused); }
}  // namespace hg
#endif
