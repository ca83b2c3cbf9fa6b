#include "viz/image/field_tone.hpp"

#include <algorithm>
#include <cmath>

namespace hg {

struct FiniteRange {
  double lowest = std::numeric_limits<double>::infinity(), highest = -std::numeric_limits<double>::infinity();
  double lowest_positive = std::numeric_limits<double>::infinity();
  bool empty() const { return lowest > highest; }
};

static FiniteRange finite_range(const ViewFrame& frame) {
  FiniteRange out;
  for (const float value : frame.values) {
    if (!std::isfinite(value)) continue;
    out.lowest = std::min<double>(out.lowest, value);
    out.highest = std::max<double>(out.highest, value);
    if (value > 0) out.lowest_positive = std::min<double>(out.lowest_positive, value);
  }
  return out;
}

// By ratio and by how many cells there are of each: what is drawn into a run's final picture.
static std::vector<double> curve_of(const ViewFrame& frame, double low, double high) {
  Ratios ratios;
  for (const float value : frame.values)
    if (std::isfinite(value)) ratios.add(value);
  return ratios.curve(low, high);
}

void FieldTone::see(const ViewFrame& frame) {
  if (!known_) return range_from(frame);
  if (!states_) return;
  const FiniteRange range = finite_range(frame);
  if (range.highest > tone_.high) tone_.high = std::ceil(range.highest);
}

void FieldTone::range_from(const ViewFrame& frame) {
  const FiniteRange range = finite_range(frame);
  if (range.empty()) return;
  known_ = true;
  tone_ = Tone{range.lowest, range.highest};
  if (states_) {
    tone_ = Tone{0, std::max({1.0, highest_, std::ceil(range.highest)})};
  } else if (wants_logarithm_ && range.highest > 0) {
    tone_.low = range.lowest_positive;
    tone_.logarithmic = true;
  }
  if (!(tone_.low < tone_.high)) tone_.high = tone_.low + std::max(1.0, std::abs(tone_.low));
  if (has_inside_ && !tone_.logarithmic) tone_.curve = curve_of(frame, tone_.low, tone_.high);
}

bool FieldTone::set_logarithmic(bool on, const ViewFrame& frame) {
  if (on && (states_ || !(finite_range(frame).highest > 0))) return false;
  wants_logarithm_ = on;
  range_from(frame);
  return true;
}

std::string FieldTone::palette() const {
  if (has_inside_) return "inferno";
  return states_ && tone_.high <= 1 ? "life" : "viridis";
}

}  // namespace hg
