#include "viz/viewer/overlays.hpp"

#include <algorithm>

namespace hg {

void blend(Image& image, int x, int y, const Colour& colour, int part) {
  std::uint8_t* out = image.rgb.data() + image.offset(x, y);
  for (std::size_t c = 0; c < 3; ++c) out[c] = static_cast<std::uint8_t>((out[c] * (256 - part) + colour[c] * part + 128) >> 8);
}

void blend_box(Image& image, int x, int y, int width, int height, const Colour& colour, int part) {
  const int x0 = std::max(x, 0), x1 = std::min(x + width, image.width);
  const int y0 = std::max(y, 0), y1 = std::min(y + height, image.height);
  for (int row = y0; row < y1; ++row)
    for (int column = x0; column < x1; ++column) blend(image, column, row, colour, part);
}

// The pixels of a window that the layer takes.
struct PixelSpan {
  int first, end;
};

static PixelSpan span_of(const ViewAxis& axis, int zoom) {
  const std::int64_t first = axis.pixel(0, zoom);
  return {static_cast<int>(std::clamp<std::int64_t>(first, 0, axis.pixels)),
          static_cast<int>(std::clamp<std::int64_t>(first + axis.extent(zoom), 0, axis.pixels))};
}

static void line_down(Image& image, int x, const PixelSpan& rows, const Colour& colour, int part) {
  blend_box(image, x, rows.first, 1, rows.end - rows.first, colour, part);
}

static void line_right(Image& image, int y, const PixelSpan& columns, const Colour& colour, int part) {
  blend_box(image, columns.first, y, columns.end - columns.first, 1, colour, part);
}

static int strength(std::int64_t cell) { return cell % 10 == 0 ? 150 : 75; }

void draw_grid_lines(Image& image, const ViewTransform& transform) {
  if (transform.magnification() < grid_lines_from) return;
  const int zoom = transform.zoom();
  const ViewAxis &x = transform.x(), &y = transform.y();
  const PixelSpan columns = span_of(x, zoom), rows = span_of(y, zoom);
  const Region seen = transform.visible();
  for (std::int64_t cell = seen.x; cell < seen.x + seen.width; ++cell)
    if (const std::int64_t at = x.pixel(cell, zoom); at >= 0)
      line_down(image, static_cast<int>(at), rows, grid_line_colour, strength(cell));
  for (std::int64_t cell = seen.y; cell < seen.y + seen.height; ++cell)
    if (const std::int64_t at = y.pixel(cell, zoom); at >= 0)
      line_right(image, static_cast<int>(at), columns, grid_line_colour, strength(cell));
}

static constexpr int border_part = 210, halo_part = 56;

// Calls draw(pixel, number of pixels, part) for each border and halo along one axis.
template <class Draw>
static void each_border(const ViewAxis& axis, int zoom, const std::vector<std::int64_t>& cuts, std::int64_t halo, Draw&& draw) {
  const auto in_window = [&](std::int64_t pixel) { return static_cast<int>(std::clamp<std::int64_t>(pixel, 0, axis.pixels)); };
  for (const std::int64_t cut : cuts) {
    if (cut <= 0 || cut >= axis.cells) continue;
    const std::int64_t low = std::max<std::int64_t>(0, cut - halo), high = std::min(axis.cells, cut + halo);
    const int from = in_window(axis.pixel(low, zoom)), to = in_window(axis.pixel(high, zoom));
    if (halo > 0 && to > from) draw(from, to - from, halo_part);
    if (const std::int64_t at = axis.pixel(cut, zoom); at >= 0 && at < axis.pixels) draw(static_cast<int>(at), 1, border_part);
  }
}

void draw_rank_borders(Image& image, const ViewTransform& transform, const ViewSlice& slice, const ViewedRun& run) {
  const int zoom = transform.zoom();
  const PixelSpan columns = span_of(transform.x(), zoom), rows = span_of(transform.y(), zoom);
  each_border(transform.x(), zoom, run.cuts[static_cast<std::size_t>(slice.right())], run.halo, [&](int at, int width, int part) {
    blend_box(image, at, rows.first, width, rows.end - rows.first, border_colour, part);
  });
  each_border(transform.y(), zoom, run.cuts[static_cast<std::size_t>(slice.down())], run.halo, [&](int at, int height, int part) {
    blend_box(image, columns.first, at, columns.end - columns.first, height, border_colour, part);
  });
}

}  // namespace hg
