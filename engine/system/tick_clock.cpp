#include "engine/system/tick_clock.hpp"

#include <limits>

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

// Both clocks at one moment. A process may lose the processor between two readings, so the closest pair of several is taken.
struct TwoClocks {
  std::chrono::steady_clock::time_point time;
  std::int64_t ticks = 0;

  TwoClocks() {
    std::int64_t closest = std::numeric_limits<std::int64_t>::max();
    for (int reading = 0; reading < 5; ++reading) {
      const std::int64_t before = TickClock::now();
      const auto between = std::chrono::steady_clock::now();
      const std::int64_t apart = TickClock::now() - before;
      if (apart >= closest) continue;
      closest = apart;
      time = between;
      ticks = before + apart / 2;
    }
  }
};

static const TwoClocks at_start;

double TickClock::seconds_per_tick() {
  TwoClocks now;
  while (now.time - at_start.time < std::chrono::milliseconds(1)) now = TwoClocks();
  return std::chrono::duration<double>(now.time - at_start.time).count() / static_cast<double>(now.ticks - at_start.ticks);
}

}  // namespace hg
