#pragma once
// Included first by every kernels/host/NAME_variant.cpp. Such a file is compiled once for each level of Isa, whose number is
// HG_ISA_LEVEL, with the options for it (halogrid_host_kernel in cmake/HalogridHostKernels.cmake). Without them a variant would
// be slow, or one that an older CPU cannot run: that is an error here, so that it is seen on every machine.
#include "kernels/base/isa.hpp"

#if !defined(HG_ISA_LEVEL)
#error "this host kernel variant does not know its instruction set: compile it through halogrid_host_kernel()"
#elif HG_ISA_LEVEL == 0 && defined(__x86_64__) && (defined(__AVX__) || defined(__POPCNT__))
#error "the baseline variant of this host kernel is compiled for a newer CPU: its options are missing (-march=x86-64)"
#elif HG_ISA_LEVEL == 1 && !(defined(__AVX2__) && defined(__FMA__) && defined(__BMI2__) && defined(__POPCNT__))
#error "the avx2 variant of this host kernel is compiled without its options (-mavx2 -mfma -mbmi -mbmi2 -mpopcnt)"
#elif HG_ISA_LEVEL == 1 && defined(__AVX512F__)
#error "the avx2 variant of this host kernel is compiled for a newer CPU: its options are missing (-march=x86-64)"
#elif HG_ISA_LEVEL == 2 && !(defined(__FMA__) && defined(__BMI2__) && defined(__AVX512F__) && defined(__AVX512BW__) && \
                             defined(__AVX512DQ__) && defined(__AVX512VL__))
#error \
    "the avx512 variant of this host kernel is compiled without its options (-mavx512f -mavx512bw -mavx512cd -mavx512dq -mavx512vl)"
#endif

namespace hg {
inline constexpr Isa own_isa = static_cast<Isa>(HG_ISA_LEVEL);
}
