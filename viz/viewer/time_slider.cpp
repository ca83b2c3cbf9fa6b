#include "viz/viewer/time_slider.hpp"

#include <algorithm>

namespace hg {

static constexpr Colour background = {24, 24, 28}, track = {90, 90, 98}, passed = {94, 160, 220}, knob = {240, 240, 240};

static void fill(Image& image, int x, int y, int width, int height, const Colour& colour) {
  for (int row = std::max(0, y); row < std::min(y + height, image.height); ++row)
    for (int column = std::max(0, x); column < std::min(x + width, image.width); ++column) image.set(column, row, colour);
}

std::size_t TimeSlider::place(int x, std::size_t number) const {
  if (number < 2) return 0;
  const int length = std::max(1, width_ - 2 * margin() - 1), at = std::clamp(x - margin(), 0, length);
  const auto last = static_cast<std::int64_t>(number) - 1;
  return static_cast<std::size_t>((at * last + length / 2) / length);
}

int TimeSlider::column(std::size_t place, std::size_t number) const {
  if (number < 2) return margin();
  const int length = std::max(1, width_ - 2 * margin() - 1);
  return margin() + static_cast<int>(static_cast<std::int64_t>(place) * length / (static_cast<std::int64_t>(number) - 1));
}

void TimeSlider::draw(Image& image, std::size_t place, std::size_t number) const {
  const int thick = std::max(1, height_ / 4), middle = top_ + (height_ - thick) / 2, at = column(place, number);
  fill(image, 0, top_, width_, height_, background);
  fill(image, margin(), middle, width_ - 2 * margin(), thick, track);
  fill(image, margin(), middle, at - margin(), thick, passed);
  // The handle: as wide as half the bar is high.
  const int wide = std::max(1, height_ / 2);
  fill(image, at - wide / 2, top_ + height_ / 8, wide, height_ - 2 * (height_ / 8), knob);
}

}  // namespace hg
