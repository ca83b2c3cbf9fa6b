#include "sims/commands/run/restart.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/input/config_value.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/system/heartbeat.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
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
}

using InputValues = std::map<std::string, std::string>;

std::optional<KeyDifference> different_key(const std::string& here, const std::string& there,
                                           const std::map<std::string, RunKey>& keys) {
  InputValues mine = printed_values(here), theirs = printed_values(there);
  for (const auto& [key, value] : theirs) mine.try_emplace(key, "");
  for (const auto& [key, value] : mine) {
    const auto known = keys.find(key);
    const RunKey* const declared = known == keys.end() ? nullptr : &known->second;
    if (theirs[key] == value || (declared && declared->meaning.role != KeyRole::cells)) continue;
    const bool too_young = declared && std::string(declared->meaning.since) != "0.1" && theirs[key].empty();
    if (too_young && !declared->given) continue;
    return KeyDifference{key, value, theirs[key]};
  }
  return {};
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
static void go_on_from(const Communicator& world, const std::string& path, PreparedRun& run) {
  const std::shared_ptr<const SnapshotFile> file = open_verified(world, path);
  on_root(world, [&] { check_same_input(run, *file, path); });
  run.problem.resumed_step = file->step();
  run.problem.memory = file->memory().value_or(std::vector<std::uint64_t>());
  run.problem.arrays.clear();
  for (std::size_t f = 0; f < run.model.fields().size(); ++f)
    run.problem.arrays.emplace_back(run.model.fields()[f].name,
                                    checkpoint_field(file, path, static_cast<int>(f), f == 0 ? run.model.states() : 0));
}

// Rank 0's list of checkpoints, the newest first, on every rank.
static std::vector<std::string> newest_first(const Communicator& world, const PreparedRun& run) {
  std::string lines;
  if (world.root())
    for (const StepFile& file : step_files_in(checkpoint_folder(run.settings.directory), run.settings.name))
      lines = file.path + "\n" + lines;
  world.broadcast(lines);
  std::vector<std::string> out;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) out.push_back(line);
  return out;
}

static void go_on_from_newest(const Communicator& world, const std::vector<std::string>& paths, const Talk& talk,
                              PreparedRun& run) {
  for (const std::string& path : paths) {
    try {
      return go_on_from(world, path, run);
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

void choose_start(const Communicator& world, const StartOptions& options, const Talk& talk, PreparedRun& run) {
  const std::string folder = checkpoint_folder(run.settings.directory);
  const std::vector<std::string> paths = newest_first(world, run);
  if (options.restart.empty() && !options.overwrite && !paths.empty())
    throw usage_error(folder,
                      fmt::format("holds {} checkpoint{} of {}, the newest {}", paths.size(), paths.size() == 1 ? "" : "s",
                                  run.settings.name, paths.front()),
                      "--restart goes on from the newest, --overwrite removes them, -o DIR writes somewhere else");
  on_root(world, [&] {
    remove_unfinished_checkpoints(folder, run.settings.name);
    if (options.overwrite)
      for (const std::string& path : paths) remove_file(path);
  });
  if (options.restart.empty()) return;
  const Doing doing(Activity::restart);
  if (options.restart != "auto") go_on_from(world, options.restart, run);
  if (options.restart == "auto" && !paths.empty()) go_on_from_newest(world, paths, talk, run);
  if (run.problem.resumed_step)
    talk.note(fmt::format("going on from step {}", *run.problem.resumed_step));
  else
    talk.note(fmt::format("{} holds no checkpoint of {}: starting at the beginning", folder, run.settings.name));
}

}  // namespace hg
