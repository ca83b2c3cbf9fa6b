#include "engine/files/checkpoint.hpp"

#include "engine/files/fingerprint.hpp"
#include "engine/files/output_folder.hpp"
#include "engine/files/snapshot_check.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace hg {

std::string checkpoint_folder(const std::string& output_folder) { return output_folder + "/checkpoints"; }

// The files of a folder that an output of that name could have; none where there is no folder.
static std::vector<std::string> files_of(const std::string& folder, const std::string& name) {
  std::vector<std::string> out;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (OutputFolder::in_series(file, name)) out.push_back(file);
  }
  // What cannot be read may hold all that a run is to go on from.
  if (error && error != std::errc::no_such_file_or_directory)
    throw file_error(Scope::one_rank, folder, "the folder cannot be read: " + error.message(), "check its rights");
  return out;
}

std::vector<StepFile> step_files_in(const std::string& folder, const std::string& name) {
  std::vector<StepFile> out;
  for (const std::string& file : files_of(folder, name)) {
    if (!file.starts_with(name) || !file.ends_with(".h5")) continue;
    StepFile found{0, folder + "/" + file};
    const char* const digits = file.data() + name.size() + 1;
    if (std::from_chars(digits, file.data() + file.size() - 3, found.step).ec == std::errc()) out.push_back(found);
  }
  std::sort(out.begin(), out.end(), [](const StepFile& a, const StepFile& b) { return a.step < b.step; });
  return out;
}

void remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    throw file_error(Scope::one_rank, path, "cannot remove the older file: " + system_reason(errno),
                     "check the rights of the folder");
}

void remove_unfinished_checkpoints(const std::string& folder, const std::string& name) {
  for (const std::string& file : files_of(folder, name)) {
    if (!file.starts_with('.')) continue;
    refuse_planted(folder + "/" + file);
    remove_file(folder + "/" + file);
  }
}

// This rank's share of some rows.
static Box<3> share_of(const Box<3>& rows, const Communicator& communicator) {
  Box<3> out = rows;
  const std::int64_t count = rows.extent(1);
  out.lo[1] = rows.lo[1] + count * communicator.rank() / communicator.size();
  out.hi[1] = rows.lo[1] + count * (communicator.rank() + 1) / communicator.size();
  return out;
}

SnapshotResult write_checkpoint(const SnapshotWriter& writer, const Simulation& simulation, const SnapshotWriter::Started* parts,
                                const CheckpointNotes& notes) {
  SnapshotWriter::Started file = writer.start(simulation, notes);
  if (simulation.in_memory()) {
    file.add(simulation);
    return file.commit();
  }
  const Box<3> all = simulation.grid().box();
  Box<3> before = all, behind = all;
  const Box<3> part = simulation.unfinished();
  before.hi[1] = part.lo[1];
  behind.lo[1] = part.hi[1];
  std::vector<Box<3>> unmade{share_of(behind, simulation.communicator())};
  const bool kept = parts != nullptr && parts->step() == simulation.step() && parts->fields() == file.fields();
  if (!part.empty()) file.add(simulation);
  if (kept)
    file.add(parts->added(), [&](int field, const Box<3>& box, void* cells) { parts->read(field, box, cells); });
  else
    unmade.push_back(share_of(before, simulation.communicator()));
  file.add(unmade, [&](int field, const Box<3>& box, void* cells) {
    const auto bytes = size_of(simulation.fields()[static_cast<std::size_t>(field)].type);
    std::memset(cells, 0xff, static_cast<std::size_t>(box.volume()) * bytes);  // unmade_pixel, NaN
  });
  return file.commit();
}

// This rank's share of the grid, along its slowest axis that is long enough.
static Box<3> share_of_grid(const SnapshotFile& file, const Communicator& communicator) {
  Box<3> out{{}, file.size()};
  const int axis = file.size()[2] >= communicator.size() ? 2 : 1;
  out.lo[axis] = file.size()[axis] * communicator.rank() / communicator.size();
  out.hi[axis] = file.size()[axis] * (communicator.rank() + 1) / communicator.size();
  return out;
}

// On rank 0: how many tiles of a field are not what was written; on every rank "" or why nothing could be read.
static std::string damage_of(const Communicator& communicator, const SnapshotFile& file, int field, std::string& unreadable,
                             int& highest) {
  const Tiling tiling = Tiling::of(file.dimension(), file.size());
  const Box<3> share = share_of_grid(file, communicator);
  TileSums sums(tiling, share, file.field_number(field));
  try {
    sums = recomputed_sums(file, field, share, unreadable, field == 0 ? &highest : nullptr);
  } catch (const Error& error) {
    unreadable = error.what();
  }
  std::int64_t bad = 0;
  visit_on_root(communicator, tiling, sums, [&](std::int64_t first, const std::vector<std::uint64_t>& mine) {
    const std::vector<std::uint64_t> stored = file.table(field, first, static_cast<std::int64_t>(mine.size()));
    for (std::size_t i = 0; i < mine.size(); ++i) bad += mine[i] != stored[i] ? 1 : 0;
  });
  if (bad == 0) return "";
  return fmt::format("field \"{}\": {} of {} tiles do not have their fingerprint",
                     file.fields()[static_cast<std::size_t>(field)].name, bad, tiling.tiles());
}

std::shared_ptr<const SnapshotFile> open_verified(const Communicator& communicator, const std::string& path, int states) {
  std::shared_ptr<const SnapshotFile> file;
  const auto open = [&]() -> std::string {
    try {
      file = std::make_shared<SnapshotFile>(path);
      return "";
    } catch (const Error& error) {
      return error.what();
    }
  };
  const std::string hint = "give a checkpoint that halogrid run wrote";
  communicator.agree(communicator.root() ? open() : "", Exit::file, path, hint);
  communicator.agree(communicator.root() ? "" : open(), Exit::file, path, hint);
  std::string damage, unreadable;
  int highest = 0;
  for (int field = 0; field < static_cast<int>(file->fields().size()); ++field) {
    std::string found = damage_of(communicator, *file, field, unreadable, highest);
    if (communicator.root() && found.empty()) found = file->table_damage(field);
    if (damage.empty()) damage = found;
  }
  communicator.agree(unreadable, Exit::file, path, hint);
  communicator.agree(damage, Exit::verification, path, "the file was damaged after it was written: take an older checkpoint");
  std::string foreign;
  if (states > 0 && highest >= states)
    foreign = fmt::format("field \"{}\" holds the state {}, but this simulation has the states 0 to {}", file->fields()[0].name,
                          highest, states - 1);
  communicator.agree(foreign, Exit::file, path, "it was not written by a run of this input");
  return file;
}

class CheckpointField : public ArraySource {
 public:
  CheckpointField(std::shared_ptr<const SnapshotFile> file, int field) : file_(std::move(file)), field_(field) {}
  Index<3> size() const override { return file_->size(); }

  void read(const Box<3>& box, CellType type, void* cells) const override {
    const FieldInfo& info = file_->fields()[static_cast<std::size_t>(field_)];
    if (type != info.type) throw internal_error(fmt::format("the field {} is of another type than its checkpoint", info.name));
    if (!box.empty()) file_->read(field_, box, cells);
  }

 private:
  std::shared_ptr<const SnapshotFile> file_;
  int field_;
};

std::shared_ptr<const ArraySource> checkpoint_field(std::shared_ptr<const SnapshotFile> file, int field) {
  return std::make_shared<CheckpointField>(std::move(file), field);
}

}  // namespace hg
