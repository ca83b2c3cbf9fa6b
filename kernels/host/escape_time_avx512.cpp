// For CPUs with AVX-512: 512 bits at once, masks in registers of their own. Compiled with -mavx512f -mfma.
#ifdef __AVX512F__
#include "kernels/host/escape_time_body.hpp"

namespace hg {
void escape_time_avx512(EscapeJob& job) { escape_time<64>(job, __builtin_cpu_is("amd") ? Doubling::mixed : Doubling::fused); }
}  // namespace hg
#endif
