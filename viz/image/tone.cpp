#include "viz/image/tone.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace hg {

void Tone::check() const {
  if (!(high > low) || !std::isfinite(low) || !std::isfinite(high))
    throw std::runtime_error(fmt::format("the range {} to {} has no extent", low, high));
  if (logarithmic && !(low > 0)) throw std::runtime_error(fmt::format("a logarithmic range cannot begin at {}", low));
}

double Ratios::place(double value) {
  if (!(value > 1)) return 0;
  return std::min<double>(bins, std::log2(value) * bins_per_octave);
}

void Ratios::add(double value, std::int64_t times) {
  cells[std::min<std::size_t>(static_cast<std::size_t>(place(value)), bins - 1)] += times;
}

std::vector<double> Ratios::curve(double low, double high) const {
  std::int64_t all = 0;
  for (const std::int64_t count : cells) all += count;
  const double first = place(low), last = std::max(place(high), first + 1);
  std::vector<double> out;
  std::int64_t below = 0;
  for (int edge = 0; edge <= bins; ++edge) {
    const double by_ratio = std::clamp((edge - first) / (last - first), 0.0, 1.0);
    out.push_back(all == 0 ? by_ratio : (by_ratio + static_cast<double>(below) / static_cast<double>(all)) / 2);
    if (edge < bins) below += cells[static_cast<std::size_t>(edge)];
  }
  return out;
}

double Tone::level(double value) const {
  if (!curve.empty()) {
    const double at = Ratios::place(value);
    const auto bin = std::min<std::size_t>(static_cast<std::size_t>(at), Ratios::bins - 1);
    return curve[bin] + (curve[bin + 1] - curve[bin]) * (at - static_cast<double>(bin));
  }
  // Written so that NaN fails the first comparison.
  if (!(value > low)) return 0;
  return std::min(1.0, logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low));
}

}  // namespace hg
