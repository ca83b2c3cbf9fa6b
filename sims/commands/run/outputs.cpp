#include "sims/commands/run/outputs.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/mpi/on_root.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/progress.hpp"
#include "kernels/base/profiling.hpp"
#include "sims/commands/render/picture.hpp"

#include <fmt/format.h>

#include <algorithm>
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
    TemporaryFile file(at.parent_path().string(), at.filename().string());
    failure = file.failure();
    if (failure.empty()) failure = write_at(file.descriptor(), text.data(), static_cast<std::int64_t>(text.size()), 0);
    if (failure.empty()) failure = file.commit();
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

Outputs::Outputs(const Communicator& world, const PreparedRun& run, const Talk& talk, const std::string& report_file)
    : world_(world),
      run_(run),
      talk_(talk),
      folder_name_(run.settings.directory),
      report_file_(report_file),
      writer_(folder_name_, run.settings.name, run.resolved_for_output, run.output_fields,
              run.settings.compress == Compress::bits ? Storage::bits : Storage::plain),
      frames_(world, run, talk),
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

bool Outputs::due(std::int64_t step) const {
  const std::int64_t every = run_.settings.every;
  return step == end_step_ || (every > 0 && (step - run_.problem.first_step) % every == 0);
}

// Snapshots up to the checkpoint stay in the series; later ones are written again, as they were, and those that this run will not
// write are removed, as are the masters, which it makes anew.
void Outputs::begin_series() {
  frames_.begin();
  on_root(world_, [&] {
    const std::string& name = run_.settings.name;
    const std::int64_t start = run_.problem.start_step();
    if (!run_.problem.resumed_step) {
      folder_->remove_series(name);
      return;
    }
    folder_->remove_masters(name);
    for (const StepFile& file : step_files_in(folder_name_, name)) {
      if (file.step > start && !due(file.step)) remove_file(file.path);
      if (!series_ || file.step > start || (file.step == start && due(start))) continue;
      series_->add(file.step, run_.model.dt() * static_cast<double>(file.step));
    }
    if (series_) series_->flush(true);
  });
}

// Often enough to end soon, seldom enough to cost nothing.
static constexpr std::int64_t steps_between_looks = 240;

std::int64_t Outputs::steps_to_next(const Simulation& simulation) const {
  const std::int64_t done = simulation.step() - run_.problem.first_step, every = run_.settings.every;
  if (!simulation.complete()) return 1;
  if (simulation.step() >= end_step_) return 0;
  std::int64_t steps = end_step_ - simulation.step();
  if (every > 0) steps = std::min(steps, every - done % every);
  steps = std::min(steps, frames_.steps_to_next(simulation.step()));
  return run_.model.ends_when_settled() ? std::min(steps, steps_between_looks) : steps;
}

void Outputs::end_if_settled(Simulation& simulation) {
  if (!run_.model.ends_when_settled()) return;
  const auto settled = simulation.settled();
  if (!settled) return;
  end_step_ = std::min(end_step_, std::max(settled->step, last_step_));
  simulation.go_back_to(end_step_);
  frames_.remove_after(end_step_);
}

bool Outputs::due(const Simulation& simulation) const {
  return simulation.step() != last_step_ && due(simulation.step()) && simulation.unfinished().empty();
}

void Outputs::write_if_due(const Simulation& simulation) {
  const double start = steady_seconds();
  if (due(simulation)) {
    try {
      write(simulation);
    } catch (const Error& error) {
      go_on_without(simulation, error);
    }
  }
  const bool there = simulation.in_memory() || missing_.empty() || missing_.back() != simulation.step();
  if (frames_.due(simulation) && there) frames_.write(simulation, [&](const std::string& path) { draw(simulation, path); });
  seconds_ += steady_seconds() - start;
}

void Outputs::write(const Simulation& simulation) {
  const ProfilingRegion region("hg::output");
  if (!started_ || started_->step() != simulation.step()) started_ = writer_.start(simulation);
  started_->add(simulation);
  if (!simulation.complete()) return;
  last_ = started_->commit();
  last_step_ = simulation.step();
  // What was made part by part is still wanted by a checkpoint.
  if (simulation.in_memory()) started_.reset();
  add_to_series(simulation);
}

// Only where the disk failed, all ranks know of it and the user wants it so.
void Outputs::go_on_without(const Simulation& simulation, const Error& error) {
  const bool tolerated =
      run_.settings.on_error == OnError::go_on && error.status() == Exit::file && error.scope() == Scope::all_ranks;
  if (!tolerated) throw error;
  started_.reset();
  last_step_ = simulation.step();
  missing_.push_back(simulation.step());
  talk_.warn({fmt::format("going on without the snapshot of step {}: {}: {}", simulation.step(), error.place(), error.what())});
  if (simulation.step() == end_step_ && simulation.in_memory()) last_ = writer_.measure(simulation);
}

void Outputs::add_to_series(const Simulation& simulation) {
  if (world_.root() && series_) series_->add(simulation.step(), simulation.time());
  flush_series(false);
}

// The master files only show what is in the snapshots: a later flush may succeed.
void Outputs::flush_series(bool force) {
  try {
    on_root(world_, [&] {
      if (series_) series_->flush(force);
    });
  } catch (const Error& error) {
    if (run_.settings.on_error == OnError::stop) throw;
    if (force) talk_.warn({fmt::format("{}: {}", error.place(), error.what())});
  }
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

Image Outputs::draw(const Simulation& simulation, const std::string& path) const {
  const auto farm = simulation.facts().farm;
  return farm && farm->parts > 1 ? draw_snapshot(simulation, path) : write_final_picture(simulation, path);
}

Image Outputs::finish(const Simulation& simulation) {
  const ProfilingRegion region("hg::output");
  const double start = steady_seconds();
  flush_series(true);
  if (!ends_at(simulation) || final_missing()) return {};
  const std::string path = folder_name_ + "/" + run_.settings.name + ".png";
  Image picture = draw(simulation, path);
  seconds_ += steady_seconds() - start;
  return picture;
}

void Outputs::write_report(const Report& report) const {
  on_root(world_, [&] {
    write_text(folder_name_ + "/report.json", report.json);
    std::string log = "# resolved input\n" + run_.resolved + "\n";
    for (const std::string& warning : run_.warnings) log += "warning: " + warning + "\n";
    write_text(folder_name_ + "/log.txt", log + report.text);
    if (!report_file_.empty()) write_text(report_file_, report_file_.ends_with(".toml") ? report.toml : report.json);
  });
}

}  // namespace hg
