#include "sims/commands/run/second_place.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/mpi/on_root.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace hg {

static void refuse_first_place(const Settings& settings) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  // With a slash at the end, whether there is one or not.
  const auto real_folder = [&](const std::string& folder) { return fs::weakly_canonical(fs::absolute(folder), unknown) / ""; };
  const fs::path second = real_folder(settings.checkpoint.copy);
  for (const std::string& folder : {settings.directory, checkpoint_folder(settings.directory)})
    if (second == real_folder(folder) || fs::equivalent(second, folder, unknown))
      throw usage_error(settings.checkpoint.copy_place,
                        fmt::format("checkpoint.copy = \"{}\" is where the run writes anyway", settings.checkpoint.copy),
                        "name a folder on another disk");
}

std::string SecondPlace::in_words(const Error& error) const {
  return error.place() == wanted_ ? error.what() : error.place() + ": " + error.what();
}

SecondPlace::SecondPlace(const Communicator& world, const PreparedRun& run, const Talk& talk)
    : world_(world), talk_(talk), wanted_(run.settings.checkpoint.copy) {
  if (wanted_.empty()) return;
  std::string failure;
  on_root(world_, [&] {
    refuse_first_place(run.settings);
    try {
      claim();
      remove_unfinished_checkpoints(wanted_, run.settings.name);
    } catch (const FolderInUse&) {
      throw;
    } catch (const Error& error) {
      failure = in_words(error);
    }
  });
  world_.broadcast(failure);
  if (!failure.empty()) fail(failure);
}

// Only it itself is made: where a disk is not there, its files are not to land on the one that holds the mount point's parent.
void SecondPlace::claim() {
  if (claimed_) return;
  std::error_code error;
  std::filesystem::create_directory(wanted_, error);
  if (error) throw file_error(Scope::one_rank, wanted_, "the folder cannot be made: " + error.message());
  claimed_ = std::make_unique<OutputFolder>(wanted_);
}

void SecondPlace::fail(const std::string& reason) {
  if (!failing_)
    talk_.warn({fmt::format("no checkpoints in the second place {}: {}; the run goes on without them there", wanted_, reason)});
  failing_ = true;
}

void SecondPlace::copy(const std::string& checkpoint) {
  if (wanted_.empty()) return;
  std::string failure;
  try {
    on_root(world_, [&] { claim(); });
    failure = copy_checkpoint(world_, checkpoint, wanted_);
  } catch (const Error& error) {
    if (error.scope() != Scope::all_ranks) throw;
    failure = in_words(error);
  }
  if (!failure.empty()) return fail(failure);
  if (failing_) talk_.note(fmt::format("checkpoints are written to the second place {} again", wanted_));
  failing_ = false;
}

}  // namespace hg
