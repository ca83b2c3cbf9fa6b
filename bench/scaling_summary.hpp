#pragma once
// What a scaling table comes to, as text.
#include "bench/scaling_series.hpp"

#include <string>
#include <vector>

namespace hg::bench {

// One series: a table of its points, and the serial fraction that fits all of them.
std::string series_text(const ScalingSeries& series);

// All of them, with the sources of the formulas, and what failed or is from elsewhere.
std::string summary_text(const CsvTable& table, const std::vector<ScalingSeries>& series);

}  // namespace hg::bench
