#include "engine/files/series.hpp"

#include "engine/files/series_master.hpp"
#include "engine/files/snapshot_writer.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/xml.hpp"

#include <fmt/format.h>

#include <utility>

namespace hg {

static constexpr std::chrono::seconds pause_between_writes{10};
static const char* const remedy =
    "check the free space, quota and rights of the output folder; the step files themselves are complete";

Series::Series(std::string folder, std::string name, Grid grid, std::vector<FieldInfo> fields)
    : folder_(std::move(folder)), name_(std::move(name)), grid_(std::move(grid)), fields_(std::move(fields)) {}

std::string Series::master_name(const std::string& name, std::size_t number) {
  return number == 0 ? name + ".vtkhdf" : fmt::format("{}.{:03}.vtkhdf", name, number);
}

static const char* number_type(CellType type) {
  switch (type) {
    case CellType::uint8:
      return "UChar";
    case CellType::uint32:
      return "UInt";
    default:
      return "Float";
  }
}

// One step of the sidecar. A 2D grid is one cell thick, in its arrays as well: readers put 2D meshes into the wrong plane, and of
// a 2D array of a 3D mesh one of them reads the first row only.
static std::string sidecar_step(const std::string& name, const Grid& grid, const std::vector<FieldInfo>& fields,
                                std::int64_t step, double time) {
  const Index<3>& n = grid.size;
  std::string out = fmt::format(
      "<Grid Name=\"{}\" GridType=\"Uniform\">\n<Time Value=\"{}\"/>\n<Topology TopologyType=\"3DCoRectMesh\" Dimensions=\"{} {} "
      "{}\"/>\n"
      "<Geometry GeometryType=\"ORIGIN_DXDYDZ\">\n<DataItem Dimensions=\"3\" NumberType=\"Float\" Precision=\"8\" "
      "Format=\"XML\">{} {} {}</DataItem>\n"
      "<DataItem Dimensions=\"3\" NumberType=\"Float\" Precision=\"8\" Format=\"XML\">{} {} {}</DataItem>\n</Geometry>\n",
      escaped_for_xml(name), time, n[2] + 1, n[1] + 1, n[0] + 1, grid.origin[2], grid.origin[1], grid.origin[0], grid.spacing[2],
      grid.spacing[1], grid.spacing[0]);
  for (const FieldInfo& field : fields) {
    out += fmt::format(
        "<Attribute Name=\"{0}\" AttributeType=\"Scalar\" Center=\"Cell\">\n<DataItem Dimensions=\"{1} {2} {3}\" "
        "NumberType=\"{4}\" Precision=\"{5}\" Format=\"HDF\">{6}:/{0}</DataItem>\n</Attribute>\n",
        escaped_for_xml(field.name), n[2], n[1], n[0], number_type(field.type), size_of(field.type),
        escaped_for_xml(SnapshotWriter::file_name(name, step)));
  }
  return out + "</Grid>\n";
}

void Series::add(std::int64_t step, double time) {
  if (steps_.size() == steps_per_master) {
    if (master_behind_) write_master();
    ++masters_done_;
    steps_.clear();
    times_.clear();
  }
  steps_.push_back(step);
  times_.push_back(time);
  master_behind_ = true;
  all_.push_back({step, time});
}

void Series::flush(bool force) {
  const auto now = std::chrono::steady_clock::now();
  if (!force && written_ && now - last_ < pause_between_writes) return;
  if (master_behind_) write_master();
  master_behind_ = false;
  if (all_.size() > steps_in_sidecar_ + (force ? 0 : steps_in_sidecar_ / 16)) {
    write_sidecar();
    steps_in_sidecar_ = all_.size();
  }
  written_ = !all_.empty();
  last_ = std::chrono::steady_clock::now();
}

void Series::write_master() const {
  const std::string file = master_name(name_, masters_done_);
  std::vector<std::string> step_files;
  for (const std::int64_t step : steps_) step_files.push_back(SnapshotWriter::file_name(name_, step));
  const std::string failure = write_series_master(folder_, file, grid_, fields_, step_files, times_);
  if (!failure.empty()) throw file_error(Scope::one_rank, folder_ + "/" + file, failure, remedy);
}

void Series::write_sidecar() const {
  const std::string path = folder_ + "/" + name_ + ".xmf";
  TemporaryFile file(path);
  std::string failure = file.failure();
  const auto write = [&](const std::string& text) {
    if (failure.empty()) failure = file.write(text.data(), text.size());
  };
  write(
      fmt::format("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Xdmf Version=\"3.0\">\n<Domain>\n<Grid Name=\"{}\" "
                  "GridType=\"Collection\" CollectionType=\"Temporal\">\n",
                  escaped_for_xml(name_)));
  for (const Step& at : all_) write(sidecar_step(name_, grid_, fields_, at.step, at.time));
  write("</Grid>\n</Domain>\n</Xdmf>\n");
  if (failure.empty()) failure = file.commit();
  if (!failure.empty()) throw file_error(Scope::one_rank, path, failure, remedy);
}

}  // namespace hg
