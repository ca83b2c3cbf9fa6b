#include "sims/commands/run/report_files.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/files/output_folder.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/format_units.hpp"
#include "engine/system/host_name.hpp"
#include "engine/system/progress.hpp"
#include "engine/system/shown_text.hpp"
#include "engine/system/version.hpp"
#include "sims/commands/about/git_version.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

namespace hg {

bool goes_to_stdout(const std::string& report_file) {
  return report_file == "-" || report_file == "/dev/stdout" || report_file == "/dev/fd/1" || report_file == "/proc/self/fd/1";
}

// What a shell puts in place of >(...), and names that every system has for no file at all.
static bool is_output_stream(const std::string& path) {
  return goes_to_stdout(path) || is_stream(path) || path == "/dev/stderr" || path == "/dev/null";
}

// A file appears whole or not at all.
static void write_text(const std::string& path, const std::string& text) {
  std::string failure;
  if (goes_to_stdout(path)) {
    print_lines(stdout, text);
    if (std::fflush(stdout) != 0) failure = system_reason(errno);
  } else if (is_output_stream(path)) {
    std::ofstream file(path, std::ios::binary);
    if (!(file << text).flush()) failure = system_reason(errno);
  } else {
    failure = write_whole_file(path, text.data(), text.size());
  }
  if (!failure.empty())
    throw file_error(Scope::one_rank, path, "cannot be written: " + failure, "check the free space and the rights of its folder");
}

// A report that could not be written would come to light after the whole run. Its folder may be the output folder, still to be
// made. option: which named it.
static void check_named_file(const std::string& option, const std::string& file, const std::string& output_folder) {
  namespace fs = std::filesystem;
  if (file.empty() || is_output_stream(file)) return;
  const fs::path folder = fs::absolute(file).lexically_normal().parent_path();
  std::error_code unknown;
  if (fs::is_directory(file, unknown)) throw file_error(Scope::one_rank, file, "is a folder", option + " names a file");
  constexpr std::size_t longest = 255;  // on every file system that is in use
  const std::size_t length = TemporaryFile::temporary_name(fs::path(file).filename().string()).size();
  if (length > longest)
    throw file_error(Scope::one_rank, file,
                     fmt::format("its name has {} characters; {} at most can be written", length - 6, longest - 6),
                     "name another file with " + option);
  if (fs::exists(file, unknown) && !fs::is_regular_file(file, unknown))
    throw file_error(Scope::one_rank, file, "is not a regular file", option + " names a file, or - for standard output");
  if (fs::is_directory(folder, unknown) || folder == (fs::absolute(output_folder) / "x").lexically_normal().parent_path()) return;
  throw file_error(Scope::one_rank, file, fmt::format("the folder {} does not exist", folder.string()),
                   "make it, or name another file with " + option);
}

// Without links, the last of which may lead to what is not there yet.
static std::filesystem::path real_place(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code unknown;
  fs::path at = fs::absolute(path, unknown);
  for (int links = 0; links < 40 && fs::is_symlink(fs::symlink_status(at, unknown)); ++links)
    at = at.parent_path() / fs::read_symlink(at, unknown);
  return fs::weakly_canonical(at, unknown);
}

static void refuse_own_files(const PreparedRun& run, const std::string& option, const std::string& named,
                             const ReportOptions& options) {
  if (named.empty()) return;
  const auto refuse = [&](const std::string& what) {
    throw usage_error(option, fmt::format("{} is {}", named, what), "name a file of its own");
  };
  std::error_code unknown;
  const std::filesystem::path place = real_place(named);
  std::vector<std::string> read{options.input, options.restart};
  for (const InputFile& file : run.files) read.push_back(file.path);
  for (const std::string& file : read)
    if (place == real_place(file) || std::filesystem::equivalent(place, file, unknown)) refuse("a file that the run reads");
  const Settings& settings = run.settings;
  std::vector<std::string> folders{settings.directory, checkpoint_folder(settings.directory)};
  if (!settings.checkpoint.copy.empty()) folders.push_back(settings.checkpoint.copy);
  const std::string name = place.filename().string();
  for (const std::string& folder : folders)
    if (place.parent_path() == real_place(folder) && (OutputFolder::in_series(name, settings.name) || name == "log.txt"))
      refuse("a file that the run writes itself");
}

// The words that this process was started with, as a shell takes them.
static std::string command_line() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::istringstream words(std::string(std::istreambuf_iterator<char>(file), {}));
  std::string out;
  for (std::string word; std::getline(words, word, '\0');) {
    const bool plain = !word.empty() && word.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                            "-_=./,:+@%") == std::string::npos;
    std::string quoted;
    for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    out += (out.empty() ? "" : " ") + (plain ? word : "'" + quoted + "'");
  }
  return out;
}

