// The part of the viewer that people see: picture, status line, help.
#include "viz/image/glyphs.hpp"
#include "viz/viewer/overlays.hpp"
#include "viz/viewer/viewer.hpp"
#include "viz/viewer/viewer_text.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace hg {

Image Viewer::cells(int height) const {
  Image out(options_.width, height);
  const bool same_layer = has_frame_ && frame_.of.axis == request().axis;
  const auto field = static_cast<std::size_t>(has_frame_ ? frame_.of.field : field_);
  const FieldTone tone = field < tones_.size() ? tones_[field] : FieldTone(ViewedField{});
  // Cells without values: black where the field has such, else values that are no numbers, which must not be missed.
  const bool has_inside = field < run_.fields.size() && run_.fields[field].inside == run_.fields[field].inside;
  const Colour nan = has_inside ? Colour{0, 0, 0} : Colour{255, 0, 255};
  const CellPainter painter(
      tone.tone(),
      palette_.empty() && tone.own_palette() ? *tone.own_palette() : Palette(palette_.empty() ? tone.palette() : palette_), nan);
  painter.paint(out, transform_, same_layer ? frame_ : ViewFrame{});
  if (grid_lines_ && !run_.explores) draw_grid_lines(out, transform_);
  if (borders_ && !run_.explores) draw_rank_borders(out, transform_, slice_, run_);
  if (y_up()) turn_over(out, area_height());
  return out;
}

Image Viewer::picture() const {
  Image out = cells(std::max(options_.height, area_height()));
  if (player_.number() > 0) slider().draw(out, player_.place(), player_.number());
  if (!options_.status) return out;
  draw_status(out, area_height() + slider_height(), status(), scale());
  if (!help_) return out;
  const auto keys = key_help(run_);
  draw_help(out, area_height(), keys, scale());
  return out;
}

std::vector<std::string> Viewer::help(int columns) const {
  return help_ ? help_lines(key_help(run_), columns) : std::vector<std::string>{};
}

std::string Viewer::pointed_at() const {
  if (!pointer_on_cells() || !transform_.on_layer(pointer_x_, pointer_y_)) return "";
  const CellAt cell = cell_at(pointer_x_, pointer_y_);
  const float* value = value_at(cell);
  if (value == nullptr) return "";
  const ViewedField& field = run_.fields[static_cast<std::size_t>(frame_.of.field)];
  const std::string number = *value == *value ? fmt::format("{:.6g}", *value) : field.inside == field.inside ? "inside" : "NaN";
  if (run_.explores) return fmt::format("{} = {}", field.name, number);
  const auto grid_cell = slice_.cell(cell[0], cell[1]);
  std::string out = fmt::format("{}({}, {}", field.name, grid_cell[0], grid_cell[1]);
  if (slice_.solid()) out += fmt::format(", {}", grid_cell[2]);
  out += ") = " + number;
  if (const std::int64_t mean = frame_.of.reduction; mean > 1) out += fmt::format(" (mean of {} x {})", mean, mean);
  return out;
}

static std::string zoom_text(const ViewTransform& transform) {
  return transform.zoom() < 0 ? fmt::format("zoom 1/{}", transform.reduction())
                              : fmt::format("zoom {}", transform.magnification());
}

std::string Viewer::status() const {
  std::vector<std::string> parts;
  if (!message_.empty()) parts.push_back(message_);
  if (!has_frame_) {
    parts.push_back(run_.name + ": no picture yet");
  } else if (run_.explores) {
    parts.push_back(run_.name);
    if (!frame_.plane.empty()) parts.push_back(frame_.plane);
    if (frame_.coarseness > 1) parts.push_back(fmt::format("so far 1 pixel in {0} x {0}", frame_.coarseness));
  } else {
    parts.push_back(fmt::format("{}: step {}", run_.name, frame_.step));
    if (player_.number() > 0) parts.back() += fmt::format(" ({} of {})", player_.place() + 1, player_.number());
    if (frame_.time != static_cast<double>(frame_.step)) parts.push_back(fmt::format("t = {:.6g}", frame_.time));
    const double cells =
        static_cast<double>(run_.size[0]) * static_cast<double>(run_.size[1]) * static_cast<double>(run_.size[2]);
    const bool runs = run_.live && !control_.paused() && !control_.ended();
    if (runs && frame_.rate > 0) parts.push_back(with_prefix(frame_.rate * cells) + "cells/s");
    if (runs && control_.speed() > 0) parts.push_back(fmt::format("{} a frame", control_.speed()));
    if (control_.ended())
      parts.emplace_back("ended");
    else if (control_.paused())
      parts.emplace_back("paused");
    if (player_.playing()) parts.emplace_back("playing");
  }
  if (slice_.solid()) parts.push_back(fmt::format("{} = {}", "xyz"[slice_.axis], slice_.layer()));
  if (!run_.explores) parts.push_back(zoom_text(transform_));
  if (saver_.films()) parts.push_back(fmt::format("recording {}", saver_.pictures()));
  if (const std::string value = pointed_at(); !value.empty()) parts.push_back(value);
  if (!help_) parts.emplace_back("? help");
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : "  ") + part;
  return out;
}

}  // namespace hg
