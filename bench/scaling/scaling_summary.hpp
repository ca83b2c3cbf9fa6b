#pragma once
// What a scaling table comes to, as text.
#include "bench/model/machine.hpp"
#include "bench/scaling/scaling_series.hpp"

#include <string>
#include <vector>

namespace hg::bench {

// One series: a table of its points, and the serial fraction that fits all of them.
std::string series_text(const ScalingSeries& series);

// What the triad allows each point of a series: how fast a thread reads and writes with so many others, to one alone, each at its
// working set. "" where the machine was not measured, or there are no fields.
std::string memory_text(const ScalingSeries& series, const Machine& machine);

// All of them, with the sources of the formulas, and what failed or is from elsewhere.
std::string summary_text(const CsvTable& table, const std::vector<ScalingSeries>& series, const Machine& machine);

}  // namespace hg::bench
