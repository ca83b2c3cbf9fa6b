#pragma once
// A host kernel: one body, compiled once for each level of Isa, one of which is chosen when the program runs. All give the same
// bits. A new one, NAME: kernels/host/NAME_variant.cpp with its body, and halogrid_host_kernel(NAME) in
// cmake/HalogridHostKernels.cmake. A kernel is
//   struct Kernel {
//     using Job = ...;                          what one call works on
//     static constexpr const char* name = ...;
//     template <Isa isa> static void run(Job&);  defined in NAME_variant.cpp alone
//     static bool also_has(Isa);                 whether this CPU has what the variant needs beyond its level
//   };
#include "kernels/base/isa.hpp"

namespace hg {

template <class Kernel>
class HostKernel {
 public:
  using Run = void (*)(typename Kernel::Job&);

  static bool runs_here(Isa isa) { return cpu_has(isa) && Kernel::also_has(isa); }
  // Only those that run here may be called.
  static Run variant(Isa isa) {
#if defined(__x86_64__)
    if (isa == Isa::avx512) return &Kernel::template run<Isa::avx512>;
    if (isa == Isa::avx2) return &Kernel::template run<Isa::avx2>;
#endif
    return &Kernel::template run<Isa::baseline>;
  }
  // The highest that runs here, within isa_limit().
  static Isa chosen() {
    static const Isa highest = [] {
      Isa best = Isa::baseline;
      for (const Isa isa : isa_levels)
        if (isa <= isa_limit() && runs_here(isa)) best = isa;
      note_isa(best);
      return best;
    }();
    return highest;
  }
  static void run(typename Kernel::Job& job) { variant(chosen())(job); }
};

// The variants of a kernel that this CPU runs, lowest first.
template <class Kernel>
std::vector<Isa> variants_here() {
  std::vector<Isa> out;
  for (const Isa isa : isa_levels)
    if (HostKernel<Kernel>::runs_here(isa)) out.push_back(isa);
  return out;
}

}  // namespace hg
