#include "engine/files/snapshot_file.hpp"

#include "engine/files/fingerprint.hpp"
#include "engine/files/hdf5_read.hpp"
#include "engine/files/hdf5_write.hpp"
#include "engine/files/packed_cells.hpp"
#include "engine/files/snapshot_layout.hpp"
#include "engine/grid/slab.hpp"
#include "engine/system/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <system_error>

namespace hg {

struct SnapshotField {
  int number = 0;
  FieldInfo info;
  std::int64_t cells = 0, table = 0;  // offsets in the file
  bool packed = false;
  std::uint64_t checksum = 0;  // of the table
};

struct SnapshotFile::State {
  std::string path;
  FileDescriptor descriptor;
  int dimension = 2;
  Index<3> size;
  std::int64_t step = 0;
  double time = 0;
  CheckpointNotes notes;
  std::string input, version;
  std::vector<SnapshotField> fields;
  std::vector<FieldInfo> infos;
  std::optional<std::vector<std::uint64_t>> memory;
};

static CellType cell_type(hid_t type) {
  for (const CellType candidate : {CellType::uint8, CellType::uint32, CellType::float32, CellType::float64})
    if (H5Tequal(type, hdf5_type(candidate)) > 0) return candidate;
  throw std::runtime_error("is of a type that halogrid does not write");
}

static SnapshotField open_field(hid_t root, const std::string& name, std::int64_t file_bytes, int& dimension, Index<3>& size) {
  SnapshotField field;
  const Hdf5Handle cells = hdf5_open_inside(root, name, H5I_DATASET);
  try {
    const Hdf5Array array = hdf5_describe(cells);
    if (array.shape.size() < 2 || array.shape.size() > 3)
      throw std::runtime_error(fmt::format("has {} axes instead of 2 or 3", array.shape.size()));
    field.info = {name, cell_type(array.type)};
    if (hdf5_has_attribute(cells, "inside")) field.info.inside = hdf5_real(cells, "inside");
    if (hdf5_has_attribute(cells, "colours")) field.info.colours = hdf5_text(cells, "colours");
    field.info.y_up = hdf5_has_attribute(cells, "y_up") && hdf5_real(cells, "y_up") != 0;
    field.cells = hdf5_checked_offset(cells, array, file_bytes);
    const std::int64_t number = hdf5_integer(cells, "field_number");
    if (number < 0 || number > 1000000) throw std::runtime_error(fmt::format("has the field number {}", number));
    field.number = static_cast<int>(number);
    Index<3> own_size = size_of_shape(array.shape);
    field.packed = hdf5_is_packed(cells);
    if (field.packed) own_size[0] = hdf5_cells_per_row(cells, array);
    if (dimension != 0 && (!(own_size == size) || dimension != static_cast<int>(array.shape.size())))
      throw std::runtime_error("differs in size from the other fields");
    size = own_size;
    dimension = static_cast<int>(array.shape.size());
  } catch (const std::exception& error) {
    throw std::runtime_error(fmt::format("field \"{}\" {}", name, error.what()));
  }
  const Hdf5Handle table = hdf5_open_inside(root, "halogrid/fingerprint/" + name, H5I_DATASET);
  const Hdf5Array array = hdf5_describe(table);
  if (static_cast<int>(array.shape.size()) != dimension || !(size_of_shape(array.shape) == Tiling::of(dimension, size).count()) ||
      H5Tequal(array.type, H5T_STD_U64LE) <= 0)
    throw std::runtime_error(fmt::format("the fingerprints of \"{}\" do not fit its size", name));
  field.table = hdf5_checked_offset(table, array, file_bytes);
  return field;
}

// In the order in which the fields' numbers rise.
static void read_checksums(hid_t root, const Hdf5Input& input, std::vector<SnapshotField>& fields) {
  const Hdf5Handle dataset = hdf5_open_inside(root, "halogrid/checksum", H5I_DATASET);
  const Hdf5Array array = hdf5_describe(dataset);
  if (array.shape != std::vector<std::int64_t>{static_cast<std::int64_t>(fields.size())} ||
      H5Tequal(array.type, H5T_STD_U64LE) <= 0)
    throw std::runtime_error("the checksums do not fit the number of fields");
  const std::int64_t offset = hdf5_checked_offset(dataset, array, input.bytes);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string failure =
        read_at(input.descriptor.get(), &fields[i].checksum, 8, offset + static_cast<std::int64_t>(i) * 8);
    if (!failure.empty()) throw std::runtime_error(failure);
  }
}

