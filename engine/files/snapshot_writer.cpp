#include "engine/files/snapshot_writer.hpp"

#include "engine/files/fingerprint.hpp"
#include "engine/files/packed_cells.hpp"
#include "engine/files/snapshot_layout.hpp"
#include "engine/grid/slab.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/heartbeat.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <functional>
#include <optional>
#include <utility>

namespace hg {

// Cells go from the fields to the file through a buffer that stays in the second-level cache together with what is copied into
// it.
static constexpr std::int64_t staging_bytes = 512 * 1024;

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

// A file that cells go to.
struct CellsInFile {
  int descriptor = -1;
  std::int64_t offset = 0;  // of the field's array
};

// Takes a box of elements of one field slab by slab through the staging buffer: into the sums and, where there is a file, to
// their place in it. Returns the number of nonzero cells; stops writing at the first failure.
static std::int64_t pass_cells(const Box<3>& elements, const StoredField& field, const TakeElements& take,
                               const CellsInFile& file, std::string& failure) {
  std::vector<std::uint64_t> staging(
      static_cast<std::size_t>(std::min(staging_bytes, elements.volume() * field.element + 7) / 8 + 1));
  std::int64_t nonzero = 0;
  for_each_slab(elements, staging_bytes / field.element, [&](const Box<3>& slab) {
    beat();
    nonzero += take(slab, staging.data());
    if (file.descriptor < 0 || !failure.empty()) return;
    for_each_run(slab, field.size, [&](std::int64_t first, std::int64_t at, std::int64_t count) {
      if (failure.empty())
        failure = write_at(file.descriptor, reinterpret_cast<const char*>(staging.data()) + at * field.element,
                           count * field.element, file.offset + first * field.element);
    });
  });
  return nonzero;
}

static std::int64_t pass_own_cells(const Simulation& simulation, const StoredField& field, TileSums& sums,
                                   const CellsInFile& file, std::string& failure) {
  const Box<3> own = field.packed ? packed_box(simulation.own()) : simulation.own();
  return pass_cells(own, field, take_elements(simulation, field, sums), file, failure);
}

SnapshotWriter::SnapshotWriter(std::string folder, std::string name, std::string resolved_input, std::vector<int> fields,
                               Storage storage, Purpose purpose)
    : folder_(std::move(folder)),
      name_(std::move(name)),
      resolved_input_(std::move(resolved_input)),
      fields_(std::move(fields)),
      storage_(storage),
      purpose_(purpose) {}

std::string SnapshotWriter::file_name(const std::string& name, std::int64_t step) {
  return fmt::format("{}.{:08}.h5", name, step);
}

SnapshotResult SnapshotWriter::measure(const Simulation& simulation) const {
  const Tiling tiling = Tiling::of(simulation.grid().dimension, simulation.grid().size);
  SnapshotResult result;
  std::string no_failure;
  for (const StoredField& field : stored_fields(simulation, fields_, storage_)) {
    TileSums sums(tiling, simulation.own(), field.number);
    const std::int64_t nonzero = pass_own_cells(simulation, field, sums, {}, no_failure);
    result.fingerprint += sums.total();
    if (field.number == fields_.front()) result.population = nonzero;
  }
  result.fingerprint = simulation.communicator().sum(result.fingerprint);
  result.population = simulation.communicator().sum(result.population);
  return result;
}

// The cells that this rank may come to add.
static Box<3> added_cells(const Simulation& simulation) {
  return simulation.in_memory() ? simulation.own() : simulation.grid().box();
}

struct SnapshotWriter::Started::State {
  const Communicator& communicator;
  std::string path, hint;
  Tiling tiling;
  std::vector<StoredField> fields;
  std::int64_t step;
  double time;
  bool read_back;
  SnapshotLayout layout = {};
  std::vector<int> numbers = {};
  std::vector<Box<3>> added = {};
  std::optional<TemporaryFile> file = {};        // rank 0
  FileDescriptor opened = FileDescriptor(-1);    // the others
  FileDescriptor readable = FileDescriptor(-1);  // where it is read before or after it is complete
  std::vector<TileSums> sums = {};
  SnapshotResult result = {};

