// A program that claims to need every CPU feature in the list, or none; no CPU has all of them (FMA4 and AVX-512 never met).
#include <cstdio>

#if defined(__x86_64__)

#define HG_FEATURE(name, macro) HG_NEEDED,
#if defined(HG_NEEDS_NOTHING)
#define HG_NEEDED false
#else
#define HG_NEEDED true
#endif
extern "C" const bool halogrid_cpu_needs[];
extern "C" const bool halogrid_cpu_needs[] = {
#include "sims/cpu_features.inc"
};

#endif

int main() {
  std::puts("started");
  return 0;
}
