#pragma once
// Which part of a layer of the grid a window shows, and how large.
#include "viz/image/region.hpp"

#include <cstdint>

namespace hg {

// One direction of it. Zoom z: a cell is a square of 2^z pixels, or a pixel a square of 2^-z cells.
struct ViewAxis {
  std::int64_t cells = 1;
  int pixels = 1;          // of the window
  std::int64_t start = 0;  // the window's first pixel, counted from the first one of the whole layer at this zoom

  std::int64_t extent(int zoom) const {
    return zoom >= 0 ? cells << zoom : ((cells - 1) >> -zoom) + 1;
  }  // of the layer, in pixels
  // The (first) cell of a pixel of the window; beyond the layer too.
  std::int64_t cell(std::int64_t pixel, int zoom) const { return zoom >= 0 ? (start + pixel) >> zoom : (start + pixel) << -zoom; }
  // The first pixel of the window that shows this cell; it may lie outside.
  std::int64_t pixel(std::int64_t cell, int zoom) const { return (zoom >= 0 ? cell << zoom : cell >> -zoom) - start; }
};

class ViewTransform {
 public:
  static constexpr int largest_zoom = 6;

  ViewTransform(std::int64_t columns, std::int64_t rows, int width, int height);  // fits

  // Another layer is fitted; one of the same size is shown as the last one was.
  void set_layer(std::int64_t columns, std::int64_t rows);
  void resize(int width, int height);  // keeps the middle, or fits where the last one did
  void fit();                          // the largest zoom that shows the whole layer, in the middle
  // By powers of two; what the pixel (x, y) shows stays there.
  void zoom_by(int powers, int x, int y);
  void set_zoom(int zoom, int x, int y) { zoom_by(zoom - zoom_, x, y); }
  // Moves the window over the layer. Its middle is not moved off the layer.
  void pan(std::int64_t x, std::int64_t y);
  // Moves the layer as far as the pointer went, without any limit: for pictures that go on beyond their edges.
  void shift(std::int64_t x, std::int64_t y);

  const ViewAxis& x() const { return x_; }
  const ViewAxis& y() const { return y_; }
  int zoom() const { return zoom_; }
  int magnification() const { return zoom_ > 0 ? 1 << zoom_ : 1; }
  std::int64_t reduction() const { return zoom_ < 0 ? std::int64_t{1} << -zoom_ : 1; }

  // Cells that are to be seen; x and y are multiples of the reduction. Never empty.
  Region visible() const;
  bool on_layer(int x, int y) const;  // a pixel of the window

 private:
  void keep_in_sight();

  ViewAxis x_, y_;
  int zoom_ = 0;
  bool fitted_ = true;
};

}  // namespace hg
