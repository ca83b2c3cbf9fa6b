#pragma once
// The rows of a scaling table as curves: repeats put together, points in the order of their workers.
#include "bench/scaling/csv_table.hpp"
#include "bench/scaling/scaling_laws.hpp"

#include <string>
#include <vector>

namespace hg::bench {

struct Spread {
  double median = 0, min = 0, max = 0;
};
Spread spread_of(std::vector<double> values);  // of at least one

struct SeriesPoint {
  std::int64_t ranks = 1, threads = 1;
  bool oversubscribed = false;  // has no speed-up
  std::size_t repeats = 0;
  std::int64_t nodes = 1;
  double field_bytes = 0;  // of the rank with the most; 0: it has no fields
  Spread step_seconds;     // a step, or a whole picture where there are no steps
  double rate = 0;         // median
  SpeedUp speed_up;        // in rates, over the point with the fewest workers; its workers are counted in those

  std::int64_t workers() const { return ranks * threads; }
};

struct ScalingSeries {
  std::string study, input, simulation, overlap, rate_unit, cpu;
  std::vector<std::int64_t> grid;  // of the point with the fewest workers
  std::int64_t steps = 0, threads = 1, depth_asked = 0;
  std::vector<SeriesPoint> points;

  std::vector<SpeedUp> speed_ups() const;  // of the points that are not oversubscribed
};

// In the table's order; rows that failed are left out.
std::vector<ScalingSeries> scaling_series(const CsvTable& table);

// Sentences on what the rows contradict: other cells from the same grid and steps. All good: none.
std::vector<std::string> fingerprint_contradictions(const CsvTable& table);

// Points all of whose tries have failed, each with the last message.
std::vector<std::string> failed_points(const CsvTable& table);

// The machines and versions that rows are from, each named once.
std::vector<std::string> machines_in(const CsvTable& table);

}  // namespace hg::bench
