#pragma once
// A picture of bounded size of a grid of any size: cells are averaged into pixels, or a cell becomes a square of pixels. Cells
// arrive in any order, from any rank: sums are integers, so that the picture does not depend on the order or on who added what.
#include "viz/image/image.hpp"
#include "viz/image/region.hpp"
#include "viz/image/tone.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

class Palette;

// How cells become pixels; one of the two is 1.
struct Scale {
  std::int64_t reduction = 1;  // a pixel is the mean of a square of that many cells a side
  int magnification = 1;       // a cell is a square of that many pixels a side
};

// The largest that fits into that many pixels a side.
Scale fitting_scale(std::int64_t width, std::int64_t height, int pixels);
// The same for a picture that nobody gave a size, of at most 1024 a side. A small region is magnified to about half of that, so
// that a single glider is worth looking at.
Scale choose_scale(std::int64_t width, std::int64_t height);

class Frame {
 public:
  // Throws std::runtime_error for an empty region, a range without extent or a picture of more than 2^28 pixels.
  Frame(const Region& region, const Scale& scale, const Tone& tone);
  Frame(const Region& region, const Scale& scale, double low, double high) : Frame(region, scale, Tone{low, high}) {}

  // Adds the cells of a box, x fastest, without gaps; those outside the region are passed over. Every cell is added once, by one
  // rank.
  template <class Cell>
  void add(const Region& box, const Cell* cells);

  // One integer per averaged square, or two where the tone knows cells without a level. A frame made by many ranks is the sum of
  // all their vectors.
  std::vector<std::int64_t>& sums() { return sums_; }

  int width() const { return columns_ * scale_.magnification; }  // pixels
  int height() const { return rows_ * scale_.magnification; }
  double level(int x, int y) const;   // of a pixel, 0 to 1: the mean of its cells that have one
  double inside(int x, int y) const;  // the share of a pixel's cells that have none
  // y_up: the last row of cells at the top.
  Image image(const Palette& palette, bool y_up) const;

 private:
  struct Share {
    std::int64_t levels, cells, inside;  // sum of levels; cells of the pixel, and those of them without a level
  };
  Share share(int x, int y) const;

  Region region_;
  Scale scale_;
  Tone tone_;
  int columns_ = 0, rows_ = 0;
  std::vector<std::int64_t> sums_;  // of levels, then the numbers of cells without one
};

}  // namespace hg
