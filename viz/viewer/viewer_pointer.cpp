// The pointer's part of the viewer: zooming at it, dragging, drawing, exploring.
#include "viz/viewer/viewer.hpp"

#include <cmath>

namespace hg {

bool Viewer::y_up() const {
  const auto field = static_cast<std::size_t>(has_frame_ ? frame_.of.field : field_);
  return field < run_.fields.size() && run_.fields[field].y_up;
}

// Slider and status line below the cells stay where they are, but for a pointer that holds cells.
int Viewer::upright(int y) const {
  const bool of_cells = y < area_height() || held_ == Held::layer || held_ == Held::pen;
  return y_up() && of_cells ? area_height() - 1 - y : y;
}

bool Viewer::pointer_on_cells() const {
  return pointer_x_ >= 0 && pointer_x_ < options_.width && pointer_y_ >= 0 && pointer_y_ < area_height();
}

CellAt Viewer::cell_at(int x, int y) const {
  return {transform_.x().cell(x, transform_.zoom()), transform_.y().cell(y, transform_.zoom())};
}

float* Viewer::value_at(const CellAt& cell) {
  const Region& region = frame_.of.region;
  if (!has_frame_ || frame_.of.axis != request().axis) return nullptr;
  if (cell[0] < region.x || cell[0] >= region.x + region.width || cell[1] < region.y || cell[1] >= region.y + region.height)
    return nullptr;
  const std::int64_t column = (cell[0] - region.x) / frame_.of.reduction, row = (cell[1] - region.y) / frame_.of.reduction;
  if (column >= frame_.columns || row >= frame_.rows) return nullptr;
  return &frame_.values[static_cast<std::size_t>(row * frame_.columns + column)];
}

void Viewer::zoom(int powers) {
  const int x = pointer_on_cells() ? pointer_x_ : options_.width / 2, y = pointer_on_cells() ? pointer_y_ : area_height() / 2;
  if (!run_.explores) return transform_.zoom_by(powers, x, y);
  // The point under the pointer stays where it is.
  const double factor = std::ldexp(1.0, powers);
  const double right = (x + 0.5) / options_.width, down = (y + 0.5) / area_height();
  explore(right - (right - 0.5) / factor, down - (down - 0.5) / factor, factor);
}

void Viewer::wheel(double notches) {
  // Touch pads send parts of notches.
  notches_ += notches;
  const double whole = std::trunc(notches_);
  notches_ -= whole;
  if (whole != 0) zoom(static_cast<int>(whole));
}

void Viewer::explore(double x, double y, double factor) {
  commands_.push_back({.kind = ViewCommand::Kind::zoom, .x = x, .y = y, .factor = factor, .of = request()});
}

void Viewer::pointer_down(int x, int y) {
  pointer_x_ = x;
  pointer_y_ = y;
  held_ = Held::nothing;
  if (player_.number() > 0 && slider().holds(y)) {
    held_ = Held::slider;
    player_.go_to(slider().place(x, player_.number()));
  } else if (pointer_on_cells()) {
    held_ = Held::layer;
    if (!run_.draws || !control_.paused() || !transform_.on_layer(x, y)) return;
    if (transform_.zoom() < 0) {
      message_ = "zoom in to draw: a pixel holds several cells";
      return;
    }
    held_ = Held::pen;
    pen_at_ = cell_at(x, y);
    const float* value = value_at(pen_at_);
    pen_ = value != nullptr && *value > 0 ? 0 : 1;
    set_cell(pen_at_);
  }
}

void Viewer::pointer_move(int x, int y) {
  const int right = x - pointer_x_, down = y - pointer_y_;
  pointer_x_ = x;
  pointer_y_ = y;
  switch (held_) {
    case Held::nothing:
      return;
    case Held::slider:
      return player_.go_to(slider().place(x, player_.number()));
    case Held::pen:
      return draw_to(cell_at(x, y));
    case Held::layer:
      if (!run_.explores) return transform_.pan(-right, -down);
      // The picture goes with the pointer; the run hears of it when the button is let go.
      transform_.shift(right, down);
      drag_ = {drag_[0] + right, drag_[1] + down};
      return;
  }
}

void Viewer::pointer_up() {
  if (drag_ != CellAt{}) {
    explore(0.5 - static_cast<double>(drag_[0]) / options_.width, 0.5 - static_cast<double>(drag_[1]) / area_height(), 1);
    told_drag_ = {told_drag_[0] + drag_[0], told_drag_[1] + drag_[1]};
    drag_ = {};
  }
  held_ = Held::nothing;
}

void Viewer::set_cell(const CellAt& cell) {
  if (cell[0] < 0 || cell[0] >= slice_.columns() || cell[1] < 0 || cell[1] >= slice_.rows()) return;
  commands_.push_back({.kind = ViewCommand::Kind::edit,
                       .number = pen_,
                       .x = static_cast<double>(cell[0]),
                       .y = static_cast<double>(cell[1]),
                       .of = request()});
  // Shown at once; the next frame brings what the run made of it.
  if (float* value = value_at(cell); value != nullptr && frame_.of.reduction == 1) *value = static_cast<float>(pen_);
}

void Viewer::draw_to(const CellAt& cell) {
  for (const CellAt& at : cell_line(pen_at_, cell))
    if (at != pen_at_) set_cell(at);
  pen_at_ = cell;
}

}  // namespace hg
