#include "viz/viewer/viewer.hpp"

#include "viz/viewer/overlays.hpp"
#include "viz/viewer/viewer_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace hg {

Viewer::Viewer(const ViewedRun& run, const ViewerOptions& options)
    : run_(run),
      options_(options),
      slice_(run.size),
      transform_(1, 1, 1, 1),
      palette_(options.palette),
      control_(std::max(1, options.fps)),
      player_(run.live ? std::vector<std::int64_t>{} : run.steps),
      saver_(options.folder, run.name) {
  if (!palette_.empty()) Palette{palette_};
  for (const ViewedField& field : run.fields) tones_.emplace_back(field);
  fit_window();
  transform_.fit();
}

int Viewer::scale() const { return text_scale(options_.width, options_.height); }

int Viewer::slider_height() const {
  if (player_.number() == 0) return 0;
  return options_.height < 200 ? 4 : 14 * scale();
}

int Viewer::area_height() const {
  return std::max(1, options_.height - slider_height() - (options_.status ? status_height(scale()) : 0));
}

TimeSlider Viewer::slider() const { return {area_height(), options_.width, slider_height()}; }

void Viewer::fit_window() {
  options_.width = std::max(1, options_.width);
  options_.height = std::max(1, options_.height);
  if (run_.explores) {
    transform_ = ViewTransform(options_.width, area_height(), options_.width, area_height());
  } else {
    transform_.set_layer(slice_.columns(), slice_.rows());
    transform_.resize(options_.width, area_height());
  }
}

ViewRequest Viewer::request() const {
  if (run_.explores) return {field_, 2, 0, {0, 0, options_.width, area_height()}, 1};
  return {field_, slice_.axis, slice_.layer(), transform_.visible(), transform_.reduction()};
}

std::optional<ViewRequest> Viewer::take_request() {
  const ViewRequest now = request();
  if (requested_ == now) return std::nullopt;
  return requested_ = now;
}

std::vector<ViewCommand> Viewer::take_commands() {
  if (const auto step = player_.take_seek()) commands_.push_back({.kind = ViewCommand::Kind::seek, .number = *step, .of = {}});
  for (ViewCommand& command : commands_) command.serial = ++serial_;
  return std::exchange(commands_, {});
}

bool Viewer::take_change() { return std::exchange(changed_, false); }

bool Viewer::settled() const {
  if (!has_frame_ || frame_.of != request() || told_drag_ != CellAt{}) return false;
  if (run_.live && !frame_.ended && frame_.obeyed != serial_) return false;
  if (run_.explores) return frame_.coarseness <= 1;
  return run_.live ? control_.settled() : player_.settled();
}

void Viewer::show(ViewFrame frame) {
  if (frame.of.field < 0 || static_cast<std::size_t>(frame.of.field) >= tones_.size()) return;
  if (frame.columns < 1 || frame.rows < 1 || frame.of.reduction < 1 ||
      frame.values.size() != static_cast<std::size_t>(frame.columns) * static_cast<std::size_t>(frame.rows))
    return;
  frame_ = std::move(frame);
  has_frame_ = changed_ = true;
  FieldTone& tone = tones_[static_cast<std::size_t>(frame_.of.field)];
  // Views of a fractal have little in common: each one takes all colours.
  if (run_.explores)
    tone.range_from(frame_);
  else
    tone.see(frame_);
  control_.see(frame_);
  player_.see(frame_.step);
  transform_.shift(-told_drag_[0], -told_drag_[1]);
  told_drag_ = {};
  if (!saver_.films()) return;
  if (const std::string failure = saver_.add(cells(area_height())); !failure.empty()) message_ = failure;
}

void Viewer::tell(const std::string& sentence) {
  message_ = sentence;
  changed_ = true;
}

void Viewer::tick(std::int64_t milliseconds) { player_.tick(milliseconds); }

void Viewer::handle(const InputEvent& event) {
  changed_ = true;
  using Kind = InputEvent::Kind;
  if (event.kind == Kind::key || event.kind == Kind::pointer_down) message_.clear();
  switch (event.kind) {
    case Kind::key:
      return act(action_of(event.key, run_));
    case Kind::pointer_down:
      return pointer_down(event.x, upright(event.y));
    case Kind::pointer_move:
      return pointer_move(event.x, upright(event.y));
    case Kind::pointer_up:
      pointer_move(event.x, upright(event.y));
      return pointer_up();
    case Kind::wheel:
      pointer_x_ = event.x;
      pointer_y_ = upright(event.y);
      return wheel(event.amount);
    case Kind::resize:
      options_.width = event.x;
      options_.height = event.y;
      return fit_window();
    case Kind::close:
      closed_ = true;
      return;
    case Kind::redraw:
      return;
  }
}

void Viewer::act(ViewerAction action) {
  switch (action) {
    case ViewerAction::save:
      message_ = saver_.save(cells(area_height()), frame_.step);
      return;
    case ViewerAction::record:
      message_ = saver_.films() ? saver_.end_film() : saver_.begin_film();
      return;
    case ViewerAction::checkpoint:
      commands_.push_back({.kind = ViewCommand::Kind::checkpoint, .of = {}});
      message_ = "checkpoint asked for";
      return;
    case ViewerAction::stop:
      commands_.push_back({.kind = ViewCommand::Kind::stop, .of = {}});
      message_ = "the run stops, with a checkpoint";
      return;
    case ViewerAction::help:
      help_ = !help_;
      return;
    case ViewerAction::leave:
      closed_ = !std::exchange(help_, false);
      return;
    case ViewerAction::close:
      closed_ = true;
      return;
    default:
      act_on_time(action);
      act_on_colours(action);
      act_on_view(action);
  }
}

