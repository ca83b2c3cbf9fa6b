#include "sims/commands/run/report_files.hpp"

#include "engine/mpi/on_root.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>

namespace hg {

// A report may go to what is no file at all (/dev/stdout); a file appears whole or not at all.
static void write_text(const std::string& path, const std::string& text) {
  const std::filesystem::path at(path);
  std::error_code error;
  std::string failure;
  if (std::filesystem::exists(at, error) && !std::filesystem::is_regular_file(at, error)) {
    std::ofstream file(path, std::ios::binary);
    if (!(file << text).flush()) failure = system_reason(errno);
  } else {
    failure = write_whole_file(path, text.data(), text.size());
  }
  if (!failure.empty())
    throw file_error(Scope::one_rank, path, "cannot be written: " + failure, "check the free space and the rights of its folder");
}

// A report that could not be written would come to light after the whole run. Its folder may be the output folder, still to be
// made.
static void check_report_file(const std::string& file, const std::string& output_folder) {
  namespace fs = std::filesystem;
  if (file.empty()) return;
  const fs::path folder = fs::absolute(file).lexically_normal().parent_path();
  if (fs::is_directory(file)) throw file_error(Scope::one_rank, file, "is a folder", "--report names a file");
  if (fs::is_directory(folder) || folder == (fs::absolute(output_folder) / "x").lexically_normal().parent_path()) return;
  throw file_error(Scope::one_rank, file, fmt::format("the folder {} does not exist", folder.string()),
                   "make it, or name another file with --report");
}

ReportFiles::ReportFiles(const Communicator& world, const PreparedRun& run, std::string file)
    : world_(world), run_(run), file_(std::move(file)) {
  on_root(world_, [&] { check_report_file(file_, run_.settings.directory); });
}

void ReportFiles::finish(const Simulation& simulation) {
  last_ = source_(simulation);
  on_root(world_, [&] {
    write_text(run_.settings.directory + "/report.json", last_.json);
    std::string log = "# resolved input\n" + run_.resolved + "\n";
    for (const std::string& warning : run_.warnings) log += "warning: " + warning + "\n";
    write_text(run_.settings.directory + "/log.txt", log + last_.text);
    if (!file_.empty()) write_text(file_, file_.ends_with(".toml") ? last_.toml : last_.json);
  });
}

}  // namespace hg