// The first number says how many follow.
static std::optional<std::vector<std::uint64_t>> read_memory(hid_t own) {
  if (!hdf5_has_attribute(own, "memory")) return {};
  const std::vector<std::int64_t> values = hdf5_integers(own, "memory", 1024);
  if (values.empty() || values[0] != static_cast<std::int64_t>(values.size()) - 1)
    throw std::runtime_error("attribute \"memory\" does not hold as many numbers as it says");
  std::vector<std::uint64_t> out;
  for (std::size_t i = 1; i < values.size(); ++i) out.push_back(std::bit_cast<std::uint64_t>(values[i]));
  return out;
}

SnapshotFile::SnapshotFile(const std::string& path) : state_(std::make_unique<State>()) {
  state_->path = path;
  const QuietHdf5 quiet;
  try {
    Hdf5Input input(path);
    const Hdf5Handle root(H5Gopen2(input.file, "/", H5P_DEFAULT), H5Gclose, "open the root group");
    if (!hdf5_has_attribute(root, "format"))
      throw std::runtime_error("is an HDF5 file but not a snapshot of halogrid: it has no attribute \"format\"");
    const std::int64_t format = hdf5_integer(root, "format");
    if (format != 1) throw std::runtime_error(fmt::format("has format {}; this version reads format 1", format));
    state_->step = hdf5_integer(root, "step");
    state_->time = hdf5_real(root, "time");
    state_->input = hdf5_text(root, "input");
    state_->version = hdf5_text(root, "version");
    int dimension = 0;
    for (const std::string& name : hdf5_names(root))
      if (name != "halogrid") state_->fields.push_back(open_field(root, name, input.bytes, dimension, state_->size));
    if (state_->fields.empty()) throw std::runtime_error("holds no field");
    state_->dimension = dimension;
    std::sort(state_->fields.begin(), state_->fields.end(),
              [](const SnapshotField& a, const SnapshotField& b) { return a.number < b.number; });
    for (const SnapshotField& field : state_->fields) state_->infos.push_back(field.info);
    read_checksums(root, input, state_->fields);
    const Hdf5Handle own = hdf5_open_inside(root, "halogrid", H5I_GROUP);
    state_->memory = read_memory(own);
    if (hdf5_has_attribute(own, "number")) state_->notes.number = hdf5_integer(own, "number");
    if (hdf5_has_attribute(own, "written")) state_->notes.written = hdf5_text(own, "written");
    state_->descriptor = std::move(input.descriptor);
  } catch (const std::exception& error) {
    // A name that stands for nothing is a slip of whoever wrote it, and no bad file.
    std::error_code unknown;
    const bool missing = std::filesystem::status(path, unknown).type() == std::filesystem::file_type::not_found;
    throw Error(missing ? Exit::usage : Exit::file, Scope::one_rank, path, error.what(),
                "give a file NAME.<step>.h5 that halogrid run wrote");
  }
}

SnapshotFile::SnapshotFile(SnapshotFile&&) noexcept = default;
SnapshotFile::~SnapshotFile() = default;

int SnapshotFile::dimension() const { return state_->dimension; }
Index<3> SnapshotFile::size() const { return state_->size; }
std::int64_t SnapshotFile::step() const { return state_->step; }
double SnapshotFile::time() const { return state_->time; }
const std::string& SnapshotFile::input() const { return state_->input; }
const std::string& SnapshotFile::version() const { return state_->version; }
const CheckpointNotes& SnapshotFile::notes() const { return state_->notes; }
std::uint64_t SnapshotFile::tables() const {
  std::vector<std::uint64_t> checksums;
  for (const SnapshotField& field : state_->fields) checksums.push_back(field.checksum);
  return checksum_of_tables(checksums);
}
const std::vector<FieldInfo>& SnapshotFile::fields() const { return state_->infos; }
int SnapshotFile::field_number(int field) const { return state_->fields.at(static_cast<std::size_t>(field)).number; }

