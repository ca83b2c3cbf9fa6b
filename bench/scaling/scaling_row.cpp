#include "bench/scaling/scaling_row.hpp"

#include "engine/step/timing.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace hg::bench {

static const std::vector<std::string> identity_columns = {"study", "input",   "grid_x",      "grid_y",  "grid_z", "steps",
                                                          "ranks", "threads", "depth_asked", "overlap", "repeat"};

static std::vector<std::string> phase_names() {
  std::vector<std::string> out;
  for (std::size_t phase = 0; phase < phase_count; ++phase) out.emplace_back(name_of(static_cast<Phase>(phase)));
  out.insert(out.end(), {"output", "checkpoint"});
  return out;
}

// A column, and the fact of a report that fills it by its path; without one it is the study's own.
struct Column {
  std::string name, path;
};

static const std::vector<Column>& columns() {
  static const std::vector<Column> all = [] {
    std::vector<Column> out = {{"study", ""},
                               {"input", ""},
                               {"simulation", ""},
                               {"grid_x", ""},
                               {"grid_y", ""},
                               {"grid_z", ""},
                               {"steps", ""},
                               {"ranks", ""},
                               {"threads", ""},
                               {"depth_asked", ""},
                               {"depth", "depth"},
                               {"overlap", ""},
                               {"repeat", ""},
                               {"layout_x", "layout.x"},
                               {"layout_y", "layout.y"},
                               {"layout_z", "layout.z"},
                               {"block_x", "block.x"},
                               {"block_y", "block.y"},
                               {"block_z", "block.z"},
                               {"halo_messages", "halo.messages"},
                               {"halo_bytes", "halo.bytes"},
                               {"cells_swept_per_step", "cells_swept_per_step"},
                               {"bytes_per_cell", "bytes_per_cell"},
                               {"field_bytes", "field_bytes"},
                               {"seconds_total", "seconds.total"},
                               {"seconds_setup", "seconds.setup"},
                               {"seconds_stepping", "seconds.stepping"}};
    for (const std::string& phase : phase_names()) out.push_back({"seconds_" + phase, "seconds.phases." + phase + ".mean"});
    out.insert(out.end(), {{"rate", "rate.value"},
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
                           {"git", "machine.git"},
                           {"status", ""},
                           {"message", ""}});
    return out;
  }();
  return all;
}

const std::vector<std::string>& scaling_columns() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Column& column : columns()) out.push_back(column.name);
    return out;
  }();
  return names;
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

// "seconds.phases.pack.mean" of nested tables, "layout.x" of a list of extents; empty where it is not there.
static std::string value_at(const ConfigValue& value, const std::string& path) {
  if (path.empty()) {
    if (value.kind == ConfigValue::Kind::integer) return std::to_string(value.integer);
    if (value.kind == ConfigValue::Kind::real) return fmt::format("{}", value.real);
    return value.text;
  }
  const std::string first = path.substr(0, path.find('.')), rest = path.substr(std::min(path.size(), first.size() + 1));
  if (value.kind == ConfigValue::Kind::list) {
    const std::size_t axis = std::string("xyz").find(first);
    return axis < value.items.size() ? value_at(value.items[axis], rest) : "1";
  }
  const ConfigValue* const inner = find_entry(value, first);
  return inner == nullptr ? "" : value_at(*inner, rest);
}

void add_report(const ConfigValue& report, CsvRow& row) {
  for (const Column& column : columns())
    if (!column.path.empty()) row[column.name] = value_at(report, column.path);
}

bool is_good(const CsvRow& row) { return row.text("status") == "0"; }

std::string machine_of(const CsvRow& row) {
  const std::optional<std::int64_t> memory = row.integer_if_any("memory_bytes");
  return fmt::format("{}, {} a node, {}, Kokkos {}, halogrid {} ({})", row.text("cpu"),
                     memory ? bytes_in_words(*memory) : "unknown memory", row.text("mpi"), row.text("kokkos"),
                     row.text("version"), row.text("git"));
}

}  // namespace hg::bench
