#include "bench/scaling/scaling_plot.hpp"

#include "bench/scaling/child_job.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/format_units.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace hg::bench {

// In gnuplot's single quotes.
static std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

// Told apart also by people who see no red or no green (Okabe and Ito).
static constexpr const char* colours[] = {"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#b8a800"};
static constexpr int points[] = {7, 5, 9, 13, 11, 6, 4, 8};

static std::string depth_text(const ScalingSeries& series) {
  return series.depth_asked == 0 ? "auto" : std::to_string(series.depth_asked);
}

// What tells a series from the others of the plot.
static std::string label_of(const ScalingSeries& series, const std::vector<ScalingSeries>& all) {
  std::vector<std::string> parts;
  const auto add_if_it_varies = [&](auto&& text) {
    if (std::any_of(all.begin(), all.end(), [&](const ScalingSeries& other) { return text(other) != text(series); }))
      parts.push_back(text(series));
  };
  add_if_it_varies([](const ScalingSeries& s) { return s.input; });
  add_if_it_varies([](const ScalingSeries& s) { return fmt::format("{}", fmt::join(s.grid, " x ")); });
  add_if_it_varies([](const ScalingSeries& s) { return counted(s.threads, "thread") + " a rank"; });
  add_if_it_varies([](const ScalingSeries& s) { return "depth " + depth_text(s); });
  add_if_it_varies([](const ScalingSeries& s) { return "overlap " + s.overlap; });
  return parts.empty() ? "measured" : fmt::format("{}", fmt::join(parts, ", "));
}

// Seconds in a unit that suits all of them.
struct TimeUnit {
  const char* name;
  double seconds;
};
static TimeUnit unit_of(const std::vector<ScalingSeries>& series) {
  double least = 1e300;
  for (const ScalingSeries& one : series)
    for (const SeriesPoint& point : one.points) least = std::min(least, point.step_seconds.median);
  return least < 1e-3 ? TimeUnit{"us", 1e-6} : least < 1 ? TimeUnit{"ms", 1e-3} : TimeUnit{"s", 1};
}

// Of one study, without what no curve may show.
static std::vector<ScalingSeries> curves_of(const std::string& study, const std::vector<ScalingSeries>& series) {
  std::vector<ScalingSeries> out;
  for (ScalingSeries one : series) {
    one.points.erase(std::remove_if(one.points.begin(), one.points.end(), [](const SeriesPoint& p) { return p.oversubscribed; }),
                     one.points.end());
    if (one.study == study && one.points.size() > 1) out.push_back(one);
  }
  return out;
}

// Columns: workers, time, least and most of it, ideal time, speed-up or efficiency, least and most of it, ideal one.
static std::string data_of(const ScalingSeries& series, std::size_t number, const TimeUnit& unit, bool weak) {
  std::string out = fmt::format("$series{} << END\n", number);
  const SeriesPoint& base = series.points.front();
  for (const SeriesPoint& point : series.points) {
    const Spread& time = point.step_seconds;
    const double value = weak ? 100 * efficiency(point.speed_up) : point.speed_up.speed_up;
    const double ideal_time = base.step_seconds.median / (weak ? 1 : point.speed_up.workers);
    out +=
        fmt::format("{} {:.6g} {:.6g} {:.6g} {:.6g} {:.6g} {:.6g} {:.6g} {:.6g}\n", point.workers(), time.median / unit.seconds,
                    time.min / unit.seconds, time.max / unit.seconds, ideal_time / unit.seconds, value,
                    value * time.median / time.max, value * time.median / time.min, weak ? 100 : point.speed_up.workers);
  }
  return out + "END\n";
}

// One half of the picture: what is measured in its columns, beside the ideal.
static std::string panel(const std::vector<ScalingSeries>& curves, int value, int ideal) {
  std::string out = "plot ";
  for (std::size_t i = 0; i < curves.size(); ++i)
    out += fmt::format("$series{} using 1:{} with lines dashtype 2 linewidth 1.5 linecolor '#999999' {}, \\\n     ", i, ideal,
                       i == 0 ? "title 'ideal'" : "notitle");
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const std::string style = fmt::format("linewidth 2 linecolor '{}'", colours[i % std::size(colours)]);
    out += fmt::format("$series{0} using 1:{1}:{2}:{3} with yerrorbars pointtype 0 {4} notitle, \\\n     ", i, value, value + 1,
                       value + 2, style);
    out += fmt::format("$series{} using 1:{} with linespoints pointtype {} pointsize 1.2 {} title {}{}", i, value,
                       points[i % std::size(points)], style, quoted(label_of(curves[i], curves)),
                       i + 1 < curves.size() ? ", \\\n     " : "");
  }
  return out + "\n";
}

