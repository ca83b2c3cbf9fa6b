#include "bench/scaling/model_rows.hpp"

#include "bench/micro/measure.hpp"
#include "bench/scaling/scaling_row.hpp"

namespace hg::bench {

static Index<3> triple(const CsvRow& row, const std::string& name) {
  Index<3> out;
  for (int axis = 0; axis < 3; ++axis) out[axis] = row.integer_if_any(name + "_" + "xyz"[axis], 1).value_or(1);
  return out;
}

static MeasuredStep step_of(const CsvRow& row) {
  MeasuredStep out;
  out.layout = triple(row, "layout");
  out.block = triple(row, "block");
  out.ranks = static_cast<int>(row.integer("ranks", 1, most_workers));
  out.threads = static_cast<int>(row.integer("threads", 1, most_workers));
  out.nodes = static_cast<int>(row.integer("nodes", 1, most_workers));
  out.depth = row.integer("depth", 1);
  out.overlap = row.text("overlap") == "on";
  out.messages = row.number("halo_messages");
  out.halo_bytes = row.number("halo_bytes");
  out.cells = row.number("cells_swept_per_step", CsvRow::smallest_positive);
  out.bytes_per_cell = row.number("bytes_per_cell", CsvRow::smallest_positive);
  out.field_bytes = row.number("field_bytes", CsvRow::smallest_positive);
  return out;
}

std::map<std::string, std::vector<MeasuredStep>> model_steps(const CsvTable& table) {
  struct Place {
    std::string name;
    std::size_t number;
  };
  std::map<std::string, std::vector<MeasuredStep>> out;
  std::map<std::string, std::vector<double>> seconds;  // of each point's repeats
  std::map<std::string, Place> places;
  for (const CsvRow& row : table.rows()) {
    if (row.text("study") != "model" || !is_good(row) || row.text("message") == oversubscribed) continue;
    std::string point;
    for (const char* column : {"input", "grid_x", "grid_y", "grid_z", "ranks", "threads", "depth_asked", "overlap"})
      point += row.text(column) + '\n';
    if (places.count(point) == 0) {
      const MeasuredStep step = step_of(row);
      const int dimension = row.integer("grid_z") > 1 ? 3 : 2;
      const std::string name =
          rates_name(row.text("simulation"), dimension, step.bytes_per_cell * static_cast<double>(step.depth));
      places[point] = {name, out[name].size()};
      out[name].push_back(step);
    }
    seconds[point].push_back(row.number("seconds_stepping") / static_cast<double>(row.integer("steps", 1)));
  }
  for (const auto& [point, place] : places) out[place.name][place.number].seconds = median(seconds[point]);
  return out;
}

}  // namespace hg::bench
