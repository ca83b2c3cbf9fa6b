#pragma once
// The bar at the bottom of a playback: where its steps lie, and which of them is shown.
#include "viz/image/image.hpp"

#include <cstddef>

namespace hg {

class TimeSlider {
 public:
  // Rows [top, top + height) of a picture that is `width` wide.
  TimeSlider(int top, int width, int height) : top_(top), width_(width), height_(height) {}

  bool holds(int y) const { return y >= top_ && y < top_ + height_; }
  // The place, of `number`, that lies nearest to this column; columns beyond the ends take the ends.
  std::size_t place(int x, std::size_t number) const;
  int column(std::size_t place, std::size_t number) const;  // of the handle's middle
  void draw(Image& image, std::size_t place, std::size_t number) const;

 private:
  int margin() const { return height_; }

  int top_, width_, height_;
};

}  // namespace hg
