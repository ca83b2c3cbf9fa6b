#pragma once
// From the values of cells to levels of a palette, 0 to 1.
#include <cstdint>
#include <limits>
#include <vector>

namespace hg {

// How many cells have values of about the same size: 64 bins for each factor of 2, from 1 to 2^32; smaller and larger values lie
// in the bins at the ends.
struct Ratios {
  static constexpr int bins_per_octave = 64, bins = 32 * bins_per_octave;
  std::vector<std::int64_t> cells = std::vector<std::int64_t>(bins);

  static double place(double value);  // in bins, from 0 to bins
  void add(double value, std::int64_t times = 1);
  // Levels half by ratio and half by how many cells have smaller values, so that neither a few extremes nor a large even part
  // take all colours for themselves.
  std::vector<double> curve(double low, double high) const;
};

struct Tone {
  double low = 0, high = 1;  // the values of the levels 0 and 1; what lies beyond counts as one of them
  bool logarithmic = false;  // equal ratios make equal steps; low > 0
  // Or a level for every bin of Ratios (one more than there are), between which it is straight; empty: none.
  std::vector<double> curve = {};
  // Cells of this value have no level: they are drawn black and blend with their neighbours by area. NaN: there are none.
  double inside = std::numeric_limits<double>::quiet_NaN();

  bool has_inside() const { return inside == inside; }
  // Throws std::runtime_error where low and high are no range.
  void check() const;
  double level(double value) const;  // NaN is 0
};

}  // namespace hg
