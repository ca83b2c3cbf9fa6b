#pragma once
// The cheapest clock there is, for the phases of a step: the processor's own counter where it runs at one speed (the time stamp
// counter of x86, the virtual counter of ARM), else the system's steady clock. Asking the system takes 30 to 100 ns in a virtual
// machine, which is too much for a step of 20 us that has a dozen phases.
#include <chrono>
#include <cstdint>

namespace hg {

class TickClock {
 public:
  static std::int64_t now() {
#if defined(__x86_64__)
    if (steady_) return static_cast<std::int64_t>(__builtin_ia32_rdtsc());
#elif defined(__aarch64__)
    std::uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return static_cast<std::int64_t>(ticks);
#endif
    return std::chrono::steady_clock::now().time_since_epoch().count();
  }

  // Measured against the system's clock from the start of the program until now, and at least for a millisecond.
  static double seconds_per_tick();

 private:
  static const bool steady_;  // whether the counter of this processor runs at one speed
};

}  // namespace hg
