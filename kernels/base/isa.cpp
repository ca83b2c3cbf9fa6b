#include "kernels/base/isa.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>

namespace hg {

static constexpr const char* variable = "HALOGRID_ISA";

const char* name_of(Isa isa) {
  switch (isa) {
    case Isa::baseline:
      return "baseline";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
  }
  return "unknown";
}

std::optional<Isa> isa_named(std::string_view name) {
  if (name == "baseline" || name == "x86-64") return Isa::baseline;
  if (name == "avx2" || name == "x86-64-v3") return Isa::avx2;
  if (name == "avx512" || name == "x86-64-v4") return Isa::avx512;
  return std::nullopt;
}

bool cpu_has(Isa isa) {
#if defined(__x86_64__)
  // What halogrid_host_kernel() in cmake/HalogridHostKernels.cmake lets the compiler use, and nothing else.
  const bool v3 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
                  __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  if (isa == Isa::avx2) return v3;
  if (isa == Isa::avx512)
    return v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
  return isa == Isa::baseline;
}

std::vector<Isa> isas_of_cpu() {
  std::vector<Isa> out;
  for (const Isa isa : isa_levels)
    if (cpu_has(isa)) out.push_back(isa);
  return out;
}

bool cpu_is_amd() {
#if defined(__x86_64__)
  return __builtin_cpu_is("amd") != 0;
#else
  return false;
#endif
}

static std::string names_of(const std::vector<Isa>& isas) {
  std::string out;
  for (const Isa isa : isas) out += (out.empty() ? "" : ", ") + std::string(name_of(isa));
  return out;
}

std::string isa_in_words() { return std::string(name_of(isa_used())) + " (this CPU has " + names_of(isas_of_cpu()) + ")"; }

std::optional<IsaRefusal> isa_refusal() {
  const char* const text = std::getenv(variable);
  if (text == nullptr || text[0] == '\0') return std::nullopt;
  const std::optional<Isa> wanted = isa_named(text);
  const std::string set = std::string(variable) + "=" + std::string(text).substr(0, 40);
  if (!wanted)
    return IsaRefusal{set + " is no set of instructions", "baseline, avx2 or avx512; this CPU has " + names_of(isas_of_cpu())};
  if (!cpu_has(*wanted))
    return IsaRefusal{set + ": this CPU has " + names_of(isas_of_cpu()) + " only", "set one of these, or nothing"};
  return std::nullopt;
}

static Isa read_limit() {
  const char* const text = std::getenv(variable);
  const std::optional<Isa> wanted = text == nullptr ? std::nullopt : isa_named(text);
  return wanted && cpu_has(*wanted) ? *wanted : isas_of_cpu().back();
}

Isa isa_limit() {
  static const Isa limit = read_limit();
  return limit;
}

static std::atomic<int> lowest_chosen{static_cast<int>(most_isa)};

Isa isa_used() { return std::min(static_cast<Isa>(lowest_chosen.load()), isa_limit()); }

void note_isa(Isa chosen) {
  if (static_cast<int>(chosen) < lowest_chosen.load()) lowest_chosen = static_cast<int>(chosen);
}

}  // namespace hg
