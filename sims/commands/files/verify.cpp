#include "sims/commands/files/verify.hpp"

#include "engine/files/snapshot_file.hpp"
#include "engine/system/error.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/shown_text.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/commands/files/compare_files.hpp"
#include "sims/commands/files/run_files.hpp"
#include "sims/commands/input/thread_choice.hpp"
#include "sims/commands/line/guard.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

namespace hg {

const CommandPage verify_page = {"verify", "FILE... [--against OTHER]",
                                 "Recompute the checksums of snapshots and checkpoints, or of all those in a folder; say which "
                                 "tile is bad or differs first. Exit status 4 if one does.",
                                 "  halogrid verify out/soup/soup.*.h5\n"
                                 "  halogrid verify out/soup --against out/soup_on_64_ranks\n"
                                 "  halogrid verify one.00002000.h5 --against other.00002000.h5\n"};

void declare(CommandWords& words, VerifyOptions& out) {
  words.arguments("FILE...", out.files, "snapshots (.h5), or folders with the files of runs", "a snapshot (.h5) or a folder");
  words.path("--against", "OTHER", out.against, "compare with that snapshot, or those of that folder");
}

// A file that is there but cannot be read as a snapshot is damaged; one that is not there is another error.
static std::unique_ptr<SnapshotFile> opened(const std::string& path, std::string& failure) {
  try {
    return std::make_unique<SnapshotFile>(path);
  } catch (const Error& error) {
    std::error_code unknown;
    if (::access(path.c_str(), R_OK) != 0 || !std::filesystem::is_regular_file(path, unknown)) throw;
    failure = error.what();
    return nullptr;
  }
}

class Verification {
 public:
  explicit Verification(const std::string& against)
      : against_(against), against_folder_(!against.empty() && is_folder(against)) {}

  void file(const std::string& path) {
    std::string other = against_;
    if (against_folder_) {
      const std::filesystem::path name = std::filesystem::path(path).filename();
      other = (std::filesystem::path(against_) / name).string();
      const std::filesystem::path kept = std::filesystem::path(against_) / "checkpoints" / name;
      if (std::filesystem::path(path).parent_path().filename() == "checkpoints" && !exists(other)) other = kept.string();
    }
    look_at(path, other);
  }

  void folder(const std::string& path) {
    if (!against_.empty() && !against_folder_ && !exists(against_))
      throw usage_error(against_, "there is no such file or folder", "--against names another run's folder");
    if (!against_.empty() && !against_folder_)
      throw usage_error("halogrid verify", fmt::format("the folder {} cannot be compared with the file {}", path, against_),
                        "compare a folder with a folder, or a snapshot with a snapshot");
    good_ = 0;
    const std::vector<RunFile> mine = files_of(path), theirs = against_folder_ ? files_of(against_) : std::vector<RunFile>();
    std::size_t looked_at = mine.size();
    for (const RunFile& file : mine) {
      const std::string other = against_folder_ ? against_ + "/" + file.name : "";
      try {
        if (other.empty() || exists(other))
          look_at(file.path(), other);
        else
          missing(file, against_);
      } catch (const Error&) {
        // A run that is under way removes older checkpoints.
        std::error_code unknown;
        if (std::filesystem::symlink_status(file.path(), unknown).type() != std::filesystem::file_type::not_found) throw;
        print_shown("{}: gone since the folder was listed\n", file.path());
        --looked_at;
      }
    }
    for (const RunFile& file : theirs)
      if (!exists(path + "/" + file.name)) missing(file, path);
    print_shown("{}: {} of {} good{}{}\n", path, good_, counted(looked_at, "file"),
                against_folder_ ? " and equal to those in " : "", against_);
  }

  Exit status() const { return status_; }

 private:
  static bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

  static std::vector<RunFile> files_of(const std::string& folder) {
    std::vector<RunFile> out = run_files_in(folder);
    if (out.empty())
      throw usage_error(folder, "holds no snapshot NAME.<step>.h5 and no checkpoint",
                        "give the output folder of a run that has written one");
    return out;
  }

  void fail(const std::string& place, const std::string& failure) {
    status_ = Exit::verification;
    std::fflush(stdout);
    print_lines(stderr, Error(status_, Scope::one_rank, place, failure).text() + "\n");
  }

  void missing(const RunFile& file, const std::string& where) {
    if (file.is_checkpoint())
      print_shown("{}: not in {}; checkpoints need not be the same ones\n", file.path(), where);
    else
      fail(file.path(), fmt::format("is missing in {}", where));
  }

  // other: empty, or what the file is to be equal to.
  void look_at(const std::string& path, const std::string& other_path) {
    std::string place = path, failure;
    std::vector<TileSums> sums;
    const std::unique_ptr<SnapshotFile> file = opened(path, failure);
    if (file) failure = damage_of(*file, sums);
    if (failure.empty() && !other_path.empty()) {
      const std::unique_ptr<SnapshotFile> other = opened(other_path, failure);
      if (!other) place = other_path;
      if (other) failure = difference_of(*file, sums, *other);
      if (other && !failure.empty()) failure = fmt::format("differs from {}: {}", other_path, failure);
    }
    if (!failure.empty()) return fail(place, failure);
    ++good_;
    std::uint64_t total = 0;
    for (const TileSums& sum : sums) total += sum.total();
    print_shown("{}: good, step {}, fingerprint {:016x}{}\n", path, file->step(), total,
                other_path.empty() ? "" : ", equal to " + other_path);
    std::fflush(stdout);
  }

  std::string against_;
  bool against_folder_;
  Exit status_ = Exit::done;
  std::size_t good_ = 0;
};

int verify(const std::vector<std::string>& files, const std::string& against) {
  Verification verification(against);
  for (const std::string& path : files)
    if (is_folder(path))
      verification.folder(path);
    else
      verification.file(path);
  return static_cast<int>(verification.status());
}

int verify(const Communicator& world, const VerifyOptions& options) {
  const KokkosSession kokkos(threads_for(world).number);
  return from_root(world, [&] { return verify(options.files, options.against); });
}

}  // namespace hg
