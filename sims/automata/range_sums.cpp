#include "sims/automata/range_sums.hpp"

#include <algorithm>
#include <utility>

namespace hg {

static constexpr std::int64_t columns_at_once = 4;  // of a disc

RangeSums::RangeSums(Area area, int range, const std::uint16_t* extent, const std::uint8_t* corner, std::int64_t stride,
                     std::int64_t width, std::int64_t rows)
    : area_(area),
      range_(range),
      stride_(stride),
      width_(width),
      rows_(rows),
      extent_(extent),
      corner_(corner),
      row_(area == Area::disc ? -1 : -2 * std::int64_t{range} - 1),
      counts_(static_cast<std::size_t>(width), 0) {
  const auto zeros = [](std::int64_t count) { return std::vector<std::uint8_t>(static_cast<std::size_t>(count), 0); };
  if (area == Area::disc) {
    ring_ = zeros((2 * range_ + 2) * (width + 2 * range_));
    for (std::int64_t y = -range_; y <= range_; ++y) keep(y);
    pairs_.resize(static_cast<std::size_t>((2 * range_ + 1 + columns_at_once - 1) / columns_at_once * columns_at_once));
    return;
  }
  // Six ranges: an edge may begin three to the left of the first cell, and end three to the right of the last.
  for (auto& line : lines_) line = zeros(width + 6 * range_);
  if (area == Area::square) {
    columns_.assign(static_cast<std::size_t>(width + 2 * range_), 0);
  } else {
    const auto moves = rows + 2 * range_ + 1;
    for (auto& edge : edges_) edge.assign(static_cast<std::size_t>(width + 4 * range_ + moves), 0);
  }
}

// 1 where a cell of row y lives, 0 where it is dead or cannot be read; the cell at column 0 stands at 3 * range.
const std::uint8_t* RangeSums::live(std::int64_t y, int slot) {
  std::uint8_t* line = lines_[slot].data();
  const std::int64_t first = 2 * range_, count = width_ + 2 * range_;
  if (y < -range_ || y >= rows_ + range_) {
    std::fill(line + first, line + first + count, std::uint8_t{0});
  } else {
    const std::uint8_t* cells = corner_ + y * stride_ - range_;
    for (std::int64_t i = 0; i < count; ++i) line[first + i] = cells[i] == 1 ? 1 : 0;
  }
  return line + 3 * range_;
}

void RangeSums::square() {
  const std::uint8_t* enters = live(row_ + range_, 0) - range_;
  const std::uint8_t* leaves = live(row_ - range_ - 1, 1) - range_;
  std::uint16_t* columns = columns_.data();
  for (std::int64_t i = 0; i < width_ + 2 * range_; ++i)
    columns[i] = static_cast<std::uint16_t>(columns[i] + enters[i] - leaves[i]);
  if (row_ < 0) return;
  std::uint32_t sum = 0;
  for (std::int64_t i = 0; i < 2 * range_; ++i) sum += columns[i];
  for (std::int64_t i = 0; i < width_; ++i) {
    sum += columns[i + 2 * range_];
    counts_[static_cast<std::size_t>(i)] = sum;
    sum -= columns[i];
  }
}

void RangeSums::diamond() {
  const std::int64_t range = range_, width = width_, moved = row_ + 2 * range_ + 1;  // rows so far, this one included
  // The row before this one: its upper edges are what the diamond loses. Its edges are what the arrays hold before they move.
  const std::int64_t moves = rows_ + 2 * range_ + 1;
  // An edge that leans to the right moves to the right from row to row: its cell at column x is read one place lower each time.
  std::uint16_t* lower_left = edges_[0].data() + 2 * range + moves - moved;
  std::uint16_t* upper_right = edges_[3].data() + 2 * range + moves - moved;
  std::uint16_t* lower_right = edges_[1].data() + 2 * range + moved;
  std::uint16_t* upper_left = edges_[2].data() + 2 * range + moved;
  const std::uint8_t* top = live(row_ - 1 - range, 0);
  const std::uint8_t* before = live(row_ - 1, 1);
  std::uint32_t* counts = counts_.data();
  const std::uint16_t *left = upper_left - 1, *right = upper_right + 1;  // as they were read before
  for (std::int64_t x = 0; x < width; ++x) counts[x] = counts[x] - left[x] - right[x] + top[x];
  const std::uint8_t* middle = live(row_, 2);
  const std::uint8_t* bottom = live(row_ + range, 3);
  const auto move = [](std::uint16_t* edge, const std::uint8_t* gains, const std::uint8_t* loses, std::int64_t from,
                       std::int64_t to) {
    for (std::int64_t x = from; x < to; ++x) edge[x] = static_cast<std::uint16_t>(edge[x] + gains[x] - loses[x]);
  };
  move(lower_left, bottom, before - 1 - range, -range, width);
  move(lower_right, bottom, before + 1 + range, 0, width + range);
  move(upper_left, middle - range, top + 1, 0, width + 2 * range);
  move(upper_right, middle + range, top - 1, -2 * range, width);
  for (std::int64_t x = 0; x < width; ++x) counts[x] = counts[x] + lower_left[x] + lower_right[x] - bottom[x];
}

// A row of 0 and 1 from column -range on; that of row y - 2 * range - 2 has given its place to it.
const std::uint8_t* RangeSums::kept(std::int64_t y) const {
  return ring_.data() + (y + range_) % (2 * range_ + 2) * (width_ + 2 * range_);
}

void RangeSums::keep(std::int64_t y) {
  std::uint8_t* row = ring_.data() + (kept(y) - ring_.data());
  const std::uint8_t* cells = corner_ + y * stride_ - range_;
  for (std::int64_t i = 0; i < width_ + 2 * range_; ++i) row[i] = cells[i] == 1 ? 1 : 0;
}

// From the outermost columns inwards they only grow higher.
void RangeSums::first_of_disc() {
  std::vector<std::uint16_t> column(static_cast<std::size_t>(width_ + 2 * range_), 0);
  const auto add_row = [&](std::int64_t y) {
    const std::uint8_t* row = kept(y);
    for (std::size_t i = 0; i < column.size(); ++i) column[i] = static_cast<std::uint16_t>(column[i] + row[i]);
  };
  std::int64_t height = -1;
  for (std::int64_t d = range_; d >= 0; --d) {
    for (; height < extent_[d]; ++height) {
      add_row(height + 1);
      if (height + 1 > 0) add_row(-height - 1);
    }
    for (std::int64_t x = 0; x < width_; ++x) {
      counts_[static_cast<std::size_t>(x)] += column[static_cast<std::size_t>(x + range_ + d)];
      if (d > 0) counts_[static_cast<std::size_t>(x)] += column[static_cast<std::size_t>(x + range_ - d)];
    }
  }
}

// Sums of bytes, four columns at a time; they are added up before a byte could overflow.
void RangeSums::disc() {
  static constexpr std::int64_t most = 1024, rounds = 31;
  const std::int64_t columns = 2 * range_ + 1;
  for (std::int64_t n = 0; n < columns; ++n) {
    const std::int64_t height = extent_[n < range_ ? range_ - n : n - range_];
    pairs_[static_cast<std::size_t>(n)] = {kept(row_ + height) + n, kept(row_ - 1 - height) + n};
  }
  // Some that gain what they lose, to be whole.
  for (auto n = static_cast<std::size_t>(columns); n < pairs_.size(); ++n) pairs_[n] = {pairs_[0].gains, pairs_[0].gains};
  for (std::int64_t from = 0; from < width_; from += most) {
    const std::int64_t count = std::min(most, width_ - from);
    std::int8_t sums[most];
    std::uint32_t* counts = counts_.data() + from;
    for (std::size_t n = 0; n < pairs_.size();) {
      for (std::int64_t i = 0; i < count; ++i) sums[i] = 0;
      const std::size_t end = std::min(pairs_.size(), n + rounds * columns_at_once);
      for (; n < end; n += columns_at_once) {
        const std::uint8_t *g0 = pairs_[n].gains + from, *l0 = pairs_[n].loses + from, *g1 = pairs_[n + 1].gains + from,
                           *l1 = pairs_[n + 1].loses + from, *g2 = pairs_[n + 2].gains + from, *l2 = pairs_[n + 2].loses + from,
                           *g3 = pairs_[n + 3].gains + from, *l3 = pairs_[n + 3].loses + from;
        for (std::int64_t i = 0; i < count; ++i)
          sums[i] = static_cast<std::int8_t>(sums[i] + g0[i] - l0[i] + g1[i] - l1[i] + g2[i] - l2[i] + g3[i] - l3[i]);
      }
      for (std::int64_t i = 0; i < count; ++i) counts[i] += static_cast<std::uint32_t>(std::int32_t{sums[i]});
    }
  }
}

const std::uint32_t* RangeSums::next() {
  do {
    ++row_;
    if (area_ == Area::square) square();
    if (area_ == Area::diamond) diamond();
    if (area_ != Area::disc) continue;
    if (row_ == 0) {
      first_of_disc();
    } else {
      keep(row_ + range_);
      disc();
    }
  } while (row_ < 0);
  return counts_.data();
}

}  // namespace hg
