#pragma once
// What measured speed-ups say about the part of the work that is not done in parallel.
//   G. M. Amdahl, Validity of the single processor approach, AFIPS 1967:    S(p) = 1 / (f + (1 - f) / p), the problem stays
//   J. L. Gustafson, Reevaluating Amdahl's law, CACM 31 (1988):             S(p) = p - f (p - 1), the problem grows with p
//   A. H. Karp, H. P. Flatt, Measuring parallel processor performance, CACM 33 (1990):   e = (1 / S - 1 / p) / (1 - 1 / p)
// p: workers, S: speed-up, f and e: serial fraction. Where the fewest workers that were measured are p0 > 1, p / p0 takes the
// place of p. Fractions below 0 stand for speed-ups beyond p (more cache for each worker).
#include <optional>
#include <vector>

namespace hg::bench {

struct SpeedUp {
  double workers = 1, speed_up = 1;
};

inline double efficiency(const SpeedUp& at) { return at.speed_up / at.workers; }

// Of one point; none on one worker.
std::optional<double> karp_flatt_fraction(const SpeedUp& at);
std::optional<double> gustafson_fraction(const SpeedUp& at);

// The serial fraction whose law comes nearest to all points, by least squares of 1 / S and of S; none without a point beyond one
// worker.
std::optional<double> fitted_amdahl_fraction(const std::vector<SpeedUp>& points);
std::optional<double> fitted_gustafson_fraction(const std::vector<SpeedUp>& points);

}  // namespace hg::bench