const std::optional<std::vector<std::uint64_t>>& SnapshotFile::memory() const { return state_->memory; }

// Calls visit(first tile, table) for a field's table, piece by piece.
template <class Visit>
static void for_table(const SnapshotFile& file, int field, const Visit& visit) {
  constexpr std::int64_t piece = std::int64_t{1} << 16;
  const std::int64_t tiles = Tiling::of(file.dimension(), file.size()).tiles();
  for (std::int64_t first = 0; first < tiles; first += piece)
    visit(first, file.table(field, first, std::min(piece, tiles - first)));
}

std::uint64_t SnapshotFile::fingerprint() const {
  std::uint64_t sum = 0;
  for (int field = 0; field < static_cast<int>(fields().size()); ++field)
    for_table(*this, field, [&](std::int64_t, const std::vector<std::uint64_t>& table) {
      for (const std::uint64_t tile : table) sum += tile;
    });
  return sum;
}

std::string SnapshotFile::table_damage(int field) const {
  TableChecksum checksum(field_number(field), step(), time(), size());
  for_table(*this, field, [&](std::int64_t first, const std::vector<std::uint64_t>& table) { checksum.add(first, table); });
  if (checksum.value() == state_->fields.at(static_cast<std::size_t>(field)).checksum) return "";
  return fmt::format("field \"{}\": the table of fingerprints does not have its checksum",
                     fields()[static_cast<std::size_t>(field)].name);
}

std::vector<std::uint64_t> SnapshotFile::table(int field, std::int64_t first, std::int64_t count) const {
  std::vector<std::uint64_t> out(static_cast<std::size_t>(count));
  const std::string failure = read_at(state_->descriptor.get(), out.data(), count * 8,
                                      state_->fields.at(static_cast<std::size_t>(field)).table + first * 8);
  if (!failure.empty()) throw file_error(Scope::one_rank, state_->path, failure);
  return out;
}

bool SnapshotFile::packed(int field) const { return state_->fields.at(static_cast<std::size_t>(field)).packed; }

// A box of an array of that size, which lies in the file from `offset` on.
static void read_box(const SnapshotFile::State& state, std::int64_t offset, std::int64_t cell, const Index<3>& size,
                     const Box<3>& box, void* cells) {
  for_each_run(box, size, [&](std::int64_t first, std::int64_t at, std::int64_t count) {
    const std::string failure =
        read_at(state.descriptor.get(), static_cast<char*>(cells) + at * cell, count * cell, offset + first * cell);
    if (!failure.empty()) throw file_error(Scope::one_rank, state.path, failure);
  });
}

void SnapshotFile::read_bits(int field, const Box<3>& box, std::uint8_t* bits) const {
  read_box(*state_, state_->fields.at(static_cast<std::size_t>(field)).cells, 1, packed_box({{}, state_->size}).hi,
           packed_box(box), bits);
}

void SnapshotFile::read(int field, const Box<3>& box, void* cells) const {
  const SnapshotField& from = state_->fields.at(static_cast<std::size_t>(field));
  if (!from.packed)
    return read_box(*state_, from.cells, static_cast<std::int64_t>(size_of(from.info.type)), state_->size, box, cells);
  const ReadBytes bytes = [&](const Box<3>& part, std::uint8_t* to) {
    read_box(*state_, from.cells, 1, packed_box({{}, state_->size}).hi, part, to);
  };
  try {
    unpack_box(state_->size, box, bytes, static_cast<std::uint8_t*>(cells));
  } catch (const Error&) {
    throw;
  } catch (const std::runtime_error& error) {
    throw file_error(Scope::one_rank, state_->path, fmt::format("field \"{}\" {}", from.info.name, error.what()),
                     "the file is damaged: write it again, or start from another step");
  }
}

}  // namespace hg
