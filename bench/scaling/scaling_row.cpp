#include "bench/scaling/scaling_row.hpp"

#include "engine/step/timing.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>

#include <map>

namespace hg::bench {

static const std::vector<std::string> identity_columns = {"study", "input",   "grid_x",      "grid_y",  "grid_z", "steps",
                                                          "ranks", "threads", "depth_asked", "overlap", "repeat"};

static std::vector<std::string> phase_names() {
  std::vector<std::string> out;
  for (std::size_t phase = 0; phase < phase_count; ++phase) out.emplace_back(name_of(static_cast<Phase>(phase)));
  out.insert(out.end(), {"output", "checkpoint"});
  return out;
}

const std::vector<std::string>& scaling_columns() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> out = {"study",           "input",
                                    "simulation",      "grid_x",
                                    "grid_y",          "grid_z",
                                    "steps",           "ranks",
                                    "threads",         "depth_asked",
                                    "depth",           "overlap",
                                    "repeat",          "layout_x",
                                    "layout_y",        "layout_z",
                                    "block_x",         "block_y",
                                    "block_z",         "halo_messages",
                                    "halo_bytes",      "cells_swept_per_step",
                                    "bytes_per_cell",  "field_bytes",
                                    "seconds_total",   "seconds_setup",
                                    "seconds_stepping"};
    for (const std::string& phase : phase_names()) out.push_back("seconds_" + phase);
    out.insert(out.end(),
               {"rate", "rate_unit", "imbalance", "peak_rss_bytes", "fingerprint", "nodes", "processors", "cores",
                "hardware_threads", "cpu", "memory_bytes", "mpi", "kokkos", "binding", "version", "git", "status", "message"});
    return out;
  }();
  return all;
}

CsvRow identity_of(const ScalingPoint& point, const ScalingInput& input) {
  CsvRow out{{"study", point.study},
             {"input", input.name},
             {"simulation", input.simulation},
             {"steps", std::to_string(point.steps)},
             {"ranks", std::to_string(point.ranks)},
             {"threads", std::to_string(point.threads)},
             {"depth_asked", std::to_string(point.depth)},
             {"overlap", point.overlap ? "on" : "off"},
             {"repeat", std::to_string(point.repeat)}};
  for (std::size_t axis = 0; axis < 3; ++axis)
    out[std::string("grid_") + "xyz"[axis]] = std::to_string(axis < point.grid.size() ? point.grid[axis] : 1);
  return out;
}

std::string identity_text(const CsvRow& row) {
  std::vector<std::string> fields;
  for (const std::string& column : identity_columns) fields.push_back(row.text(column));
  return csv_line(fields);
}

// "seconds.phases.pack" of nested tables; empty where it is not there.
static std::string value_at(const ConfigValue& table, const std::string& path) {
  const std::size_t dot = path.find('.');
  for (const ConfigEntry& entry : table.entries) {
    if (entry.key != path.substr(0, dot)) continue;
    if (dot != std::string::npos) return value_at(entry.value, path.substr(dot + 1));
    if (entry.value.kind == ConfigValue::Kind::integer) return std::to_string(entry.value.integer);
    if (entry.value.kind == ConfigValue::Kind::real) return fmt::format("{}", entry.value.real);
    return entry.value.text;
  }
  return "";
}

static void add_extents(const ConfigValue& report, const std::string& key, CsvRow& row) {
  for (const ConfigEntry& entry : report.entries)
    for (std::size_t axis = 0; entry.key == key && axis < 3; ++axis)
      row[key + "_" + "xyz"[axis]] =
          axis < entry.value.items.size() ? std::to_string(entry.value.items[axis].integer) : std::string("1");
}

void add_report(const ConfigValue& report, CsvRow& row) {
  const std::map<std::string, std::string> paths = {{"depth", "depth"},
                                                    {"halo_messages", "halo.messages"},
                                                    {"halo_bytes", "halo.bytes"},
                                                    {"cells_swept_per_step", "cells_swept_per_step"},
                                                    {"bytes_per_cell", "bytes_per_cell"},
                                                    {"field_bytes", "field_bytes"},
                                                    {"seconds_total", "seconds.total"},
                                                    {"seconds_setup", "seconds.setup"},
                                                    {"seconds_stepping", "seconds.stepping"},
                                                    {"rate", "rate.value"},
                                                    {"rate_unit", "rate.unit"},
                                                    {"imbalance", "imbalance"},
                                                    {"peak_rss_bytes", "peak_rss_bytes"},
                                                    {"fingerprint", "fingerprint"},
                                                    {"nodes", "machine.nodes"},
                                                    {"processors", "machine.processors"},
                                                    {"cores", "machine.cores"},
                                                    {"hardware_threads", "machine.threads"},
                                                    {"cpu", "machine.cpu"},
                                                    {"memory_bytes", "machine.memory_bytes"},
                                                    {"mpi", "mpi"},
                                                    {"kokkos", "kokkos"},
                                                    {"binding", "machine.binding"},
                                                    {"version", "version"},
                                                    {"git", "machine.git"}};
  for (const auto& [column, path] : paths) row[column] = value_at(report, path);
  for (const std::string& phase : phase_names()) row["seconds_" + phase] = value_at(report, "seconds.phases." + phase + ".mean");
  add_extents(report, "layout", row);
  add_extents(report, "block", row);
}

bool is_good(const CsvRow& row) { return row.text("status") == "0"; }

std::string machine_of(const CsvRow& row) {
  const std::string& memory = row.text("memory_bytes");
  return fmt::format("{}, {} a node, {}, Kokkos {}, halogrid {} ({})", row.text("cpu"),
                     memory.empty() ? "unknown memory" : bytes_in_words(std::stoll(memory)), row.text("mpi"), row.text("kokkos"),
                     row.text("version"), row.text("git"));
}

}  // namespace hg::bench
