#include "viz/image/view_transform.hpp"

#include <algorithm>

namespace hg {

static int fitting_zoom(const ViewAxis& x, const ViewAxis& y) {
  int zoom = ViewTransform::largest_zoom;
  while (x.extent(zoom) > x.pixels || y.extent(zoom) > y.pixels) --zoom;
  return zoom;
}

static void centre(ViewAxis& axis, int zoom) { axis.start = -((axis.pixels - axis.extent(zoom)) / 2); }

static void zoom_axis(ViewAxis& axis, int powers, int pixel) {
  const std::int64_t under = axis.start + pixel;
  axis.start = (powers >= 0 ? under << powers : under >> -powers) - pixel;
}

// The middle may not leave the layer; where it is outside already (after a zoom at the edge), it may only come back.
static void pan_axis(ViewAxis& axis, std::int64_t by, int zoom) {
  const std::int64_t middle = axis.pixels / 2, first = -middle, last = axis.extent(zoom) - 1 - middle;
  axis.start = std::clamp(axis.start + by, std::min(first, axis.start), std::max(last, axis.start));
}

static void resize_axis(ViewAxis& axis, int pixels) {
  axis.start += axis.pixels / 2 - pixels / 2;
  axis.pixels = pixels;
}

// At least one pixel of the layer stays in the window.
static void keep_axis(ViewAxis& axis, int zoom) {
  axis.start = std::clamp<std::int64_t>(axis.start, 1 - axis.pixels, axis.extent(zoom) - 1);
}

static void visible_part(const ViewAxis& axis, int zoom, std::int64_t& first, std::int64_t& number) {
  first = std::max<std::int64_t>(0, axis.cell(0, zoom));
  const std::int64_t last = zoom >= 0 ? axis.cell(axis.pixels - 1, zoom) + 1 : axis.cell(axis.pixels, zoom);
  number = std::min(axis.cells, last) - first;
}

ViewTransform::ViewTransform(std::int64_t columns, std::int64_t rows, int width, int height)
    : x_{columns, std::max(1, width), 0}, y_{rows, std::max(1, height), 0} {
  fit();
}

void ViewTransform::set_layer(std::int64_t columns, std::int64_t rows) {
  if (columns == x_.cells && rows == y_.cells) return;
  x_.cells = columns;
  y_.cells = rows;
  fit();
}

void ViewTransform::resize(int width, int height) {
  resize_axis(x_, std::max(1, width));
  resize_axis(y_, std::max(1, height));
  if (fitted_) fit();
  keep_in_sight();
}

void ViewTransform::fit() {
  zoom_ = fitting_zoom(x_, y_);
  centre(x_, zoom_);
  centre(y_, zoom_);
  fitted_ = true;
}

void ViewTransform::zoom_by(int powers, int x, int y) {
  // A layer smaller than a quarter of the window shows nothing that the whole of it does not.
  const int smallest = std::min(fitting_zoom(x_, y_) - 2, 0);
  const int zoom = std::clamp(zoom_ + powers, smallest, largest_zoom);
  zoom_axis(x_, zoom - zoom_, x);
  zoom_axis(y_, zoom - zoom_, y);
  if (zoom != zoom_) fitted_ = false;
  zoom_ = zoom;
  keep_in_sight();
}

void ViewTransform::pan(std::int64_t x, std::int64_t y) {
  pan_axis(x_, x, zoom_);
  pan_axis(y_, y, zoom_);
  fitted_ = false;
}

void ViewTransform::shift(std::int64_t x, std::int64_t y) {
  x_.start -= x;
  y_.start -= y;
}

Region ViewTransform::visible() const {
  Region out;
  visible_part(x_, zoom_, out.x, out.width);
  visible_part(y_, zoom_, out.y, out.height);
  return out;
}

bool ViewTransform::on_layer(int x, int y) const {
  const std::int64_t column = x_.cell(x, zoom_), row = y_.cell(y, zoom_);
  return column >= 0 && column < x_.cells && row >= 0 && row < y_.cells;
}

void ViewTransform::keep_in_sight() {
  keep_axis(x_, zoom_);
  keep_axis(y_, zoom_);
}

}  // namespace hg
