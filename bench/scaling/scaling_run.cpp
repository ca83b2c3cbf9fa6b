#include "bench/scaling/scaling_run.hpp"

#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/host_processors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace hg::bench {

namespace fs = std::filesystem;

// The folder of one run: new, and gone with this.
class RunFolder {
 public:
  explicit RunFolder(const std::string& path) : path_(path) {
    std::error_code error;
    fs::remove_all(path_, error);
    fs::create_directories(path_, error);
    if (error) throw file_error(Scope::one_rank, path_, "cannot be made: " + error.message(), "choose another folder with -o");
  }
  ~RunFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

 private:
  std::string path_;
};

static std::string whole_text(const std::string& file) {
  constexpr std::int64_t most_bytes = std::int64_t{64} << 20;
  std::string text;
  return read_whole_file(file, most_bytes, text).empty() ? text : "";
}

// The sentence of an error among a launcher's own words; else its last line that says something.
static std::string message_in(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("error: ") != std::string::npos) return line;
    if (line.find_first_not_of("- \t\r") != std::string::npos) out = line;
  }
  return out;
}

static std::string hint_in(const std::string& text) {
  const std::size_t at = text.find("\nhint: ");
  return at == std::string::npos ? "" : text.substr(at + 7, text.find('\n', at + 1) - at - 7);
}

std::string default_launcher() {
  return std::getenv("SLURM_JOB_ID") != nullptr ? "srun --mpi=pmix -n {ranks} -c {threads}" : "mpirun -n {ranks}";
}

std::vector<std::string> launcher_words(const std::string& launcher, std::int64_t ranks, std::int64_t threads) {
  std::istringstream in(launcher);
  std::vector<std::string> out;
  for (std::string word; in >> word;) {
    for (const auto& [name, number] : {std::pair<std::string, std::int64_t>{"{ranks}", ranks}, {"{threads}", threads}})
      for (std::size_t at = word.find(name); at != std::string::npos; at = word.find(name))
        word.replace(at, name.size(), std::to_string(number));
    out.push_back(word);
  }
  return out;
}

std::int64_t cores_of_job() {
  const char* const nodes = std::getenv("SLURM_JOB_NUM_NODES");
  return affinity().cores * std::max(1, nodes == nullptr ? 1 : std::atoi(nodes));
}

ScalingRunner::ScalingRunner(const ScalingOptions& options, std::string folder)
    : options_(options),
      folder_(std::move(folder)),
      program_(fs::read_symlink("/proc/self/exe").string()),
      launcher_(options.launcher.empty() ? default_launcher() : options.launcher) {}

ChildJob ScalingRunner::job(std::int64_t ranks, std::int64_t threads, const std::vector<std::string>& words) const {
  ChildJob out;
  out.words = launcher_words(launcher_, ranks, threads);
  out.words.push_back(program_);
  out.words.insert(out.words.end(), words.begin(), words.end());
  out.out = folder_ + "/out";
  out.err = folder_ + "/err";
  out.time_out = options_.time_out;
  // For Open MPI. Each rank has as many cores as threads where there are enough, so that none moves in the middle of a run and
  // all runs are alike; where not, or where the user has said how to bind, threads share out what that leaves.
  constexpr const char* binding = "OMPI_MCA_hwloc_base_binding_policy";
  const bool cores_of_its_own = ranks * threads <= cores_of_job() && std::getenv(binding) == nullptr;
  out.environment = {{binding, cores_of_its_own ? "core" : "none"}};
  if (cores_of_its_own) out.environment.emplace_back("OMPI_MCA_rmaps_base_mapping_policy", fmt::format("slot:PE={}", threads));
  // It counts whole cores, which a machine of hardware threads has fewer of.
  if (std::getenv("SLURM_JOB_ID") == nullptr) out.environment.emplace_back("OMPI_MCA_rmaps_base_oversubscribe", "1");
  if (ranks > cores_of_job()) out.environment.emplace_back("OMPI_MCA_mpi_yield_when_idle", "1");
  if (geteuid() == 0)
    out.environment.insert(out.environment.end(), {{"OMPI_ALLOW_RUN_AS_ROOT", "1"}, {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"}});
  return out;
}

static std::vector<std::string> with_settings(std::vector<std::string> words, const std::vector<std::string>& settings) {
  for (const std::string& setting : settings) words.insert(words.end(), {"-s", setting});
  return words;
}

// An input may fix a layout, which suits one number of ranks alone: the first that suits it is asked for.
ScalingInput ScalingRunner::look_at_input(const std::vector<std::int64_t>& ranks) const {
  const RunFolder run(folder_);
  std::vector<std::string> words = with_settings({"check", options_.input}, options_.settings);
  if (options_.steps) words.insert(words.end(), {"--steps", std::to_string(*options_.steps)});
  words.insert(words.end(), {"--ranks", ""});
  std::string message, hint;
  for (const std::int64_t number : ranks) {
    words.back() = std::to_string(number);
    ChildJob check = job(1, 1, words);
    check.time_out = std::max(check.time_out, 600.0);  // the limit is for runs
    const ChildEnd end = run_child(check);
    if (end.status == 0) return read_scaling_input(fs::path(options_.input).stem().string(), whole_text(folder_ + "/out"));
    const std::string text = whole_text(folder_ + "/err");
    if (!message.empty()) continue;
    message = end.reason.empty() ? message_in(text) : end.reason;
    if (message.empty()) message = fmt::format("the launcher ended with status {} and said nothing", end.status);
    hint = hint_in(text);
  }
  const std::size_t at = message.find(": error: ");
  if (at != std::string::npos) throw usage_error(message.substr(0, at), message.substr(at + 9), hint);
  throw usage_error("halogrid bench scaling", message,
                    fmt::format("it was started as: {}", fmt::join(job(1, 1, words).words, " ")));
}

ScalingTry ScalingRunner::measure(const ScalingPoint& point, const ScalingInput& input) const {
  const RunFolder run(folder_);
  const std::string report = folder_ + "/report.toml";
  std::vector<std::string> settings = options_.settings;
  settings.push_back(fmt::format("run.threads={}", point.threads));
  settings.push_back(fmt::format("grid.size=[{}]", fmt::join(point.grid, ", ")));
  settings.emplace_back("output.frames=0");
  if (input.has_steps) {
    settings.emplace_back("output.every=0");
    settings.push_back("decomposition.depth=" + (point.depth == 0 ? "\"auto\"" : std::to_string(point.depth)));
    settings.push_back(fmt::format("decomposition.overlap={}", point.overlap));
  }
  std::vector<std::string> words = with_settings({"run", options_.input}, settings);
  if (input.has_steps) words.insert(words.end(), {"--steps", std::to_string(point.steps)});
  words.insert(words.end(), {"-o", folder_ + "/run", "--report", report, "--progress", "none", "--view=none", "-q"});
  const ChildEnd end = run_child(job(point.ranks, point.threads, words));

  ScalingTry out{identity_of(point, input), end.interrupted};
  std::string message = end.reason, status = std::to_string(end.status);
  if (end.status == 0) {
    try {
      add_report(read_toml("the run's report", whole_text(report)), out.row);
      message = point.oversubscribed ? oversubscribed : "";
    } catch (const Error& error) {
      status = std::to_string(static_cast<int>(Exit::internal));
      message = error.text();
    }
  } else if (message.empty()) {
    message = message_in(whole_text(folder_ + "/err"));
    if (message.empty()) message = "the run failed and said nothing";
  }
  std::replace(message.begin(), message.end(), '\n', ' ');
  out.row["status"] = status;
  out.row["message"] = message;
  return out;
}

}  // namespace hg::bench
