// Instruction sets by name, what this CPU has of them, and which variant of a host kernel runs.
#include "kernels/host/host_kernel.hpp"

#include "tests/catch.hpp"

#include <cstdlib>
#include <string>

namespace hg_tests {

using hg::Isa;

// A kernel of this file: what it was called with tells which variant ran.
struct Which {
  struct Job {
    Isa ran = Isa::baseline;
  };
  static constexpr const char* name = "which";
  template <Isa isa>
  static void run(Job& job) {
    job.ran = isa;
  }
  static bool also_has(Isa) { return true; }
};
// Needs more for its highest level than any CPU has.
struct Demanding : Which {
  static bool also_has(Isa isa) { return isa != Isa::avx512; }
};

struct Environment {
  explicit Environment(const char* value) { setenv("HALOGRID_ISA", value, 1); }
  ~Environment() {
    if (before.empty())
      unsetenv("HALOGRID_ISA");
    else
      setenv("HALOGRID_ISA", before.c_str(), 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  std::string before = std::getenv("HALOGRID_ISA") == nullptr ? "" : std::getenv("HALOGRID_ISA");
};

TEST_CASE("instruction sets have the names of x86-64's levels too") {
  CHECK(hg::isa_named("baseline") == Isa::baseline);
  CHECK(hg::isa_named("x86-64") == Isa::baseline);
  CHECK(hg::isa_named("avx2") == Isa::avx2);
  CHECK(hg::isa_named("x86-64-v3") == Isa::avx2);
  CHECK(hg::isa_named("avx512") == Isa::avx512);
  CHECK(hg::isa_named("x86-64-v4") == Isa::avx512);
  for (const char* no : {"", "AVX2", "avx", "avx512f", "x86-64-v2", "native"}) CHECK_FALSE(hg::isa_named(no).has_value());
  for (const Isa isa : hg::isa_levels) CHECK(hg::isa_named(hg::name_of(isa)) == isa);
}

TEST_CASE("a CPU of one level has those below") {
  const auto here = hg::isas_of_cpu();
  REQUIRE(!here.empty());
  for (std::size_t n = 0; n < here.size(); ++n) CHECK(static_cast<std::size_t>(here[n]) == n);
  CHECK(hg::isa_limit() <= here.back());
  CHECK(hg::isa_used() <= hg::isa_limit());
}

TEST_CASE("the variant that runs is the highest within the limit") {
  CHECK(hg::HostKernel<Which>::chosen() == hg::isa_limit());
  Which::Job job;
  hg::HostKernel<Which>::run(job);
  CHECK(job.ran == hg::isa_limit());
  for (const Isa isa : hg::variants_here<Which>()) {
    hg::HostKernel<Which>::variant(isa)(job);
    CHECK(job.ran == isa);
  }
  CHECK(hg::variants_here<Which>() == hg::isas_of_cpu());
  CHECK(hg::HostKernel<Demanding>::chosen() == std::min(hg::isa_limit(), Isa::avx2));
  CHECK(hg::isa_used() == std::min(hg::isa_limit(), Isa::avx2));
}

TEST_CASE("what HALOGRID_ISA asks for must exist and be there") {
  {
    const Environment set("");
    CHECK_FALSE(hg::isa_refusal().has_value());
  }
  for (const Isa isa : hg::isa_levels) {
    const Environment set(hg::name_of(isa));
    const auto refusal = hg::isa_refusal();
    REQUIRE(refusal.has_value() != hg::cpu_has(isa));
    if (refusal) CHECK(refusal->reason.find(std::string("HALOGRID_ISA=") + hg::name_of(isa) + ": this CPU has baseline") == 0);
  }
  const Environment set("sse9");
  const auto refusal = hg::isa_refusal();
  REQUIRE(refusal.has_value());
  CHECK(refusal->reason == "HALOGRID_ISA=sse9 is no set of instructions");
  CHECK(refusal->hint.find("baseline, avx2 or avx512") == 0);
}

}  // namespace hg_tests
