#include "bench/scaling/scaling_summary.hpp"

#include "bench/scaling/scaling_plot.hpp"
#include "bench/scaling/scaling_row.hpp"
#include "tests/catch.hpp"

#include <fmt/format.h>

using namespace hg::bench;

namespace hg_tests {

// A table of runs of 100 steps; seconds of stepping for 1, 2 and 4 ranks by repeat.
struct Table {
  std::string text = csv_line(scaling_columns());

  void add(const std::string& study, int ranks, int repeat, double seconds, const std::string& fingerprint = "",
           const std::string& status = "0", const std::string& message = "") {
    const int grid_y = study == "weak" ? 10 * ranks : 10;
    CsvRow row{{"study", study},
               {"input", "a-12345678"},
               {"simulation", "heat"},
               {"grid_x", "20"},
               {"grid_y", fmt::format("{}", grid_y)},
               {"grid_z", "1"},
               {"steps", "100"},
               {"ranks", fmt::format("{}", ranks)},
               {"threads", "1"},
               {"depth_asked", "0"},
               {"overlap", "on"},
               {"repeat", fmt::format("{}", repeat)},
               {"status", status},
               {"message", message}};
    if (status == "0") {
      row["seconds_stepping"] = fmt::format("{}", seconds);
      row["rate"] = fmt::format("{}", 20.0 * grid_y * 100 / seconds);
      row["rate_unit"] = "cells/s";
      row["fingerprint"] = fingerprint.empty() ? fmt::format("{:016x}", grid_y) : fingerprint;
      row["cpu"] = "A CPU";
      row["memory_bytes"] = "1000000000";
    }
    text += csv_line(row.fields(scaling_columns()));
  }
  CsvTable table() const { return CsvTable::parse("t.csv", text); }
};

static bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("repeats become medians, and speed-ups are over the fewest workers") {
  Table made;
  for (const auto& [repeat, factor] : {std::pair<int, double>{1, 1.0}, {2, 1.5}, {3, 0.5}}) {
    made.add("strong", 4, repeat, 2 * factor);
    made.add("strong", 1, repeat, 5 * factor);
  }
  const CsvTable table = made.table();
  const std::vector<ScalingSeries> series = scaling_series(table);
  REQUIRE(series.size() == 1);
  REQUIRE(series[0].points.size() == 2);
  const SeriesPoint& last = series[0].points[1];
  CHECK(last.workers() == 4);
  CHECK(last.repeats == 3);
  CHECK(last.step_seconds.median == Approx(0.02));
  CHECK(last.step_seconds.min == Approx(0.01));
  CHECK(last.step_seconds.max == Approx(0.03));
  CHECK(last.speed_up.speed_up == Approx(2.5));
  // 4 workers, 2.5 times as fast: efficiency 62.5 %, serial fraction (0.4 - 0.25) / 0.75 of this point and of the fit.
  const std::string text = series_text(series[0]);
  CHECK(holds(text, "strong scaling of a-12345678 (heat): 20 x 10 cells, 100 steps; 1 thread a rank, depth auto, overlap on\n"));
  CHECK(holds(text,
              "       4        4       20 ms  10 ms .. 30 ms              10.0 kcells/s     2.500      62.5 %      0.2000\n"));
  CHECK(holds(text, "  Amdahl: serial fraction 0.2000, at most 5 times as fast on any number of workers\n"));
}

TEST_CASE("weak scaling is measured in what all workers do together") {
  Table made;
  made.add("weak", 1, 1, 1);
  made.add("weak", 2, 1, 1.25);
  const std::string text = series_text(scaling_series(made.table())[0]);
  // Twice the cells in 1.25 times the time: 1.6 times the rate, 80 %, and (2 - 1.6) / 1.
  CHECK(holds(text, "20 x 10 cells for 1 worker, 100 steps"));
  CHECK(holds(text, "1.600      80.0 %      0.4000\n"));
  CHECK(holds(text, "Gustafson: serial fraction 0.4000, every further worker adds 60.0 % of one\n"));
}

TEST_CASE("where nothing ran on one worker the fewest take its place") {
  Table made;
  made.add("strong", 2, 1, 4);
  made.add("strong", 4, 1, 2.5);
  const SpeedUp at = scaling_series(made.table())[0].points[1].speed_up;
  CHECK(at.workers == 2);
  CHECK(at.speed_up == Approx(1.6));
}

TEST_CASE("more workers than cores are shown, and are part of no fit and no curve") {
  Table made;
  made.add("strong", 1, 1, 4);
  made.add("strong", 2, 1, 2);
  made.add("strong", 4, 1, 100, "", "0", oversubscribed);
  const std::vector<ScalingSeries> series = scaling_series(made.table());
  CHECK(series[0].speed_ups().size() == 2);
  CHECK(holds(series_text(series[0]), "       4*       4 "));
  CHECK(holds(series_text(series[0]), "Amdahl: serial fraction 0.0000"));
  const std::string plot = plot_program("strong", series, "there");
  CHECK(holds(plot, "set output 'there/strong.svg'"));
  CHECK(holds(plot, "\n2 20 20 20 20 2 2 2 2\nEND"));
  CHECK(plot_program("weak", series, "there").empty());
}

TEST_CASE("runs that end with other cells are named") {
  Table made;
  made.add("strong", 1, 1, 4, "00000000000000aa");
  made.add("strong", 2, 1, 2, "00000000000000aa");
  made.add("weak", 1, 1, 4, "00000000000000aa");
  CHECK(fingerprint_contradictions(made.table()).empty());
  made.add("weak", 2, 1, 4, "00000000000000ab");
  CHECK(fingerprint_contradictions(made.table()).empty());
  made.add("strong", 2, 2, 2, "00000000000000bb");
  const std::vector<std::string> found = fingerprint_contradictions(made.table());
  REQUIRE(found.size() == 1);
  CHECK(found[0] ==
        "t.csv:6: the fingerprint of a-12345678, 20 x 10 cells, 100 steps is 00000000000000bb, but 00000000000000aa at t.csv:2");
  const CsvTable table = made.table();
  CHECK(holds(summary_text(table, scaling_series(table), Machine()), "fingerprints DIFFER: 1 runs"));
}

TEST_CASE("a failed point is named until it has been measured") {
  Table made;
  made.add("strong", 1, 1, 4);
  made.add("strong", 2, 1, 0, "", "2", "too, many \"ranks\"");
  CsvTable table = made.table();
  REQUIRE(failed_points(table).size() == 1);
  CHECK(failed_points(table)[0] == "strong, 2 x 1 workers, depth 0, overlap on, repeat 1: status 2: too, many \"ranks\"");
  CHECK(holds(summary_text(table, scaling_series(table), Machine()), "1 point failed"));
  made.add("strong", 2, 1, 2);
  table = made.table();
  CHECK(failed_points(table).empty());
  CHECK(machines_in(table).size() == 1);
}

}  // namespace hg_tests
