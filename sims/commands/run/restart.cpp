#include "sims/commands/run/restart.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/input/config_value.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/system/heartbeat.hpp"
#include "engine/system/version.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string_view>
#include <vector>

namespace hg {

void declare(CommandWords& words, StartOptions& out) {
  words.option("--restart", "auto|FILE",
               "go on from a checkpoint: the newest of this name that verifies (auto, also when left out), or FILE",
               [&](const std::string& name, const std::string& word) {
                 if (word.empty()) words.fail(name + " has an empty file name", "leave it out, or say auto");
                 out.restart = word;
               });
  words.may_be_bare("--restart", {"auto", "FILE"});
  words.flag("--overwrite", out.overwrite, "remove the checkpoints of an earlier run of this name and start anew");
  words.exclude("--restart", "--overwrite");
  words.flag("--accept-changed", out.accept_changed,
             "with --restart: go on though a file that the input names (a rule) has changed since the checkpoint");
  words.finally([&] {
    if (out.accept_changed && out.restart.empty())
      words.fail("--accept-changed only goes with --restart", "--restart --accept-changed");
  });
}

using InputValues = std::map<std::string, std::string>;

std::optional<KeyDifference> different_key(const std::string& here, const std::string& there,
                                           const std::map<std::string, RunKey>& keys) {
  InputValues mine = printed_values(here), theirs = printed_values(there);
  for (const auto& [key, value] : theirs) mine.try_emplace(key, "");
  for (const auto& [key, value] : mine) {
    if (key.starts_with(std::string(files_section) + ".")) continue;  // check_same_files() looks at these
    const auto known = keys.find(key);
    const RunKey* const declared = known == keys.end() ? nullptr : &known->second;
    if (theirs[key] == value || (declared && declared->meaning.role != KeyRole::cells)) continue;
    const bool too_young = declared && std::string(declared->meaning.since) != "0.1" && theirs[key].empty();
    if (too_young && !declared->given) continue;
    return KeyDifference{key, value, theirs[key]};
  }
  return {};
}

// Older versions whose checkpoints this one is known to go on from with the same bits. A version that changes what cells become
// begins a new list.
static constexpr std::array<std::string_view, 1> same_bits{"0.1.0"};

static void check_version(const SnapshotFile& file, const std::string& path, const Talk& talk) {
  if (file.version() == version) return;
  if (std::find(same_bits.begin(), same_bits.end(), file.version()) == same_bits.end())
    throw usage_error(
        path,
        fmt::format("was written by halogrid {}; that this one, {}, goes on from it with the same bits is not known",
                    file.version(), version),
        fmt::format("go on with halogrid {}, or start anew with --overwrite", file.version()));
  talk.note(fmt::format("{} was written by halogrid {}; this one, {}, goes on from it with the same bits", path, file.version(),
                        version));
}

// Files that have a say in every step are what they were when the checkpoint was made, or the user accepts that they are not.
static void check_same_files(const SnapshotFile& file, const std::string& path, bool accept, const Talk& talk, PreparedRun& run) {
  const StoredFiles stored = stored_files(file.input());
  run.changed.clear();
  for (const InputFile& now : run.files) {
    const auto then = stored.find(now.key);
    if (!now.always || (then != stored.end() && then->second == now.fingerprint)) continue;
    if (then == stored.end()) {
      talk.note(fmt::format("{} does not tell what {} was like when it was made", path, now.path));
      continue;
    }
    const std::string sentence =
        fmt::format("has changed since the checkpoint {} was made: {} then, {} now", path, then->second, now.fingerprint);
    if (!accept)
      throw usage_error(now.path, sentence, "put the old file back, or go on with the new one: --restart --accept-changed");
    talk.warn(
        {fmt::format("{} {}, which is accepted: the states before and after it follow different rules", now.path, sentence)});
    run.changed.push_back(now.path);
  }
}

static double seconds_of(const timespec& time) {
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// How a snapshot differs from what was written, "" where it does not. Of one that nobody has touched since the checkpoint was
// made, size and time tell.
static std::string change_of(const std::string& file, const struct stat& status, const WrittenSnapshot& then, double made) {
  if (status.st_size != then.bytes) return fmt::format("{} bytes then, {} now", then.bytes, status.st_size);
  if (std::max(seconds_of(status.st_mtim), seconds_of(status.st_ctim)) <= made) return "";
  try {
    return SnapshotFile(file).tables() == then.tables ? "" : "its cells are others";
  } catch (const Error& error) {
    return error.what();
  }
}

// Snapshots of before the checkpoint may have gone (archived, purged), but are not others.
static void check_snapshots(const SnapshotFile& file, const std::string& path, bool accept, const Talk& talk, PreparedRun& run) {
  try {
    run.written = file.notes().written.empty() ? std::vector<WrittenSnapshot>() : written_snapshots(file.notes().written);
  } catch (const std::exception& error) {
    throw file_error(Scope::one_rank, path, error.what());
  }
  struct stat status = {};
  const double made = ::stat(path.c_str(), &status) == 0 ? seconds_of(status.st_mtim) : 0;
  std::vector<std::int64_t> gone;
  for (const WrittenSnapshot& snapshot : run.written) {
    const std::string name = run.settings.directory + "/" + SnapshotWriter::file_name(run.settings.name, snapshot.step);
    if (::stat(name.c_str(), &status) != 0) {
      gone.push_back(snapshot.step);
      continue;
    }
    const std::string change = change_of(name, status, snapshot, made);
    if (change.empty()) continue;
    if (!accept)
      throw usage_error(name, fmt::format("has changed since the run wrote it: {}", change),
                        "put it back, or move it away, or go on all the same: --restart --accept-changed");
    talk.warn({fmt::format("{} has changed since the run wrote it, which is accepted: {}", name, change)});
    run.changed.push_back(name);
  }
  if (gone.size() == 1) talk.note(fmt::format("the snapshot of step {} has gone since it was written", gone[0]));
  if (gone.size() > 1)
    talk.note(
        fmt::format("{} snapshots of steps {} to {} have gone since they were written", gone.size(), gone.front(), gone.back()));
}

// Throws where the checkpoint belongs to another input.
static void check_same_input(const PreparedRun& run, const SnapshotFile& file, const std::string& path) {
  std::optional<KeyDifference> different;
  try {
    different = different_key(run.resolved_for_output, file.input(), run.keys);
  } catch (const std::exception& error) {
    throw file_error(Scope::one_rank, path, fmt::format("its resolved input cannot be read: {}", error.what()));
  }
  const std::string hint = "go on with the checkpoint's own input, or start anew with --overwrite";
  if (different) {
    const auto shown = [](const std::string& value) { return value.empty() ? "nothing" : value; };
    const auto key = run.keys.find(different->key);
    throw usage_error(key == run.keys.end() ? path : key->second.place,
                      fmt::format("{} = {}, but the checkpoint {} was made with {}", different->key, shown(different->here), path,
                                  shown(different->there)),
                      hint);
  }
  const std::vector<FieldInfo>& fields = run.model.fields();
  const auto same = [](const FieldInfo& a, const FieldInfo& b) { return a.name == b.name && a.type == b.type; };
  if (file.dimension() != run.settings.grid.dimension || !(file.size() == run.settings.grid.size) ||
      !std::equal(fields.begin(), fields.end(), file.fields().begin(), file.fields().end(), same))
    throw usage_error(
        path, fmt::format("does not hold the {} field{} of this grid", fields.size(), fields.size() == 1 ? "" : "s"), hint);
  const std::int64_t end = run.problem.first_step + run.settings.steps;
  if (file.step() < run.problem.first_step || file.step() > end)
    throw usage_error(
        path, fmt::format("is of step {}, and this run goes from step {} to {}", file.step(), run.problem.first_step, end),
        "ask for more steps with --steps");
}

// Collective.
static void go_on_from(const Communicator& world, const std::string& path, const StartOptions& options, const Talk& talk,
                       PreparedRun& run) {
  const std::shared_ptr<const SnapshotFile> file = open_verified(world, path, run.model.states());
  on_root(world, [&] {
    check_version(*file, path, talk);
    check_same_input(run, *file, path);
    check_same_files(*file, path, options.accept_changed, talk, run);
    check_snapshots(*file, path, options.accept_changed, talk, run);
  });
  run.problem.resumed_step = file->step();
  run.checkpoint_number = file->notes().number;
  run.problem.memory = file->memory().value_or(std::vector<std::uint64_t>());
  run.problem.arrays.clear();
  for (std::size_t f = 0; f < run.model.fields().size(); ++f)
    run.problem.arrays.emplace_back(run.model.fields()[f].name, checkpoint_field(file, static_cast<int>(f)));
}

// The places where checkpoints of a run lie.
static std::vector<std::string> places_of(const Settings& settings) {
  std::vector<std::string> out{checkpoint_folder(settings.directory)};
  if (!settings.checkpoint.copy.empty()) out.push_back(settings.checkpoint.copy);
  return out;
}

// Of both places, the newest first, and of one step that of the first place; for one rank. A second place that cannot be read is
// left out: SecondPlace says so.
static std::vector<std::string> newest_first(const Settings& settings) {
  std::vector<StepFile> files;
  for (const std::string& place : places_of(settings)) {
    try {
      for (const StepFile& file : step_files_in(place, settings.name)) files.push_back(file);
    } catch (const Error&) {
      if (place != settings.checkpoint.copy) throw;
    }
  }
  std::stable_sort(files.begin(), files.end(), [](const StepFile& a, const StepFile& b) { return a.step > b.step; });
  std::vector<std::string> out;
  for (const StepFile& file : files) out.push_back(file.path);
  return out;
}

// Rank 0's list on every rank. A path may hold any byte but 0.
static std::vector<std::string> shared(const Communicator& world, const std::vector<std::string>& paths) {
  std::string all;
  for (const std::string& path : paths) all += path + '\0';
  world.broadcast(all);
  std::vector<std::string> out;
  for (std::size_t at = 0; at < all.size(); at += out.back().size() + 1) out.emplace_back(all.c_str() + at);
  return out;
}

std::string stored_input(const Communicator& world, const StartOptions& options, const Settings& settings) {
  std::string out;
  if (world.root()) {
    try {
      std::vector<std::string> paths{options.restart};
      if (options.restart == "auto") paths = newest_first(settings);
      for (const std::string& path : paths) {
        try {
          out = SnapshotFile(path).input();
          break;
        } catch (const Error&) {
          // choose_start() will say why it is not used.
        }
      }
    } catch (const Error&) {
      // A folder that cannot be read: as above.
    }
  }
  world.broadcast(out);
  return out;
}

static void go_on_from_newest(const Communicator& world, const std::vector<std::string>& paths, const StartOptions& options,
                              const Talk& talk, PreparedRun& run) {
  for (const std::string& path : paths) {
    try {
      return go_on_from(world, path, options, talk, run);
    } catch (const Error& error) {
      // Another input is not mended by an older file; nor is a failure of this rank alone.
      if (error.status() == Exit::usage || error.scope() != Scope::all_ranks) throw;
      talk.warn({fmt::format("the checkpoint {} is not used: {}", path, error.what())});
    }
  }
  throw Error(
      Exit::verification, Scope::all_ranks, checkpoint_folder(run.settings.directory),
      fmt::format("none of the {} checkpoint{} of {} verifies", paths.size(), paths.size() == 1 ? "" : "s", run.settings.name),
      "start anew with --overwrite");
}

void refuse_missing_start(const Communicator& world, const StartOptions& options) {
  if (options.restart.empty() || options.restart == "auto") return;
  on_root(world, [&] {
    std::error_code unknown;
    if (std::filesystem::status(options.restart, unknown).type() == std::filesystem::file_type::not_found)
      throw usage_error(options.restart, "there is no such file", "--restart alone takes the newest checkpoint");
  });
}

// What cannot be removed of the second place is left there.
static void remove_checkpoints(const std::vector<std::string>& paths, const std::string& first_place, const Talk& talk) {
  for (const std::string& path : paths) {
    try {
      remove_file(path);
    } catch (const Error& error) {
      if (path.starts_with(first_place + "/")) throw;
      talk.warn({fmt::format("{}: {}", error.place(), error.what())});
    }
  }
}

void choose_start(const Communicator& world, const StartOptions& options, const Talk& talk, PreparedRun& run) {
  const std::string folder = checkpoint_folder(run.settings.directory);
  std::vector<std::string> paths;
  on_root(world, [&] { paths = newest_first(run.settings); });
  paths = shared(world, paths);
  if (options.restart.empty() && !options.overwrite && !paths.empty()) {
    const auto folder_of = [](const std::string& path) { return std::filesystem::path(path).parent_path().string(); };
    const std::string there = folder_of(paths.front());
    const auto count =
        std::count_if(paths.begin(), paths.end(), [&](const std::string& path) { return folder_of(path) == there; });
    throw usage_error(
        there,
        fmt::format("holds {} checkpoint{} of {}, the newest {}", count, count == 1 ? "" : "s", run.settings.name, paths.front()),
        "--restart goes on from the newest, --overwrite removes them, -o DIR writes somewhere else");
  }
  on_root(world, [&] {
    remove_unfinished_checkpoints(folder, run.settings.name);
    if (options.overwrite) remove_checkpoints(paths, folder, talk);
  });
  if (options.restart.empty()) return;
  const Doing doing(Activity::restart);
  if (options.restart != "auto")
    go_on_from(world, options.restart, options, talk, run);
  else if (!paths.empty())
    go_on_from_newest(world, paths, options, talk, run);
  if (run.problem.resumed_step) {
    for (const std::string& sentence : run.not_needed) talk.note(sentence);
    return talk.note(fmt::format("going on from step {}", *run.problem.resumed_step));
  }
  if (run.needs_checkpoint) throw file_error(Scope::all_ranks, folder, "the checkpoint that was there a moment ago has gone");
  talk.note(fmt::format("{} holds no checkpoint of {}: starting at the beginning", folder, run.settings.name));
}

}  // namespace hg
