#include "bench/scaling/scaling_series.hpp"

#include "bench/scaling/scaling_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace hg::bench {

Spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return {n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2, values.front(), values.back()};
}

std::vector<SpeedUp> ScalingSeries::speed_ups() const {
  std::vector<SpeedUp> out;
  for (const SeriesPoint& point : points)
    if (!point.oversubscribed) out.push_back(point.speed_up);
  return out;
}

static std::vector<std::int64_t> grid_of(const CsvRow& row) {
  std::vector<std::int64_t> out = {row.integer("grid_x", 1), row.integer("grid_y", 1), row.integer("grid_z", 1)};
  if (out.back() == 1) out.pop_back();
  return out;
}

static double step_seconds(const CsvRow& row) {
  return row.number("seconds_stepping") / static_cast<double>(std::max<std::int64_t>(1, row.integer("steps")));
}

static SeriesPoint point_of(const std::vector<CsvRow>& repeats) {
  const CsvRow& first = repeats.front();
  SeriesPoint out;
  out.ranks = first.integer("ranks", 1, most_workers);
  out.threads = first.integer("threads", 1, most_workers);
  out.field_bytes = first.number_if_any("field_bytes").value_or(0);
  out.nodes = first.integer_if_any("nodes", 1).value_or(1);
  out.oversubscribed = first.text("message") == oversubscribed;
  out.repeats = repeats.size();
  std::vector<double> seconds, rates;
  for (const CsvRow& row : repeats) {
    seconds.push_back(step_seconds(row));
    rates.push_back(row.number("rate"));
  }
  out.step_seconds = spread_of(seconds);
  out.rate = spread_of(rates).median;
  return out;
}

static void add_speed_ups(std::vector<SeriesPoint>& points) {
  const SeriesPoint base = points.front();
  for (SeriesPoint& point : points) {
    const double workers = static_cast<double>(point.workers()) / static_cast<double>(base.workers());
    point.speed_up = {workers, base.rate > 0 ? point.rate / base.rate : 0};
  }
}

std::vector<ScalingSeries> scaling_series(const CsvTable& table) {
  std::vector<ScalingSeries> out;
  std::map<std::string, std::size_t> places;
  std::vector<std::map<std::int64_t, std::vector<CsvRow>>> rows;  // of each series, by workers
  for (const CsvRow& row : table.rows()) {
    if (!is_good(row) || row.text("study") == "model") continue;
    std::string key;
    for (const char* column : {"study", "input", "steps", "threads", "depth_asked", "overlap"}) key += row.text(column) + '\n';
    // All grids of a weak study grow from one.
    if (row.text("study") == "strong") key += fmt::format("{}", fmt::join(grid_of(row), "x"));
    const auto [place, is_new] = places.emplace(key, out.size());
    if (is_new) {
      ScalingSeries series;
      series.study = row.text("study");
      series.input = row.text("input");
      series.simulation = row.text("simulation");
      series.overlap = row.text("overlap");
      series.rate_unit = row.text("rate_unit");
      series.cpu = row.text("cpu");
      series.steps = row.integer("steps");
      series.threads = row.integer("threads", 1, most_workers);
      series.depth_asked = row.integer("depth_asked");
      out.push_back(series);
      rows.emplace_back();
    }
    rows[place->second][row.integer("ranks", 1, most_workers) * row.integer("threads", 1, most_workers)].push_back(row);
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].grid = grid_of(rows[i].begin()->second.front());
    for (const auto& [workers, repeats] : rows[i]) out[i].points.push_back(point_of(repeats));
    add_speed_ups(out[i].points);
  }
  return out;
}

std::vector<std::string> fingerprint_contradictions(const CsvTable& table) {
  std::vector<std::string> out;
  std::map<std::string, CsvRow> first;
  for (const CsvRow& row : table.rows()) {
    if (!is_good(row)) continue;
    const std::string grid = fmt::format("{}", fmt::join(grid_of(row), " x "));
    const auto [found, is_new] =
        first.emplace(fmt::format("{}, {} cells, {} steps", row.text("input"), grid, row.text("steps")), row);
    const std::string &expected = found->second.text("fingerprint"), &here = row.text("fingerprint");
    if (!is_new && here != expected)
      out.push_back(fmt::format("{}: the fingerprint of {} is {}, but {} at {}", row.place(), found->first, here, expected,
                                found->second.place()));
  }
  return out;
}

std::vector<std::string> failed_points(const CsvTable& table) {
  std::vector<std::string> order, out;
  std::map<std::string, std::string> messages;
  std::set<std::string> good;
  for (const CsvRow& row : table.rows()) {
    const std::string point = identity_text(row);
    if (is_good(row)) {
      good.insert(point);
      continue;
    }
    if (messages.find(point) == messages.end()) order.push_back(point);
    messages[point] = fmt::format("{}, {} x {} workers, depth {}, overlap {}, repeat {}: status {}: {}", row.text("study"),
                                  row.text("ranks"), row.text("threads"), row.text("depth_asked"), row.text("overlap"),
                                  row.text("repeat"), row.text("status"), row.text("message"));
  }
  for (const std::string& point : order)
    if (good.count(point) == 0) out.push_back(messages[point]);
  return out;
}

std::vector<std::string> machines_in(const CsvTable& table) {
  std::vector<std::string> out;
  for (const CsvRow& row : table.rows())
    if (is_good(row) && std::find(out.begin(), out.end(), machine_of(row)) == out.end()) out.push_back(machine_of(row));
  return out;
}

}  // namespace hg::bench
