#include "sims/commands/view/playback.hpp"

#include "engine/files/checkpoint.hpp"
#include "engine/system/error.hpp"
#include "sims/commands/render/snapshot_series.hpp"
#include "sims/commands/view/square_sums.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

namespace hg {

namespace fs = std::filesystem;

// The series that a path stands for, of one snapshot where its name is not that of a series.
static std::vector<StepFile> series_of(const std::string& path) {
  std::error_code unknown;
  if (!fs::exists(path, unknown))
    throw usage_error(path, "there is no such file or folder", "name the output folder of a run, or a snapshot (.h5)");
  if (is_series(path)) return snapshots_of(path);
  const fs::path file(path), folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::vector<StepFile> out = step_files_in(folder.string(), file.stem().stem().string());
  if (out.empty()) out.push_back({SnapshotFile(path).step(), path});
  return out;
}

Playback::Playback(const std::string& path) {
  for (const StepFile& file : series_of(path)) {
    run_.steps.push_back(file.step);
    files_.push_back(file.path);
  }
  run_.name = fs::path(files_.front()).stem().stem().string();
  std::error_code unknown;
  shown_ = files_.size() - 1;
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (fs::equivalent(files_[i], path, unknown)) shown_ = i;
  open(shown_);
  for (std::size_t a = 0; a < 3; ++a) run_.size[a] = snapshot_->size()[static_cast<int>(a)];
  for (const FieldInfo& field : snapshot_->fields()) {
    ViewedField& viewed = run_.fields.emplace_back();
    viewed.name = field.name;
    viewed.states = field.type == CellType::uint8;
    if (field.inside) viewed.inside = *field.inside;
    viewed.y_up = field.y_up;
    viewed.colours = field.colours;
  }
}

void Playback::open(std::size_t number) {
  snapshot_ = std::make_unique<const SnapshotFile>(files_[number]);
  shown_ = number;
}

void Playback::ask(const ViewRequest& request) {
  request_ = request;
  asked_ = due_ = true;
}

void Playback::command(const ViewCommand& command) {
  if (command.kind != ViewCommand::Kind::seek) return;
  // The last one that is not later.
  const auto after = std::upper_bound(run_.steps.begin(), run_.steps.end(), command.number);
  const auto number = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, after - run_.steps.begin() - 1));
  if (number != shown_) open(number);
  due_ = asked_;
}

bool Playback::receive(ViewFrame& frame, int milliseconds) {
  if (!due_) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    return false;
  }
  due_ = false;
  const FieldInfo& field = snapshot_->fields()[static_cast<std::size_t>(request_.field)];
  const Box<3> all{{}, snapshot_->size()};
  const bool bits = snapshot_->packed(request_.field) && request_.axis == 2 && request_.reduction >= 8;
  // One row stands for those of a square: reading is what takes the time.
  SquareSums sums(request_, field, request_.reduction);
  if (bits) {
    SquareSums exact(request_, field, 1);
    exact.add_bits(all, [&](Box<3> box, std::uint8_t* to) {
      box.hi[0] = std::min(all.hi[0], (box.hi[0] + 7) / 8 * 8);
      snapshot_->read_bits(request_.field, box, to);
    });
    exact.make(frame);
  } else {
    sums.add(all, [&](const Box<3>& box, void* to) { snapshot_->read(request_.field, box, to); });
    sums.make(frame);
  }
  frame.step = snapshot_->step();
  frame.time = snapshot_->time();
  frame.ended = true;
  frame.paused = true;
  return true;
}

}  // namespace hg
