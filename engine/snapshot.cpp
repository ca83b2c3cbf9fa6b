#include "engine/snapshot.hpp"

#include "engine/error.hpp"
#include "engine/file_io.hpp"
#include "engine/fingerprint.hpp"
#include "engine/hdf5_write.hpp"
#include "engine/packed_cells.hpp"
#include "engine/slab.hpp"
#include "engine/version.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <optional>
#include <utility>

namespace hg {

// Where the arrays of a laid-out file lie, in bytes from its start: per written field its cells and its table of fingerprints.
struct SnapshotLayout {
  std::vector<std::int64_t> cells, table;
  std::int64_t bytes = 0;
};

// Cells go from the fields to the file through a buffer that stays in the second-level cache together with what is copied into
// it.
static constexpr std::int64_t staging_bytes = 512 * 1024;

// How one field of the simulation is stored: which array of what goes into the file.
struct StoredField {
  int number = 0;
  std::string name;
  CellType type = CellType::uint8;
  bool packed = false;
  Index<3> size;             // of the array, in elements
  std::int64_t element = 1;  // bytes
  std::optional<double> inside;

  std::int64_t bytes() const { return Box<3>{{}, size}.volume() * element; }
};

static std::vector<StoredField> stored_fields(const Simulation& simulation, const std::vector<int>& fields, Storage storage) {
  const Index<3>& size = simulation.grid().size;
  std::vector<StoredField> out;
  for (const int number : fields) {
    const FieldInfo& info = simulation.fields()[static_cast<std::size_t>(number)];
    const bool packed = storage == Storage::bits && number == 0;
    out.push_back({number, info.name, info.type, packed, size, static_cast<std::int64_t>(size_of(info.type)), info.inside});
    if (packed) out.back().size = packed_box({{}, size}).hi;
    if (packed && (info.type != CellType::uint8 || simulation.own().lo[0] % 64 != 0))
      throw internal_error(
          fmt::format("the field {} cannot be stored as bits: its cells are not states, or a block begins at cell {}", info.name,
                      simulation.own().lo[0]));
  }
  return out;
}

// More than the file can need. HDF5 1.10 may crash later on when it cannot write or lengthen a file, so that is tried before.
static std::int64_t most_bytes(const Simulation& simulation, const std::vector<StoredField>& fields, const std::string& input) {
  const Grid& grid = simulation.grid();
  std::int64_t bytes = (std::int64_t{1} << 16) + static_cast<std::int64_t>(input.size());
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

// Everything of the file but the values of its arrays. Returns the bytes that the file must have at least.
static std::int64_t write_structure(hid_t root, const Simulation& simulation, const std::vector<StoredField>& fields,
                                    SnapshotLayout& layout) {
  const Grid& grid = simulation.grid();
  const Tiling tiling = Tiling::of(grid.dimension, grid.size);
  const Hdf5Handle own = hdf5_group(root, "halogrid");
  hdf5_attribute(own, "tile", std::vector<std::int64_t>(tiling.tile.v, tiling.tile.v + grid.dimension));
  const Hdf5Handle tables = hdf5_group(own, "fingerprint");
  std::int64_t end = 0;
  for (const StoredField& field : fields) {
    const Hdf5Handle table = hdf5_reserved_array(tables, field.name, H5T_STD_U64LE, hdf5_shape(grid.dimension, tiling.count()));
    layout.table.push_back(hdf5_offset(table));
    const Hdf5Handle cells = hdf5_reserved_array(root, field.name, hdf5_type(field.type), hdf5_shape(grid.dimension, field.size));
    hdf5_attribute(cells, "field_number", static_cast<std::int64_t>(field.number));
    if (field.inside) hdf5_attribute(cells, "inside", *field.inside);
    if (field.packed) {
      hdf5_attribute(cells, "packed_bits", std::int64_t{1});
      hdf5_attribute(cells, "cells_per_row", grid.size[0]);
    }
    layout.cells.push_back(hdf5_offset(cells));
    end = std::max({end, layout.cells.back() + field.bytes(), layout.table.back() + tiling.tiles() * 8});
  }
  return end;
}

static SnapshotLayout lay_out(const TemporaryFile& file, const Simulation& simulation, const std::vector<StoredField>& fields,
                              const std::string& input) {
  const QuietHdf5 quiet;
  SnapshotLayout layout;
  Hdf5Handle root = hdf5_start_file(file.path());
  write_heading(root, simulation, input);
  const std::int64_t end = write_structure(root, simulation, fields, layout);
  root.close("finish the layout of " + file.path());
  if (std::string gone = file.still_there(); !gone.empty()) throw std::runtime_error(gone);
  struct stat status;
  if (::fstat(file.descriptor(), &status) != 0)
    throw std::runtime_error("cannot ask for the file's size: " + system_reason(errno));
  layout.bytes = status.st_size;
  if (layout.bytes < end)
    throw std::runtime_error(fmt::format("HDF5 made a file of {} bytes where {} are needed", layout.bytes, end));
  return layout;
}

static void broadcast(const Communicator& communicator, SnapshotLayout& layout, std::size_t fields) {
  std::string text(fields * 2 * sizeof(std::int64_t), '\0');
  if (communicator.root()) {
    std::copy_n(reinterpret_cast<const char*>(layout.cells.data()), text.size() / 2, text.data());
    std::copy_n(reinterpret_cast<const char*>(layout.table.data()), text.size() / 2, text.data() + text.size() / 2);
  }
  communicator.broadcast(text);
  layout.cells.resize(fields);
  layout.table.resize(fields);
  std::copy_n(text.data(), text.size() / 2, reinterpret_cast<char*>(layout.cells.data()));
  std::copy_n(text.data() + text.size() / 2, text.size() / 2, reinterpret_cast<char*>(layout.table.data()));
  layout.bytes = communicator.broadcast(layout.bytes);
}

// How a field's elements get from a box of them to the staging buffer, and from there into the sums; returns how many cells are
// not zero.
using TakeElements = std::function<std::int64_t(const Box<3>& elements, void* staging)>;

static TakeElements take_elements(const Simulation& simulation, const StoredField& field, TileSums& sums) {
  if (!field.packed)
    return [&](const Box<3>& slab, void* staging) {
      simulation.copy_out(field.number, slab, staging);
      return sums.add(field.type, slab, staging);
    };
  return [&](const Box<3>& slab, void* staging) {
    const Box<3> cells = packed_cells(slab, simulation.grid().size);
    simulation.copy_out_bits(cells, static_cast<std::uint8_t*>(staging));
    return sums.add_bits(cells, static_cast<const std::uint8_t*>(staging));
  };
}

// Takes this rank's cells of one field slab by slab through the staging buffer: into the sums and, where there is a file, to
// their place in it. Returns the number of nonzero cells; stops writing at the first failure.
static std::int64_t pass_cells(const Simulation& simulation, const StoredField& field, TileSums& sums, int descriptor,
                               std::int64_t offset, std::string& failure) {
  const Box<3> own = field.packed ? packed_box(simulation.own()) : simulation.own();
  const TakeElements take = take_elements(simulation, field, sums);
  std::vector<std::uint64_t> staging(static_cast<std::size_t>(std::min(staging_bytes, own.volume() * field.element + 7) / 8 + 1));
  std::int64_t nonzero = 0;
  for_each_slab(own, staging_bytes / field.element, [&](const Box<3>& slab) {
    nonzero += take(slab, staging.data());
    if (descriptor < 0 || !failure.empty()) return;
    for_each_run(slab, field.size, [&](std::int64_t first, std::int64_t at, std::int64_t count) {
      if (failure.empty())
        failure = write_at(descriptor, reinterpret_cast<const char*>(staging.data()) + at * field.element, count * field.element,
                           offset + first * field.element);
    });
  });
  return nonzero;
}

SnapshotWriter::SnapshotWriter(std::string folder, std::string name, std::string resolved_input, std::vector<int> fields,
                               Storage storage)
    : folder_(std::move(folder)),
      name_(std::move(name)),
      resolved_input_(std::move(resolved_input)),
      fields_(std::move(fields)),
      storage_(storage) {}

std::string SnapshotWriter::file_name(const std::string& name, std::int64_t step) {
  return fmt::format("{}.{:08}.h5", name, step);
}

SnapshotResult SnapshotWriter::measure(const Simulation& simulation) const {
  const Tiling tiling = Tiling::of(simulation.grid().dimension, simulation.grid().size);
  SnapshotResult result;
  std::string no_failure;
  for (const StoredField& field : stored_fields(simulation, fields_, storage_)) {
    TileSums sums(tiling, simulation.own(), field.number);
    const std::int64_t nonzero = pass_cells(simulation, field, sums, -1, 0, no_failure);
    result.fingerprint += sums.total();
    if (field.number == fields_.front()) result.population = nonzero;
  }
  result.fingerprint = simulation.communicator().sum(result.fingerprint);
  result.population = simulation.communicator().sum(result.population);
  return result;
}

// Of the cells that are added: those of all parts where the simulation makes its state part by part.
static Box<3> added_cells(const Simulation& simulation) {
  return simulation.complete() ? simulation.own() : simulation.grid().box();
}

struct SnapshotWriter::Started::State {
  const Communicator& communicator;
  std::string path, hint;
  Tiling tiling;
  std::vector<StoredField> fields;
  SnapshotLayout layout = {};
  std::optional<TemporaryFile> file = {};      // rank 0
  FileDescriptor opened = FileDescriptor(-1);  // the others
  std::vector<TileSums> sums = {};
  SnapshotResult result = {};
  FileSizeSignal no_signal = FileSizeSignal();

  int descriptor() const { return file ? file->descriptor() : opened.get(); }
  void agree(const std::string& failure) const { communicator.agree(failure, Exit::file, path, hint); }
};

SnapshotWriter::Started::Started(std::unique_ptr<State> state) : state_(std::move(state)) {}
SnapshotWriter::Started::Started(Started&&) noexcept = default;
SnapshotWriter::Started::~Started() = default;

SnapshotWriter::Started SnapshotWriter::start(const Simulation& simulation) const {
  const Communicator& communicator = simulation.communicator();
  const std::string name = file_name(name_, simulation.step());
  const std::string hint = fmt::format(
      "nothing was left under this name; check the free space, quota and rights of {}, choose another folder with "
      "--output, or write less with a larger output.every",
      folder_);
  std::unique_ptr<Started::State> state(new Started::State{communicator, folder_ + "/" + name, hint,
                                                           Tiling::of(simulation.grid().dimension, simulation.grid().size),
                                                           stored_fields(simulation, fields_, storage_)});
  std::string failure;

  // Rank 0 lays the file out and reserves all of it: a full disk shows here, on one rank, before any cell is written.
  if (communicator.root()) {
    state->file.emplace(folder_, name);
    failure = state->file->failure();
    if (failure.empty()) failure = try_length(state->file->descriptor(), most_bytes(simulation, state->fields, resolved_input_));
    try {
      if (failure.empty()) state->layout = lay_out(*state->file, simulation, state->fields, resolved_input_);
      if (failure.empty()) failure = reserve(state->file->descriptor(), state->layout.bytes);
    } catch (const std::exception& error) {
      failure = error.what();
    }
  }
  state->agree(failure);
  broadcast(communicator, state->layout, state->fields.size());

  if (!communicator.root()) {
    const std::string temporary = folder_ + "/" + TemporaryFile::temporary_name(name);
    state->opened = FileDescriptor(::open(temporary.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!state->opened.open())
      failure =
          fmt::format("rank {} cannot open {}, which rank 0 made: {}", communicator.rank(), temporary, system_reason(errno));
  }
  state->agree(failure);
  for (const StoredField& field : state->fields) state->sums.emplace_back(state->tiling, added_cells(simulation), field.number);
  return Started(std::move(state));
}

void SnapshotWriter::Started::add(const Simulation& simulation) {
  std::string failure;
  for (std::size_t i = 0; i < state_->fields.size(); ++i) {
    const std::int64_t nonzero =
        pass_cells(simulation, state_->fields[i], state_->sums[i], state_->descriptor(), state_->layout.cells[i], failure);
    if (i == 0) state_->result.population += nonzero;
  }
  state_->agree(failure);
}

SnapshotResult SnapshotWriter::Started::commit() {
  const Communicator& communicator = state_->communicator;
  std::string failure = sync_file(state_->descriptor());
  state_->opened.close();
  state_->agree(failure);

  SnapshotResult result = state_->result;
  for (std::size_t i = 0; i < state_->fields.size(); ++i) {
    const std::int64_t offset = state_->layout.table[i];
    visit_on_root(
        communicator, state_->tiling, state_->sums[i], [&](std::int64_t first, const std::vector<std::uint64_t>& table) {
          if (failure.empty())
            failure =
                write_at(state_->descriptor(), table.data(), static_cast<std::int64_t>(table.size()) * 8, offset + first * 8);
        });
    result.fingerprint += state_->sums[i].total();
  }
  if (communicator.root() && failure.empty()) failure = state_->file->commit();
  state_->agree(failure);
  result.fingerprint = communicator.sum(result.fingerprint);
  result.population = communicator.sum(result.population);
  result.bytes = state_->layout.bytes;
  return result;
}

SnapshotResult SnapshotWriter::write(const Simulation& simulation) const {
  Started started = start(simulation);
  started.add(simulation);
  return started.commit();
}

}  // namespace hg
