// For any CPU: 128 bits at once, which every 64-bit CPU can do.
#include "kernels/host/escape_time_body.hpp"

namespace hg {
void escape_time_baseline(EscapeJob& job) { escape_time<16>(job, Doubling::added); }
}  // namespace hg
