#include "engine/files/snapshot_layout.hpp"

#include "engine/files/hdf5_write.hpp"
#include "engine/files/packed_cells.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/version.hpp"
#include "kernels/fingerprint_mix.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>

namespace hg {

static bool packs(const Simulation& simulation, const FieldInfo& first, Storage storage) {
  if (storage == Storage::plain) return false;
  const bool can = first.type == CellType::uint8 && (simulation.own().lo[0] % 64 == 0 || simulation.own().empty());
  if (storage == Storage::bits_if_possible) return simulation.communicator().min(std::int64_t{can ? 1 : 0}) == 1;
  if (!can)
    throw internal_error(
        fmt::format("the field {} cannot be stored as bits: its cells are not states, or a block begins at cell {}", first.name,
                    simulation.own().lo[0]));
  return true;
}

std::vector<StoredField> stored_fields(const Simulation& simulation, const std::vector<int>& fields, Storage storage) {
  const Index<3>& size = simulation.grid().size;
  std::vector<StoredField> out;
  for (const int number : fields) {
    const FieldInfo& info = simulation.fields()[static_cast<std::size_t>(number)];
    const bool packed = number == 0 && packs(simulation, info, storage);
    out.push_back({number, info.name, info.type, packed, size, static_cast<std::int64_t>(size_of(info.type)), info.inside,
                   info.y_up, info.colours});
    if (packed) out.back().size = packed_box({{}, size}).hi;
  }
  return out;
}

std::int64_t most_bytes(const Simulation& simulation, const std::vector<StoredField>& fields, const SnapshotHeading& heading) {
  const Grid& grid = simulation.grid();
  std::int64_t bytes =
      (std::int64_t{1} << 16) + static_cast<std::int64_t>(heading.input.size() + 2 * heading.notes.written.size());
  for (const StoredField& field : fields) bytes += field.bytes() + Tiling::of(grid.dimension, grid.size).tiles() * 8 + (1 << 16);
  return bytes;
}

static void write_heading(hid_t root, const Simulation& simulation, const std::string& input) {
  const Grid& grid = simulation.grid();
  hdf5_attribute(root, "format", std::int64_t{1});
  hdf5_attribute(root, "version", std::string(version));
  hdf5_attribute(root, "step", simulation.step());
  hdf5_attribute(root, "time", simulation.time());
  hdf5_attribute(root, "spacing", std::vector<double>(grid.spacing.begin(), grid.spacing.begin() + grid.dimension));
  hdf5_attribute(root, "origin", std::vector<double>(grid.origin.begin(), grid.origin.begin() + grid.dimension));
  hdf5_attribute(root, "input", input);
}

// A checkpoint is told from a snapshot by what the simulation remembers beside its cells, be it nothing.
static void write_memory(hid_t own, const std::vector<std::uint64_t>& memory) {
  std::vector<std::int64_t> values(memory.size() + 1, 0);
  for (std::size_t i = 0; i < memory.size(); ++i) values[i + 1] = std::bit_cast<std::int64_t>(memory[i]);
  values[0] = static_cast<std::int64_t>(memory.size());
  hdf5_attribute(own, "memory", values);
}

// Everything of the file but the values of its arrays. Returns the bytes that the file must have at least.
static std::int64_t write_structure(hid_t root, const Simulation& simulation, const std::vector<StoredField>& fields,
                                    const SnapshotHeading& heading, SnapshotLayout& layout) {
  const Grid& grid = simulation.grid();
  const Tiling tiling = Tiling::of(grid.dimension, grid.size);
  const Hdf5Handle own = hdf5_group(root, "halogrid");
  hdf5_attribute(own, "tile", std::vector<std::int64_t>(tiling.tile.v, tiling.tile.v + grid.dimension));
  if (heading.memory) {
    write_memory(own, *heading.memory);
    hdf5_attribute(own, "number", heading.notes.number);
    if (!heading.notes.written.empty()) hdf5_attribute(own, "written", heading.notes.written);
  }
  const Hdf5Handle checksums = hdf5_reserved_array(own, "checksum", H5T_STD_U64LE, {fields.size()});
  layout.checksums = hdf5_offset(checksums);
  std::int64_t end = layout.checksums + static_cast<std::int64_t>(fields.size()) * 8;
  const Hdf5Handle tables = hdf5_group(own, "fingerprint");
  for (const StoredField& field : fields) {
    const Hdf5Handle table = hdf5_reserved_array(tables, field.name, H5T_STD_U64LE, hdf5_shape(grid.dimension, tiling.count()));
    layout.table.push_back(hdf5_offset(table));
    const Hdf5Handle cells = hdf5_reserved_array(root, field.name, hdf5_type(field.type), hdf5_shape(grid.dimension, field.size));
    hdf5_attribute(cells, "field_number", static_cast<std::int64_t>(field.number));
    if (field.inside) hdf5_attribute(cells, "inside", *field.inside);
    if (field.y_up) hdf5_attribute(cells, "y_up", 1.0);
    if (!field.colours.empty()) hdf5_attribute(cells, "colours", field.colours);
    if (field.packed) {
      hdf5_attribute(cells, "packed_bits", std::int64_t{1});
      hdf5_attribute(cells, "cells_per_row", grid.size[0]);
    }
    layout.cells.push_back(hdf5_offset(cells));
    end = std::max({end, layout.cells.back() + field.bytes(), layout.table.back() + tiling.tiles() * 8});
  }
  return end;
}

SnapshotLayout lay_out(const std::string& path, int descriptor, const Simulation& simulation,
                       const std::vector<StoredField>& fields, const SnapshotHeading& heading) {
  const QuietHdf5 quiet;
  SnapshotLayout layout;
  Hdf5Handle root = hdf5_start_file(path);
  write_heading(root, simulation, heading.input);
  const std::int64_t end = write_structure(root, simulation, fields, heading, layout);
  root.close("finish the layout of " + path);
  struct stat status;
  if (::fstat(descriptor, &status) != 0) throw std::runtime_error("cannot ask for the file's size: " + system_reason(errno));
  layout.bytes = status.st_size;
  if (layout.bytes < end)
    throw std::runtime_error(fmt::format("HDF5 made a file of {} bytes where {} are needed", layout.bytes, end));
  return layout;
}

void broadcast(const Communicator& communicator, SnapshotLayout& layout, std::size_t fields) {
  std::vector<std::int64_t> all(2 * fields + 2);
  if (communicator.root()) {
    std::copy(layout.cells.begin(), layout.cells.end(), all.begin());
    std::copy(layout.table.begin(), layout.table.end(), all.begin() + static_cast<std::ptrdiff_t>(fields));
    all[2 * fields] = layout.checksums;
    all[2 * fields + 1] = layout.bytes;
  }
  std::string text(reinterpret_cast<const char*>(all.data()), all.size() * sizeof all[0]);
  communicator.broadcast(text);
  std::memcpy(all.data(), text.data(), text.size());
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(fields);
  layout.cells.assign(all.begin(), middle);
  layout.table.assign(middle, middle + static_cast<std::ptrdiff_t>(fields));
  layout.checksums = all[2 * fields];
  layout.bytes = all[2 * fields + 1];
}

// The heading counts as what stands before tile 0, from the last index downwards.
std::uint64_t checksum_of_tables(const std::vector<std::uint64_t>& checksums) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < checksums.size(); ++i) sum += mix(0, i, checksums[i]);
  return sum;
}

TableChecksum::TableChecksum(int field, std::int64_t step, double time, const Index<3>& size)
    : field_(static_cast<std::uint64_t>(field)) {
  const std::uint64_t heading[] = {static_cast<std::uint64_t>(step), std::bit_cast<std::uint64_t>(time),
                                   static_cast<std::uint64_t>(size[0]), static_cast<std::uint64_t>(size[1]),
                                   static_cast<std::uint64_t>(size[2])};
  std::uint64_t index = 0;
  for (const std::uint64_t value : heading) value_ += mix(field_, --index, value);
}

void TableChecksum::add(std::int64_t first, const std::vector<std::uint64_t>& sums) {
  for (std::size_t i = 0; i < sums.size(); ++i) value_ += mix(field_, static_cast<std::uint64_t>(first) + i, sums[i]);
}

}  // namespace hg
