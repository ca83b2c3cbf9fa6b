// Escape counts for one level of instruction sets: 128, 256 or 512 bits at once.
#include "kernels/host/escape_time_body.hpp"
#include "kernels/host/variant.hpp"

namespace hg {

template <Isa isa>
void EscapeTime::run(EscapeJob& job) {
  escape_time<vector_bytes<isa>>(job, isa == Isa::baseline ? Doubling::added : cpu_is_amd() ? Doubling::mixed : Doubling::fused);
}
template void EscapeTime::run<own_isa>(EscapeJob&);

}  // namespace hg