ReportFiles::ReportFiles(const Communicator& world, const PreparedRun& run, ReportOptions options, RunLog& log)
    : world_(world),
      run_(run),
      options_(std::move(options)),
      log_(log),
      path_(run.settings.directory + "/report.json"),
      started_(utc_time()) {
  on_root(world_, [&] {
    refuse_own_files(run_, "--report", options_.file, options_);
    check_named_file("--report", options_.file, run_.settings.directory);
    refuse_own_files(run_, "--log", options_.log, options_);
    check_named_file("--log", options_.log, run_.settings.directory);
  });
}

// What is known from the start.
void ReportFiles::add_start(ReportFacts& out, const char* state) const {
  out.add("status", state);
  out.add("pid", getpid());
  out.add("host", host_name());
  if (const char* const job = std::getenv("SLURM_JOB_ID")) out.add("job", job);
  out.add("command", command_);
  out.add("input", std::filesystem::absolute(options_.input).lexically_normal().string());
  out.add("started", started_);
  out.add("updated", utc_time());
  out.add("step", step_);
  if (!checkpoint_.empty()) out.add("last_checkpoint", checkpoint_);
}

ReportFacts ReportFiles::so_far(const char* state) const {
  const int dimension = run_.settings.grid.dimension;
  ReportFacts out;
  add_start(out, state);
  out.add("simulation", run_.settings.simulation);
  out.add("name", run_.settings.name);
  out.add("grid", FactList(run_.settings.grid.size.v, run_.settings.grid.size.v + dimension));
  out.add("steps", step_ - run_.problem.first_step);
  out.add("last_step", run_.problem.first_step + run_.settings.steps);
  out.add("ranks", world_.size());
  out.add("threads", run_.threads);
  out.add("version", version);
  return out;
}

void ReportFiles::begin() {
  step_ = run_.problem.start_step();
  on_root(world_, [&] {
    command_ = command_line();
    const bool goes_on = run_.problem.resumed_step.has_value();
    const auto opened = [](const std::string& file, const std::string& failure) {
      if (failure.empty()) return;
      throw file_error(Scope::one_rank, file, "cannot be written: " + failure,
                       "check the free space and the rights of its folder");
    };
    const std::string log = run_.settings.directory + "/log.txt";
    opened(log, log_.open(log, goes_on));
    if (is_output_stream(options_.log))
      opened(options_.log, log_.open_stream(goes_to_stdout(options_.log) ? "/dev/stdout" : options_.log));
    else if (!options_.log.empty())
      opened(options_.log, log_.open(options_.log, goes_on));
    log_.text(fmt::format("# {} halogrid {} ({}) on {}, process {}, {}\n# command: {}\n# input: {}\n", started_, version,
                          git_version(), host_name(), getpid(), counted(world_.size(), "rank"), command_,
                          std::filesystem::absolute(options_.input).lexically_normal().string()));
    for (const std::string& link : folder_links(run_.settings.directory)) log_.text("# link: " + link + "\n");
    log_.text("# resolved input\n" + run_.resolved + "\n");
    log_.text_so_far();
    log_.line(fmt::format("starting at step {} of {}", step_, run_.problem.first_step + run_.settings.steps));
    open_ = true;
    write_text(path_, so_far("running").report().json);
    written_at_ = steady_seconds();
  });
}

// A report that cannot be brought up to date is an older one.
void ReportFiles::bring_up_to_date(const ReportFacts& facts) {
  const std::string json = facts.report().json;
  write_whole_file(path_, json.data(), json.size(), Sync::file);
  written_at_ = steady_seconds();
}

void ReportFiles::wrote_checkpoint(std::int64_t step, const std::string& path) {
  step_ = step;
  checkpoint_ = path;
  if (!open_) return;
  log_.line(fmt::format("checkpoint of step {} in {}", step, path));
  bring_up_to_date(so_far("running"));
}

void ReportFiles::look(std::int64_t step) {
  constexpr double seconds_between_reports = 30, seconds_between_lines = 10;
  step_ = step;
  if (!open_) return;
  if (log_.seconds_since_line() >= seconds_between_lines)
    log_.line(fmt::format("step {} of {}", step, run_.problem.first_step + run_.settings.steps));
  if (steady_seconds() - written_at_ >= seconds_between_reports) bring_up_to_date(so_far("running"));
}

void ReportFiles::finish(std::int64_t step, ReportFacts facts, Exit status, int exit_status) {
  step_ = step;
  on_root(world_, [&] {
    add_start(facts, status == Exit::done ? "done" : status == Exit::stopped ? "stopped" : "failed");
    facts.add("ended", utc_time());
    facts.add("exit_status", exit_status);
    last_ = facts.report();
    write_text(path_, last_.json);
    log_.line(fmt::format("ends at step {} with status {}", step, exit_status));
    log_.text(last_.text);
    if (!options_.file.empty()) write_text(options_.file, options_.file.ends_with(".toml") ? last_.toml : last_.json);
    open_ = false;
  });
}

void ReportFiles::failed(Exit status, const std::string& message) {
  if (!open_) return;
  log_.line(message);
  ReportFacts facts = so_far("failed");
  facts.add("ended", utc_time());
  facts.add("exit_status", static_cast<int>(status));
  facts.add("error", message);
  bring_up_to_date(facts);
}

}  // namespace hg
