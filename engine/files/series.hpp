#pragma once
// What makes the snapshots of a run one series in time for readers: a master NAME.vtkhdf (virtual datasets over the step files,
// with CF scales for xarray and a VTKHDF 2.0 group for ParaView) and an XDMF sidecar NAME.xmf (docs/format.md). For rank 0 alone.
#include "engine/grid/cell_type.hpp"
#include "engine/grid/grid.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace hg {

class Series {
 public:
  // A reader opens every step's file at once and runs out of file handles silently, so that a master has at most this many.
  static constexpr std::size_t steps_per_master = 500;

  // fields: those that the step files hold.
  Series(std::string folder, std::string name, Grid grid, std::vector<FieldInfo> fields);

  // A step file that has its final name. Steps rise.
  void add(std::int64_t step, double time);
  // Rewrites the current master and the sidecar (temporary file and rename): at once if forced, else if the last time is 10 s ago
  // and, for the sidecar, which names all steps, when it has grown by a sixteenth. So the upkeep of a step does not grow with
  // their number. Throws file_error(Scope::one_rank).
  void flush(bool force);

  // NAME.vtkhdf, NAME.001.vtkhdf, ...
  static std::string master_name(const std::string& name, std::size_t number);

 private:
  void write_master() const;
  void write_sidecar() const;

  std::string folder_, name_;
  Grid grid_;
  std::vector<FieldInfo> fields_;
  struct Step {
    std::int64_t step;
    double time;
  };

  std::vector<std::int64_t> steps_;  // of the current master
  std::vector<double> times_;
  std::vector<Step> all_;  // for the sidecar, whose text is a thousand characters a step: it is made while it is written
  std::size_t masters_done_ = 0, steps_in_sidecar_ = 0;
  bool master_behind_ = false, written_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace hg