std::string plot_program(const std::string& study, const std::vector<ScalingSeries>& series, const std::string& folder) {
  const std::vector<ScalingSeries> curves = curves_of(study, series);
  if (curves.empty()) return "";
  const bool weak = study == "weak";
  const TimeUnit unit = unit_of(curves);
  std::set<std::int64_t> workers;
  double most = 1, least_efficiency = 100, most_efficiency = 100;
  std::string data;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    data += data_of(curves[i], i, unit, weak);
    for (const SeriesPoint& point : curves[i].points) {
      workers.insert(point.workers());
      most = std::max({most, point.speed_up.workers, point.speed_up.speed_up});
      least_efficiency = std::min(least_efficiency, 100 * efficiency(point.speed_up));
      most_efficiency = std::max(most_efficiency, 100 * efficiency(point.speed_up));
    }
  }
  const ScalingSeries& first = curves.front();
  const std::string what = first.steps > 0 ? "step" : "picture";
  const std::string title =
      fmt::format("{} scaling of {}: {} {}{}", weak ? "Weak" : "Strong", first.simulation, fmt::join(first.grid, " x "),
                  first.steps > 0 ? "cells" : "pixels", weak ? " for " + counted(first.points.front().workers(), "worker") : "");
  const double left = static_cast<double>(*workers.begin()), right = static_cast<double>(*workers.rbegin());
  std::string drawing = fmt::format("set multiplot layout 1,2 title {} noenhanced font ',17'\n", quoted(title));
  const std::string below = fmt::format("{}; medians of {}, bars from the fastest to the slowest", first.cpu,
                                        counted(first.points.front().repeats, "run"));
  drawing += fmt::format("set label 1 {} at screen 0.5,0.885 center noenhanced font ',12' textcolor '#666666'\n", quoted(below));
  drawing += fmt::format("set xlabel 'workers (ranks x threads)'\nset logscale x 2\nset xtics ({})\nset xrange [{:g}:{:g}]\n",
                         fmt::join(workers, ", "), left / 1.15, right * 1.15);
  drawing += fmt::format("set ylabel 'time of a {} ({})'\n", what, unit.name);
  // Many curves leave no room between them.
  const bool many = curves.size() > 3;
  const std::string low = many ? "set key below noopaque reverse Left\n" : "set key bottom left reverse Left\n";
  const std::string high = many ? low : "set key top left reverse Left\n";
  drawing += (weak ? "set yrange [0:*]\n" : "set logscale y 2\nset yrange [*:*]\n") + low;
  drawing += panel(curves, 2, 5);
  drawing += fmt::format("unset label 1\nunset logscale y\nset ylabel {}\n", weak ? "'efficiency (%)'" : "'speed-up'");
  if (weak)
    drawing += fmt::format("set yrange [{:g}:{:g}]\n{}", least_efficiency > 55 ? 50.0 : 0.0,
                           std::max(105.0, most_efficiency * 1.05), low);
  else if (most > 16)
    drawing += "set logscale y 2\nset yrange [*:*]\n" + high;
  else
    drawing += fmt::format("set yrange [0:{:g}]\n{}", most * 1.08, high);
  drawing += panel(curves, 6, 9);
  drawing += "unset multiplot\nset output\nunset logscale\n";

  std::string out = "# Drawn by halogrid bench scaling; `gnuplot` with this file draws it again.\n" + data;
  out +=
      "set border 3 linewidth 1.2 linecolor '#444444'\nset tics nomirror textcolor '#222222'\nset grid linecolor '#dddddd' "
      "linetype 1\nset key noenhanced samplen 2 spacing 1.2 opaque\nset bars 1.5\nset lmargin 9\nset rmargin 3\nset tmargin 4\n";
  const std::pair<const char*, const char*> pictures[] = {
      {"svg", "svg size 1120,520 font 'DejaVu Sans,14' background '#ffffff'"},
      {"png", "pngcairo size 2240,1040 font 'DejaVu Sans,14' fontscale 2 linewidth 2 pointscale 2 background '#ffffff'"}};
  for (const auto& [ending, terminal] : pictures)
    out += fmt::format("set terminal {}\nset output {}\n{}", terminal, quoted(fmt::format("{}/{}.{}", folder, study, ending)),
                       drawing);
  return out;
}

static std::string first_line_of(const std::string& file) {
  std::ifstream in(file);
  std::string line;
  while (std::getline(in, line))
    if (line.find_first_not_of(" \t^") != std::string::npos) return line;
  return "";
}

std::string draw_plots(const std::vector<ScalingSeries>& series, const std::string& folder) {
  std::vector<std::string> drawn;
  for (const char* const study : {"strong", "weak"}) {
    const std::string program = plot_program(study, series, folder);
    if (program.empty()) continue;
    const std::string file = fmt::format("{}/{}.gnuplot", folder, study), err = file + ".err";
    if (const std::string failure = write_whole_file(file, program.data(), program.size(), Sync::file); !failure.empty())
      return fmt::format("no plots: {}: {}", file, failure);
    const ChildEnd end = run_child({{"gnuplot", file}, {}, "/dev/null", err, 120});
    const std::string said = end.reason.empty() ? first_line_of(err) : end.reason;
    std::error_code ignored;
    std::filesystem::remove(err, ignored);
    if (end.status == 127) return fmt::format("no plots: gnuplot is not installed; with it, `gnuplot {}` draws them", file);
    if (end.status != 0) return fmt::format("no plots: gnuplot failed on {}: {}", file, said);
    drawn.push_back(fmt::format("{0}/{1}.svg and .png", folder, study));
  }
  return drawn.empty() ? "no plots: no series has two points on physical cores"
                       : fmt::format("plots: {}", fmt::join(drawn, ", "));
}

}  // namespace hg::bench
