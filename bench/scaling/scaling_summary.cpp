#include "bench/scaling/scaling_summary.hpp"

#include "engine/system/format_units.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hg::bench {

static std::string times(const std::vector<std::int64_t>& extents) { return fmt::format("{}", fmt::join(extents, " x ")); }

static std::string title_of(const ScalingSeries& series) {
  const std::string unit = series.rate_unit == "cells/s" ? "cells" : "pixels";
  const std::string steps = series.steps > 0 ? fmt::format(", {} steps", series.steps) : "";
  const bool grows = series.study == "weak";
  return fmt::format(
      "{} scaling of {} ({}): {} {}{}{}; {} a rank, depth {}, overlap {}\n", series.study, series.input, series.simulation,
      times(series.grid), unit, grows ? " for " + counted(series.points.front().workers(), "worker") : "", steps,
      counted(series.threads, "thread"), series.depth_asked == 0 ? "auto" : std::to_string(series.depth_asked), series.overlap);
}

static std::string fraction(const std::optional<double>& value) { return value ? fmt::format("{:.4f}", *value) : "-"; }

static std::string amdahl_text(const std::vector<SpeedUp>& points) {
  const auto fitted = fitted_amdahl_fraction(points);
  if (!fitted) return "  Amdahl: no fit without a point on more workers than the first\n";
  const std::string limit = *fitted >= 1  ? "more workers are slower"
                            : *fitted > 0 ? fmt::format("at most {:.3g} times as fast on any number of workers", 1 / *fitted)
                                          : "speed-ups beyond the number of workers (more cache for each)";
  return fmt::format("  Amdahl: serial fraction {:.4f}, {}\n", *fitted, limit);
}

static std::string gustafson_text(const std::vector<SpeedUp>& points) {
  const auto fitted = fitted_gustafson_fraction(points);
  if (!fitted) return "  Gustafson: no fit without a point on more workers than the first\n";
  return fmt::format("  Gustafson: serial fraction {:.4f}, {}\n", *fitted,
                     *fitted >= 1 ? "more workers do less together"
                                  : fmt::format("every further worker adds {:.1f} % of one", 100 * (1 - *fitted)));
}

std::string series_text(const ScalingSeries& series) {
  const bool weak = series.study == "weak";
  std::string out = title_of(series);
  out += fmt::format("  {:>8} {:>7} {:>11}  {:<23} {:>17} {:>9} {:>11} {:>11}\n", "workers", "ranks",
                     series.steps > 0 ? "a step" : "a picture", "min .. max", "rate", weak ? "scaled" : "speed-up", "efficiency",
                     weak ? "Gustafson" : "Karp-Flatt");
  bool marked = false;
  for (const SeriesPoint& point : series.points) {
    const Spread& time = point.step_seconds;
    out += fmt::format("  {:>7}{} {:>7} {:>11}  {:<23} {:>17}", point.workers(), point.oversubscribed ? '*' : ' ', point.ranks,
                       duration(time.median), fmt::format("{} .. {}", duration(time.min), duration(time.max)),
                       engineering(point.rate, series.rate_unit));
    marked = marked || point.oversubscribed;
    if (point.oversubscribed)
      out += fmt::format(" {:>9} {:>11} {:>11}\n", "-", "-", "-");
    else
      out += fmt::format(" {:>9.3f} {:>9.1f} % {:>11}\n", point.speed_up.speed_up, 100 * efficiency(point.speed_up),
                         fraction(weak ? gustafson_fraction(point.speed_up) : karp_flatt_fraction(point.speed_up)));
  }
  out += weak ? gustafson_text(series.speed_ups()) : amdahl_text(series.speed_ups());
  if (marked) out += "  * more workers than physical cores: not a measure of scaling\n";
  return out;
}

std::string memory_text(const ScalingSeries& series, const Machine& machine) {
  const auto speed = [&](const SeriesPoint& point) {
    return machine.thread_bandwidth(point.field_bytes / static_cast<double>(point.threads),
                                    static_cast<int>(point.workers() / point.nodes));
  };
  const SeriesPoint& base = series.points.front();
  if (series.steps == 0 || base.field_bytes == 0 || speed(base) == 0 || series.points.size() < 2) return "";
  std::string out = "  memory: the triad at these working sets allows an efficiency of";
  for (std::size_t i = 1; i < series.points.size(); ++i) {
    const SeriesPoint& point = series.points[i];
    if (!point.oversubscribed)
      out += fmt::format("{} {:.0f} % on {}", i > 1 ? "," : "", 100 * speed(point) / speed(base), point.workers());
  }
  return out + "\n";
}

std::string summary_text(const CsvTable& table, const std::vector<ScalingSeries>& series, const Machine& machine) {
  std::string out =
      "Medians over repeats. A worker is a thread of a rank; speed-ups are ratios of rates, over the fewest workers measured.\n"
      "  strong: serial fraction of one point e = (1/S - 1/p) / (1 - 1/p) (Karp and Flatt 1990); of all S = 1 / (f + (1 - f)/p)\n"
      "          (Amdahl 1967), by least squares of 1/S\n"
      "  weak:   scaled speed-up S, efficiency S/p, serial fraction f = (p - S) / (p - 1) (Gustafson 1988)\n";
  const std::vector<std::string> machines = machines_in(table);
  for (const std::string& where : machines) out += fmt::format("on {}\n", where);
  if (machines.size() > 1) out += "warning: these rows are of several machines or versions, and are put together nevertheless\n";
  for (const ScalingSeries& one : series) out += "\n" + series_text(one) + memory_text(one, machine);
  const std::vector<std::string> failed = failed_points(table), contradictions = fingerprint_contradictions(table);
  if (!failed.empty()) {
    out += fmt::format("\n{} failed (tried again when the study is started again):\n", counted(failed.size(), "point"));
    for (const std::string& point : failed) out += "  " + point + "\n";
  }
  if (!series.empty()) {
    out += contradictions.empty() ? "\nfingerprints: every run of a grid and number of steps has the same\n"
                                  : fmt::format("\nfingerprints DIFFER: {} runs\n", contradictions.size());
    for (const std::string& contradiction : contradictions) out += "  " + contradiction + "\n";
  }
  return out;
}

}  // namespace hg::bench
