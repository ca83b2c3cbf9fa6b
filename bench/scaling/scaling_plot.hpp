#pragma once
// Curves of a scaling study, drawn by gnuplot.
#include "bench/scaling/scaling_series.hpp"

#include <string>
#include <vector>

namespace hg::bench {

// The gnuplot program that draws the series of one study as FOLDER/STUDY.svg and .png; empty where no curve has two points. No
// curve goes past the physical cores.
std::string plot_program(const std::string& study, const std::vector<ScalingSeries>& series, const std::string& folder);

// Writes FOLDER/STUDY.gnuplot for every study and runs it. Returns one sentence: what was drawn, or why not.
std::string draw_plots(const std::vector<ScalingSeries>& series, const std::string& folder);

}  // namespace hg::bench