void Viewer::act_on_time(ViewerAction action) {
  switch (action) {
    case ViewerAction::toggle_run:
      if (run_.live)
        message_ = control_.toggle(commands_);
      else
        player_.toggle();
      return;
    case ViewerAction::one_step:
      message_ = control_.step(commands_);
      return;
    case ViewerAction::faster:
      message_ = run_.live ? control_.faster(commands_) : fmt::format("{} times as fast", player_.change_speed(1));
      return;
    case ViewerAction::slower:
      message_ = run_.live ? control_.slower(commands_) : fmt::format("{} times as fast", player_.change_speed(-1));
      return;
    case ViewerAction::full_speed:
      message_ = control_.full_speed(commands_);
      return;
    case ViewerAction::previous_step:
      return player_.move(-1);
    case ViewerAction::next_step:
      return player_.move(1);
    case ViewerAction::first_step:
      return player_.go_to(0);
    case ViewerAction::last_step:
      return player_.go_to(player_.number());
    default:
      return;
  }
}

void Viewer::act_on_colours(ViewerAction action) {
  if (tones_.empty()) return;
  FieldTone& tone = tones_[static_cast<std::size_t>(has_frame_ ? frame_.of.field : field_)];
  switch (action) {
    case ViewerAction::next_palette:
      return next_palette(1);
    case ViewerAction::previous_palette:
      return next_palette(-1);
    case ViewerAction::logarithm: {
      const bool on = !tone.logarithmic();
      if (tone.set_logarithmic(on, frame_))
        message_ = on ? "logarithmic colours" : "colours without logarithm";
      else
        message_ = tone.states() ? "states have no logarithm" : "nothing above 0 here for a logarithm";
      return;
    }
    case ViewerAction::new_range:
      tone.range_from(frame_);
      if (tone.known()) message_ = fmt::format("colours from {:.6g} to {:.6g}", tone.tone().low, tone.tone().high);
      return;
    default:
      return;
  }
}

void Viewer::next_palette(int by) {
  const auto names = palette_names();
  const std::string now = palette_.empty() ? tones_[static_cast<std::size_t>(field_)].palette() : palette_;
  const auto number = static_cast<int>(names.size());
  const auto at = static_cast<int>(std::find(names.begin(), names.end(), now) - names.begin());
  palette_ = names[static_cast<std::size_t>((at + by + number) % number)];
  message_ = palette_;
}

void Viewer::act_on_view(ViewerAction action) {
  const int middle_x = options_.width / 2, middle_y = area_height() / 2;
  switch (action) {
    case ViewerAction::zoom_in:
      return zoom(1);
    case ViewerAction::zoom_out:
      return zoom(-1);
    case ViewerAction::fit:
      if (run_.explores) {
        commands_.push_back({.kind = ViewCommand::Kind::home, .of = request()});
        return;
      }
      return transform_.fit();
    case ViewerAction::pixels_1:
      return transform_.set_zoom(0, middle_x, middle_y);
    case ViewerAction::pixels_2:
      return transform_.set_zoom(1, middle_x, middle_y);
    case ViewerAction::pixels_4:
      return transform_.set_zoom(2, middle_x, middle_y);
    case ViewerAction::pixels_8:
      return transform_.set_zoom(3, middle_x, middle_y);
    case ViewerAction::pan_left:
      return move(-1, 0);
    case ViewerAction::pan_right:
      return move(1, 0);
    case ViewerAction::pan_up:
      return move(0, -1);
    case ViewerAction::pan_down:
      return move(0, 1);
    case ViewerAction::grid_lines:
      grid_lines_ = !grid_lines_;
      if (grid_lines_ && transform_.magnification() < grid_lines_from)
        message_ = fmt::format("grid lines show from {} pixels a cell on", grid_lines_from);
      return;
    case ViewerAction::rank_borders:
      borders_ = !borders_;
      if (borders_ && run_.cuts[0].size() < 2 && run_.cuts[1].size() < 2 && run_.cuts[2].size() < 2)
        message_ = "there are no borders: one rank has all cells, or ranks have no blocks";
      return;
    case ViewerAction::next_field:
      field_ = (field_ + 1) % static_cast<int>(run_.fields.size());
      message_ = run_.fields[static_cast<std::size_t>(field_)].name;
      return;
    case ViewerAction::across_x:
      return look_along(0);
    case ViewerAction::across_y:
      return look_along(1);
    case ViewerAction::across_z:
      return look_along(2);
    case ViewerAction::layer_up:
      return slice_.move(1);
    case ViewerAction::layer_down:
      return slice_.move(-1);
    default:
      return;
  }
}

void Viewer::look_along(int axis) {
  slice_.axis = axis;
  transform_.set_layer(slice_.columns(), slice_.rows());
}

void Viewer::move(int right, int down) {
  if (y_up()) down = -down;
  if (run_.explores) return explore(0.5 + right / 8.0, 0.5 + down / 8.0, 1);
  transform_.pan(right * std::max(1, options_.width / 8), down * std::max(1, area_height() / 8));
}

}  // namespace hg
