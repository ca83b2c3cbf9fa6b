#pragma once
// How fast this CPU could iterate z -> z^2 + c at best: the operations of the step on many independent vectors, in registers,
// with no test and no pixel to begin or to end. For a benchmark of escape times to be held against.
#include <cstdint>

namespace hg::bench {

// Operations are the same in both: rounded one by one, or fused as kernels/escape_step.hpp says.
enum class EscapeLimit : std::uint8_t {
  exact_fused,  // 2*(re*im) + c_im in one operation: fewest operations
  exact_mixed,  // in two for two vectors of three: evenly spread over CPUs that add on other ports than they multiply on
  fma
};

// Steps of a single orbit that so many rounds make, all lanes of all vectors together; 0: not known for this CPU.
std::uint64_t iterate_untested(EscapeLimit how, std::int64_t rounds);

}  // namespace hg::bench
