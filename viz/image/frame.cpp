#include "viz/image/frame.hpp"

#include "viz/image/palette.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace hg {

// The level of a cell as an integer: 2^20 steps keep 2^42 cells per pixel within 63 bits.
static constexpr double full_level = 1 << 20;
static constexpr std::int64_t most_pixels = std::int64_t{1} << 28;

static std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return a / b + (a % b != 0); }

Scale fitting_scale(std::int64_t width, std::int64_t height, int pixels) {
  const std::int64_t longest = std::max<std::int64_t>(1, std::max(width, height)), most = std::max(1, pixels);
  if (longest > most) return {ceil_div(longest, most), 1};
  return {1, static_cast<int>(most / longest)};
}

Scale choose_scale(std::int64_t width, std::int64_t height) {
  static constexpr int most = 1024, largest_square = 16;
  const Scale half = fitting_scale(width, height, most / 2);
  if (half.reduction > 1) return fitting_scale(width, height, most);
  return {1, std::min(half.magnification, largest_square)};
}

Frame::Frame(const Region& region, const Scale& scale, const Tone& tone) : region_(region), scale_(scale), tone_(tone) {
  if (region.width < 1 || region.height < 1)
    throw std::runtime_error(fmt::format("a picture of {} x {} cells is empty", region.width, region.height));
  if (scale.reduction < 1 || scale.magnification < 1) throw std::runtime_error("a picture's scale must be at least 1");
  tone.check();
  const std::int64_t columns = ceil_div(region.width, scale.reduction), rows = ceil_div(region.height, scale.reduction);
  if (columns > most_pixels / scale.magnification || rows > most_pixels / scale.magnification / (columns * scale.magnification))
    throw std::runtime_error(fmt::format("a picture of {} x {} pixels is too large (at most {} pixels)",
                                         columns * scale.magnification, rows * scale.magnification, most_pixels));
  columns_ = static_cast<int>(columns);
  rows_ = static_cast<int>(rows);
  sums_.assign(static_cast<std::size_t>(columns * rows * (tone.has_inside() ? 2 : 1)), 0);
}

static std::int64_t rounded_level(const Tone& tone, double value) {
  return static_cast<std::int64_t>(tone.level(value) * full_level + 0.5);
}

// Levels of values, each computed where it is needed; of whole numbers, which repeat, the lower ones before.
template <class Cell>
class Levels {
 public:
  explicit Levels(const Tone& tone)
      : tone_(tone), has_inside_(tone.has_inside()), inside_(has_inside_ ? static_cast<Cell>(tone.inside) : Cell{0}) {
    if constexpr (std::is_integral_v<Cell>) {
      table_.resize(sizeof(Cell) == 1 ? 256 : 1 << 16);
      for (std::size_t value = 0; value < table_.size(); ++value)
        table_[value] = static_cast<std::int32_t>(rounded_level(tone, static_cast<double>(value)));
    }
  }
  bool inside(Cell value) const { return has_inside_ && value == inside_; }
  std::int64_t operator()(Cell value) const {
    if constexpr (std::is_integral_v<Cell>) {
      if (value < table_.size()) return table_[value];
    }
    return rounded_level(tone_, static_cast<double>(value));
  }

 private:
  Tone tone_;
  bool has_inside_;
  Cell inside_;
  std::vector<std::int32_t> table_;
};

template <class Cell>
void Frame::add(const Region& box, const Cell* cells) {
  const Levels<Cell> levels(tone_);
  const std::int64_t x0 = std::max(box.x, region_.x), x1 = std::min(box.x + box.width, region_.x + region_.width);
  const std::int64_t y0 = std::max(box.y, region_.y), y1 = std::min(box.y + box.height, region_.y + region_.height);
  for (std::int64_t y = y0; y < y1; ++y) {
    const Cell* row = cells + (y - box.y) * box.width - box.x;
    std::int64_t* out = sums_.data() + (y - region_.y) / scale_.reduction * columns_;
    for (std::int64_t x = x0; x < x1;) {
      const std::int64_t column = (x - region_.x) / scale_.reduction;
      const std::int64_t end = std::min(x1, region_.x + (column + 1) * scale_.reduction);
      std::int64_t sum = 0, inside = 0;
      for (; x < end; ++x) {
        if (levels.inside(row[x]))
          ++inside;
        else
          sum += levels(row[x]);
      }
      out[column] += sum;
      if (inside > 0) out[static_cast<std::int64_t>(columns_) * rows_ + column] += inside;
    }
  }
}

template void Frame::add(const Region&, const std::uint8_t*);
template void Frame::add(const Region&, const std::uint32_t*);
template void Frame::add(const Region&, const float*);
template void Frame::add(const Region&, const double*);

Frame::Share Frame::share(int x, int y) const {
  const std::int64_t column = x / scale_.magnification, row = y / scale_.magnification;
  const std::int64_t wide = std::min(scale_.reduction, region_.width - column * scale_.reduction);
  const std::int64_t high = std::min(scale_.reduction, region_.height - row * scale_.reduction);
  const std::int64_t at = row * columns_ + column, all = static_cast<std::int64_t>(columns_) * rows_;
  const std::int64_t inside = tone_.has_inside() ? sums_[static_cast<std::size_t>(all + at)] : 0;
  return {sums_[static_cast<std::size_t>(at)], wide * high, inside};
}

double Frame::level(int x, int y) const {
  const Share of = share(x, y);
  const std::int64_t with_level = of.cells - of.inside;
  return with_level == 0 ? 0 : static_cast<double>(of.levels) / full_level / static_cast<double>(with_level);
}

double Frame::inside(int x, int y) const {
  const Share of = share(x, y);
  return static_cast<double>(of.inside) / static_cast<double>(of.cells);
}

Image Frame::image(const Palette& palette, bool y_up) const {
  Image out(width(), height());
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      Colour colour = palette.colour(level(x, y));
      if (const double black = inside(x, y); black > 0)
        for (std::uint8_t& part : colour) part = static_cast<std::uint8_t>(std::lround(part * (1 - black)));
      out.set(x, y, colour);
    }
  if (y_up) turn_over(out, out.height);
  return out;
}

}  // namespace hg
