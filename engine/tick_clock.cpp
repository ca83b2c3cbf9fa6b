#include "engine/tick_clock.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace hg {

static bool counter_is_steady() {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0x80000007, &a, &b, &c, &d) != 0 && (d >> 8 & 1) != 0;  // "invariant TSC"
#else
  return false;
#endif
}

const bool TickClock::steady_ = counter_is_steady();

struct TwoClocks {
  std::chrono::steady_clock::time_point time = std::chrono::steady_clock::now();
  std::int64_t ticks = TickClock::now();
};

static const TwoClocks at_start;

double TickClock::seconds_per_tick() {
  TwoClocks now;
  while (now.time - at_start.time < std::chrono::milliseconds(1)) now = TwoClocks();
  return std::chrono::duration<double>(now.time - at_start.time).count() / static_cast<double>(now.ticks - at_start.ticks);
}

}  // namespace hg
