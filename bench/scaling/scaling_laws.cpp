#include "bench/scaling/scaling_laws.hpp"

namespace hg::bench {

std::optional<double> karp_flatt_fraction(const SpeedUp& at) {
  if (at.workers <= 1 || at.speed_up <= 0) return std::nullopt;
  return (1 / at.speed_up - 1 / at.workers) / (1 - 1 / at.workers);
}

std::optional<double> gustafson_fraction(const SpeedUp& at) {
  if (at.workers <= 1) return std::nullopt;
  return (at.workers - at.speed_up) / (at.workers - 1);
}

// Both laws are straight lines through a known point: 1/S - 1/p = f (1 - 1/p), and p - S = f (p - 1).
std::optional<double> fitted_amdahl_fraction(const std::vector<SpeedUp>& points) {
  double xy = 0, xx = 0;
  for (const SpeedUp& at : points) {
    if (at.speed_up <= 0) continue;
    const double x = 1 - 1 / at.workers, y = 1 / at.speed_up - 1 / at.workers;
    xy += x * y;
    xx += x * x;
  }
  return xx > 0 ? std::optional<double>(xy / xx) : std::nullopt;
}

std::optional<double> fitted_gustafson_fraction(const std::vector<SpeedUp>& points) {
  double xy = 0, xx = 0;
  for (const SpeedUp& at : points) {
    const double x = at.workers - 1, y = at.workers - at.speed_up;
    xy += x * y;
    xx += x * x;
  }
  return xx > 0 ? std::optional<double>(xy / xx) : std::nullopt;
}

}  // namespace hg::bench
