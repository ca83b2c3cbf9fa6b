#include "sims/commands/outputs.hpp"

#include "engine/progress.hpp"
#include "sims/commands/guard.hpp"
#include "sims/commands/picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace hg {

static void write_text(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!(file << text).flush())
    throw file_error(Scope::one_rank, path, fmt::format("cannot be written: {}", std::strerror(errno)));
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

Outputs::Outputs(const Communicator& world, const PreparedRun& run, const std::string& report_file)
    : world_(world),
      run_(run),
      folder_name_(run.settings.directory),
      report_file_(report_file),
      writer_(folder_name_, run.settings.name, run.resolved_for_output, run.output_fields) {
  on_root(world_, [&] {
    check_report_file(report_file_, folder_name_);
    folder_ = std::make_unique<OutputFolder>(folder_name_);
    std::vector<FieldInfo> fields;
    for (const int f : run_.output_fields) fields.push_back(run_.model.fields()[static_cast<std::size_t>(f)]);
    series_ = std::make_unique<Series>(folder_name_, run_.settings.name, run_.settings.grid, fields);
  });
}

void Outputs::replace_older() const {
  on_root(world_, [&] { folder_->remove_series(run_.settings.name); });
}

std::int64_t Outputs::steps_to_next(const Simulation& simulation) const {
  const std::int64_t done = simulation.step() - run_.problem.first_step;
  const std::int64_t left = run_.settings.steps - done, every = run_.settings.every;
  return every == 0 ? left : std::min(left, every - done % every);
}

void Outputs::write_if_due(const Simulation& simulation) {
  const std::int64_t done = simulation.step() - run_.problem.first_step, every = run_.settings.every;
  if (done != run_.settings.steps && (every == 0 || done % every != 0)) return;
  const double start = steady_seconds();
  last_ = writer_.write(simulation);
  on_root(world_, [&] {
    series_->add(simulation.step(), simulation.time());
    series_->flush(false);
  });
  seconds_ += steady_seconds() - start;
}

Image Outputs::finish(const Simulation& simulation) {
  const double start = steady_seconds();
  on_root(world_, [&] { series_->flush(true); });
  Image picture = write_final_picture(simulation, folder_name_ + "/" + run_.settings.name + ".png");
  seconds_ += steady_seconds() - start;
  return picture;
}

void Outputs::write_report(const std::string& json, const std::string& text) const {
  on_root(world_, [&] {
    write_text(folder_name_ + "/report.json", json);
    std::string log = "# resolved input\n" + run_.resolved + "\n";
    for (const std::string& warning : run_.warnings) log += "warning: " + warning + "\n";
    write_text(folder_name_ + "/log.txt", log + text);
    if (!report_file_.empty()) write_text(report_file_, json);
  });
}

}  // namespace hg
