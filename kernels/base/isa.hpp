#pragma once
// The instruction sets that host kernels are compiled for, and which of them this process uses.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hg {

// Levels of x86-64; other CPUs have the first only. A CPU of one level runs those below too.
enum class Isa : int {
  baseline,  // x86-64: 128-bit vectors
  avx2,      // x86-64-v3: 256-bit vectors, fused multiply-add
  avx512     // x86-64-v4: 512-bit vectors, masks
};
inline constexpr Isa isa_levels[] = {Isa::baseline, Isa::avx2, Isa::avx512};
inline constexpr Isa most_isa = Isa::avx512;

template <Isa isa>
inline constexpr int vector_bytes = isa == Isa::avx512 ? 64
                                    : isa == Isa::avx2 ? 32
                                                       : 16;

const char* name_of(Isa isa);                         // "baseline", "avx2", "avx512"
std::optional<Isa> isa_named(std::string_view name);  // also "x86-64", "x86-64-v3", "x86-64-v4"
bool cpu_has(Isa isa);                                // whether this CPU executes it
std::vector<Isa> isas_of_cpu();                       // all that it executes, lowest first
bool cpu_is_amd();
std::string isa_in_words();  // "avx2 (this CPU has baseline, avx2, avx512)": isa_used() and what there is

// The highest that host kernels may use: that of the environment variable HALOGRID_ISA, else the highest of this CPU. The
// variable is read once; one that isa_refusal() objects to counts as not set.
Isa isa_limit();

// What host kernels chose so far in this process (the lowest, where some need more than their level), else isa_limit().
Isa isa_used();
void note_isa(Isa chosen);

// Why HALOGRID_ISA cannot be followed here, and what could be set instead; nullopt: it is not set, or can be followed.
struct IsaRefusal {
  std::string reason, hint;
};
std::optional<IsaRefusal> isa_refusal();

}  // namespace hg
