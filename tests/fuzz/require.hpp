#pragma once
// What holds whatever a text is: else the process ends, which a fuzzer and a test notice.
#include <cstdio>
#include <cstdlib>

namespace hg_fuzz {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace hg_fuzz
