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
      writer_(folder_name_, run.settings.name, run.resolved_for_output, run.output_fields,
              run.settings.compress == Compress::bits ? Storage::bits : Storage::plain),
      end_step_(run.problem.first_step + run.settings.steps) {
  on_root(world_, [&] {
    check_report_file(report_file_, folder_name_);
    folder_ = std::make_unique<OutputFolder>(folder_name_);
    // Readers of masters know no bits: a field that is stored as bits is left out of them.
    if (!has_series()) return;
    std::vector<FieldInfo> fields;
    for (const int f : run_.output_fields)
      if (f != 0 || run_.settings.compress == Compress::none) fields.push_back(run_.model.fields()[static_cast<std::size_t>(f)]);
    series_ = std::make_unique<Series>(folder_name_, run_.settings.name, run_.settings.grid, fields);
  });
}

void Outputs::replace_older() const {
  on_root(world_, [&] { folder_->remove_series(run_.settings.name); });
}

// Often enough to end soon, seldom enough to cost nothing.
static constexpr std::int64_t steps_between_looks = 240;

std::int64_t Outputs::steps_to_next(const Simulation& simulation) const {
  const std::int64_t done = simulation.step() - run_.problem.first_step, every = run_.settings.every;
  if (!simulation.complete()) return 1;
  std::int64_t steps = end_step_ - simulation.step();
  if (every > 0) steps = std::min(steps, every - done % every);
  return run_.model.ends_when_settled() ? std::min(steps, steps_between_looks) : steps;
}

void Outputs::end_if_settled(Simulation& simulation) {
  if (!run_.model.ends_when_settled()) return;
  const auto settled = simulation.settled();
  if (!settled) return;
  end_step_ = std::min(end_step_, std::max(settled->step, last_step_));
  simulation.go_back_to(end_step_);
}

void Outputs::write_if_due(const Simulation& simulation) {
  const std::int64_t step = simulation.step(), every = run_.settings.every;
  const bool due = every > 0 && (step - run_.problem.first_step) % every == 0;
  if (step == last_step_ || (step != end_step_ && !due)) return;
  const double start = steady_seconds();
  if (!started_) started_.emplace(writer_.start(simulation));
  started_->add(simulation);
  if (simulation.complete()) {
    last_ = started_->commit();
    started_.reset();
    last_step_ = step;
    add_to_series(simulation);
  }
  seconds_ += steady_seconds() - start;
}

void Outputs::add_to_series(const Simulation& simulation) {
  on_root(world_, [&] {
    if (!series_) return;
    series_->add(simulation.step(), simulation.time());
    series_->flush(false);
  });
}

// Of a state that was made part by part only the last one is in memory: each rank reads some rows of the file.
Image Outputs::draw_snapshot(const Simulation& simulation, const std::string& path) const {
  const Communicator& ranks = simulation.communicator();
  const Index<3> size = simulation.grid().size;
  const SnapshotFile file(folder_name_ + "/" + SnapshotWriter::file_name(run_.settings.name, simulation.step()));
  const Box<3> rows{{{0, size[1] * ranks.rank() / ranks.size(), 0}}, {{size[0], size[1] * (ranks.rank() + 1) / ranks.size(), 1}}};
  const ReadCells read = [&](const Box<3>& box, void* cells) { file.read(0, box, cells); };
  return write_picture(ranks, file.fields().front(), size, rows, read, path);
}

Image Outputs::finish(const Simulation& simulation) {
  const double start = steady_seconds();
  on_root(world_, [&] {
    if (series_) series_->flush(true);
  });
  const std::string path = folder_name_ + "/" + run_.settings.name + ".png";
  const auto farm = simulation.facts().farm;
  Image picture = farm && farm->parts > 1 ? draw_snapshot(simulation, path) : write_final_picture(simulation, path);
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
