#include "viz/frame.hpp"

#include "viz/palette.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace hg {

// The level of a cell as an integer: 2^20 steps keep 2^42 cells per pixel within 63 bits.
static constexpr double full_level = 1 << 20;
static constexpr std::int64_t most_pixels = std::int64_t{1} << 28;

static std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return a / b + (a % b != 0); }

Scale choose_scale(std::int64_t width, std::int64_t height, int max_pixels) {
  const std::int64_t longest = std::max<std::int64_t>(1, std::max(width, height)), most = std::max(1, max_pixels);
  if (longest > most) return {ceil_div(longest, most), 1};
  static constexpr std::int64_t largest_square = 16;
  return {1, static_cast<int>(std::clamp<std::int64_t>(most / 2 / longest, 1, largest_square))};
}

Frame::Frame(const Region& region, const Scale& scale, double lo, double hi) : region_(region), scale_(scale), lo_(lo), hi_(hi) {
  if (region.width < 1 || region.height < 1)
    throw std::runtime_error(fmt::format("a picture of {} x {} cells is empty", region.width, region.height));
  if (scale.reduction < 1 || scale.magnification < 1) throw std::runtime_error("a picture's scale must be at least 1");
  if (!(hi > lo) || !std::isfinite(lo) || !std::isfinite(hi))
    throw std::runtime_error(fmt::format("the range {} to {} has no extent", lo, hi));
  const std::int64_t columns = ceil_div(region.width, scale.reduction), rows = ceil_div(region.height, scale.reduction);
  if (columns > most_pixels / scale.magnification || rows > most_pixels / scale.magnification / (columns * scale.magnification))
    throw std::runtime_error(fmt::format("a picture of {} x {} pixels is too large (at most {} pixels)",
                                         columns * scale.magnification, rows * scale.magnification, most_pixels));
  columns_ = static_cast<int>(columns);
  rows_ = static_cast<int>(rows);
  sums_.assign(static_cast<std::size_t>(columns * rows), 0);
}

// Levels of values, each computed where it is needed; of bytes, which have few values and come in the largest numbers, before.
template <class Cell>
struct Levels {
  double lo, to_level;
  Levels(double low, double high) : lo(low), to_level(full_level / (high - low)) {}
  std::int64_t operator()(Cell value) const {
    const double level = (static_cast<double>(value) - lo) * to_level;
    // Written so that NaN fails the first comparison.
    return level > 0 ? static_cast<std::int64_t>(std::min(level, full_level) + 0.5) : 0;
  }
};

template <>
struct Levels<std::uint8_t> {
  std::array<std::int32_t, 256> of;
  Levels(double low, double high) {
    const Levels<double> levels(low, high);
    for (std::size_t value = 0; value < of.size(); ++value)
      of[value] = static_cast<std::int32_t>(levels(static_cast<double>(value)));
  }
  std::int64_t operator()(std::uint8_t value) const { return of[value]; }
};

template <class Cell>
void Frame::add(const Region& box, const Cell* cells) {
  const Levels<Cell> levels(lo_, hi_);
  const std::int64_t x0 = std::max(box.x, region_.x), x1 = std::min(box.x + box.width, region_.x + region_.width);
  const std::int64_t y0 = std::max(box.y, region_.y), y1 = std::min(box.y + box.height, region_.y + region_.height);
  for (std::int64_t y = y0; y < y1; ++y) {
    const Cell* row = cells + (y - box.y) * box.width - box.x;
    std::int64_t* out = sums_.data() + (y - region_.y) / scale_.reduction * columns_;
    for (std::int64_t x = x0; x < x1;) {
      const std::int64_t column = (x - region_.x) / scale_.reduction;
      const std::int64_t end = std::min(x1, region_.x + (column + 1) * scale_.reduction);
      std::int64_t sum = 0;
      for (; x < end; ++x) sum += levels(row[x]);
      out[column] += sum;
    }
  }
}

template void Frame::add(const Region&, const std::uint8_t*);
template void Frame::add(const Region&, const std::uint32_t*);
template void Frame::add(const Region&, const float*);
template void Frame::add(const Region&, const double*);

double Frame::level(int x, int y) const {
  const std::int64_t column = x / scale_.magnification, row = y / scale_.magnification;
  const std::int64_t wide = std::min(scale_.reduction, region_.width - column * scale_.reduction);
  const std::int64_t high = std::min(scale_.reduction, region_.height - row * scale_.reduction);
  return static_cast<double>(sums_[static_cast<std::size_t>(row * columns_ + column)]) / full_level /
         (static_cast<double>(wide) * static_cast<double>(high));
}

Image Frame::image(const Palette& palette) const {
  Image out(width(), height());
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) out.set(x, y, palette.colour(level(x, y)));
  return out;
}

}  // namespace hg