  Activity activity() const { return read_back ? Activity::checkpoint : Activity::output; }
  int descriptor() const { return file ? file->descriptor() : opened.get(); }
  CellsInFile cells(std::size_t field) const { return {descriptor(), layout.cells[field]}; }
  void agree(const std::string& failure) const { communicator.agree(failure, Exit::file, path, hint); }
  std::string open_others(const std::string& temporary, bool also_readable);
  void read(const StoredField& field, std::int64_t offset, const Box<3>& elements, void* to) const;
  std::string read_again() const;
};

SnapshotWriter::Started::Started(std::unique_ptr<State> state) : state_(std::move(state)) {}
SnapshotWriter::Started::Started(Started&&) noexcept = default;
SnapshotWriter::Started& SnapshotWriter::Started::operator=(Started&&) noexcept = default;
SnapshotWriter::Started::~Started() = default;

std::string SnapshotWriter::Started::State::open_others(const std::string& temporary, bool also_readable) {
  const auto failed = [&] {
    return fmt::format("rank {} cannot open {}, which rank 0 made: {}", communicator.rank(), temporary, system_reason(errno));
  };
  if (!communicator.root()) {
    opened = FileDescriptor(::open(temporary.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!opened.open()) return failed();
  }
  if (!also_readable) return "";
  readable = FileDescriptor(::open(temporary.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  return readable.open() ? "" : failed();
}

SnapshotWriter::Started SnapshotWriter::start(const Simulation& simulation, const CheckpointNotes& notes) const {
  const Doing doing(purpose_ == Purpose::checkpoint ? Activity::checkpoint : Activity::output);
  const Communicator& communicator = simulation.communicator();
  const std::string name = file_name(name_, simulation.step());
  const std::string hint = fmt::format(
      "nothing was left under this name; check the free space, quota and rights of {}, choose another folder with "
      "--output, or write less with a larger output.every",
      folder_);
  std::unique_ptr<Started::State> state(new Started::State{
      communicator, folder_ + "/" + name, hint, Tiling::of(simulation.grid().dimension, simulation.grid().size),
      stored_fields(simulation, fields_, storage_), simulation.step(), simulation.time(), purpose_ == Purpose::checkpoint});
  state->numbers = fields_;
  SnapshotHeading heading{resolved_input_, {}, notes};
  if (purpose_ == Purpose::checkpoint) heading.memory = simulation.memory();
  std::string failure;

  // Rank 0 lays the file out and reserves all of it: a full disk shows here, on one rank, before any cell is written.
  if (communicator.root()) {
    state->file.emplace(folder_, name);
    failure = state->file->failure();
    if (failure.empty()) failure = try_length(state->file->descriptor(), most_bytes(simulation, state->fields, heading));
    try {
      if (failure.empty())
        state->layout = lay_out(state->file->path_to_open(), state->file->descriptor(), simulation, state->fields, heading);
      if (failure.empty()) failure = state->file->still_there();
      if (failure.empty()) failure = reserve(state->file->descriptor(), state->layout.bytes);
    } catch (const std::exception& error) {
      failure = error.what();
    }
  }
  state->agree(failure);
  broadcast(communicator, state->layout, state->fields.size());
  state->agree(state->open_others(folder_ + "/" + TemporaryFile::temporary_name(name),
                                  purpose_ == Purpose::checkpoint || !simulation.in_memory()));
  for (const StoredField& field : state->fields) state->sums.emplace_back(state->tiling, added_cells(simulation), field.number);
  return Started(std::move(state));
}

void SnapshotWriter::Started::add(const Simulation& simulation) {
  const Doing doing(state_->activity());
  std::string failure;
  for (std::size_t i = 0; i < state_->fields.size(); ++i) {
    const std::int64_t nonzero = pass_own_cells(simulation, state_->fields[i], state_->sums[i], state_->cells(i), failure);
    if (i == 0) state_->result.population += nonzero;
  }
  state_->added.push_back(simulation.own());
  state_->agree(failure);
}

void SnapshotWriter::Started::add(const std::vector<Box<3>>& boxes, const ReadField& read) {
  const Doing doing(state_->activity());
  std::string failure;
  for (const Box<3>& box : boxes) {
    for (std::size_t i = 0; i < state_->fields.size(); ++i) {
      const StoredField& field = state_->fields[i];
      if (field.packed) throw internal_error("cells that are read from elsewhere cannot be stored as bits");
      const TakeElements take = [&](const Box<3>& slab, void* staging) {
        read(field.number, slab, staging);
        return state_->sums[i].add(field.type, slab, staging);
      };
      const std::int64_t nonzero = pass_cells(box, field, take, state_->cells(i), failure);
      if (i == 0) state_->result.population += nonzero;
    }
    state_->added.push_back(box);
  }
  state_->agree(failure);
}

std::int64_t SnapshotWriter::Started::step() const { return state_->step; }
const std::vector<int>& SnapshotWriter::Started::fields() const { return state_->numbers; }
const std::vector<Box<3>>& SnapshotWriter::Started::added() const { return state_->added; }

void SnapshotWriter::Started::State::read(const StoredField& field, std::int64_t offset, const Box<3>& elements, void* to) const {
  for_each_run(elements, field.size, [&](std::int64_t first, std::int64_t at, std::int64_t count) {
    const std::string failure = read_at(readable.get(), static_cast<char*>(to) + at * field.element, count * field.element,
                                        offset + first * field.element);
    if (!failure.empty()) throw file_error(Scope::one_rank, path, failure);
  });
}

void SnapshotWriter::Started::read(int number, const Box<3>& box, void* cells) const {
  for (std::size_t i = 0; i < state_->fields.size(); ++i)
    if (state_->fields[i].number == number) return state_->read(state_->fields[i], state_->layout.cells[i], box, cells);
  throw internal_error(fmt::format("field {} is not in the file that is being written", number));
}

// "" if every cell that this rank added is in the file: a disk may take what it then does not have.
std::string SnapshotWriter::Started::State::read_again() const {
  std::vector<std::uint64_t> staging;
  try {
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const StoredField& field = fields[i];
      TileSums again = sums[i].empty_copy();
      for (const Box<3>& box : added)
        for_each_slab(field.packed ? packed_box(box) : box, staging_bytes / field.element, [&](const Box<3>& slab) {
          staging.resize(static_cast<std::size_t>((slab.volume() * field.element + 7) / 8));
          read(field, layout.cells[i], slab, staging.data());
          if (field.packed)
            again.add_bits(packed_cells(slab, tiling.size), reinterpret_cast<const std::uint8_t*>(staging.data()));
          else
            again.add(field.type, slab, staging.data());
        });
      if (!(again == sums[i])) return fmt::format("field \"{}\" was read back with other cells than were written", field.name);
    }
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

SnapshotResult SnapshotWriter::Started::commit() {
  const Doing doing(state_->activity());
  const Communicator& communicator = state_->communicator;
  std::string failure = sync_file(state_->descriptor());
  state_->opened.close();
  if (failure.empty() && state_->read_back) failure = state_->read_again();
  state_->agree(failure);

  SnapshotResult result = state_->result;
  std::vector<std::uint64_t> checksums;
  for (std::size_t i = 0; i < state_->fields.size(); ++i) {
    const std::int64_t offset = state_->layout.table[i];
    TableChecksum checksum(state_->fields[i].number, state_->step, state_->time, state_->tiling.size);
    visit_on_root(
        communicator, state_->tiling, state_->sums[i], [&](std::int64_t first, const std::vector<std::uint64_t>& table) {
          checksum.add(first, table);
          if (failure.empty())
            failure =
                write_at(state_->descriptor(), table.data(), static_cast<std::int64_t>(table.size()) * 8, offset + first * 8);
        });
    checksums.push_back(checksum.value());
    result.fingerprint += state_->sums[i].total();
  }
  if (communicator.root() && failure.empty())
    failure = write_at(state_->descriptor(), checksums.data(), static_cast<std::int64_t>(checksums.size()) * 8,
                       state_->layout.checksums);
  if (communicator.root() && failure.empty()) failure = state_->file->commit();
  state_->agree(failure);
  result.fingerprint = communicator.sum(result.fingerprint);
  result.population = communicator.sum(result.population);
  result.bytes = state_->layout.bytes;
  result.tables = checksum_of_tables(checksums);
  return result;
}

SnapshotResult SnapshotWriter::write(const Simulation& simulation) const {
  Started started = start(simulation);
  started.add(simulation);
  return started.commit();
}

}  // namespace hg
