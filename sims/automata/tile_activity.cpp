#include "sims/automata/tile_activity.hpp"

#include <algorithm>

namespace hg {

TileActivity::TileActivity(std::int64_t width, std::int64_t height)
    : width_(width),
      height_(height),
      columns_((width + tile_width - 1) / tile_width),
      rows_(std::max<std::int64_t>(1, height / tile_height)),
      now_(static_cast<std::size_t>((rows_ + 2) * (columns_ + 2)), 1),
      next_(now_) {
  // Room for the worst case, so that no step allocates.
  runs_.reserve(static_cast<std::size_t>(columns_ / 2 + 1));
  parts_.reserve(static_cast<std::size_t>((columns_ / 2 + 1) * rows_));
}

void TileActivity::begin(std::int64_t generations) {
  lengths_[2] = lengths_[1];
  lengths_[1] = lengths_[0];
  lengths_[0] = generations;
  // The tiles around one reach as far as its generations do.
  skips_ = lengths_[2] == lengths_[0] && generations <= tile_height;
  std::fill(next_.begin(), next_.end(), std::uint8_t{0});
}

void TileActivity::wrap_columns() {
  const bool narrow = width_ - (columns_ - 1) * tile_width < tile_height;
  for (std::int64_t row = -1; row <= rows_; ++row) {
    std::uint8_t* flags = &now_[static_cast<std::size_t>((row + 1) * pitch() + 1)];
    flags[-1] = flags[columns_ - 1];
    // A last column of a few cells does not shield the first one from the one before it.
    if (narrow && columns_ > 1) flags[-1] |= flags[columns_ - 2];
    flags[columns_] = flags[0];
  }
}

std::int64_t TileActivity::end() {
  // The first two sweeps have nothing to be compared with.
  if (lengths_[1] == 0) std::fill(next_.begin(), next_.end(), std::uint8_t{1});
  now_.swap(next_);
  std::int64_t changed = 0;
  for (std::int64_t row = 0; row < rows_; ++row)
    for (std::int64_t column = 0; column < columns_; ++column) changed += flag(row, column);
  // The border is told anew before every sweep.
  for (std::int64_t row = -1; row <= rows_; ++row)
    for (std::int64_t column = -1; column <= columns_; column += row < 0 || row == rows_ ? 1 : columns_ + 1)
      now_[static_cast<std::size_t>((row + 1) * pitch() + column + 1)] = 0;
  return changed;
}

bool TileActivity::skipped(std::int64_t row, std::int64_t column) const {
  if (!skips_) return false;
  // A last column of a few cells does not shield the one before it from what lies beyond.
  const bool narrow = column == columns_ - 2 && width_ - (columns_ - 1) * tile_width < tile_height;
  for (std::int64_t r = row - 1; r <= row + 1; ++r)
    for (std::int64_t c = column - 1; c <= column + (narrow ? 2 : 1); ++c)
      if (flag(r, c) != 0) return false;
  return true;
}

// The columns of one row of tiles; those with less than two skipped tiles between them are one run, as each run is computed a
// column wider on both sides.
void TileActivity::runs_of(std::int64_t row, const Part& range) {
  runs_.clear();
  for (std::int64_t c = range.column; c < range.column_end; ++c) {
    if (skipped(row, c)) continue;
    if (!runs_.empty() && c - runs_.back().column_end <= 2)
      runs_.back().column_end = c + 1;
    else
      runs_.push_back({row, row + 1, c, c + 1});
  }
}

const std::vector<TileActivity::Part>& TileActivity::parts(const Part& range) {
  parts_.clear();
  if (!skips_) {
    parts_.push_back(range);
    return parts_;
  }
  std::size_t above = 0;  // where the parts that end at this row begin
  std::int64_t cost = 0;
  for (std::int64_t row = range.row; row < range.row_end; ++row) {
    runs_of(row, range);
    const std::size_t count = parts_.size() - above;
    bool same = count == runs_.size();
    for (std::size_t i = 0; same && i < count; ++i)
      same = parts_[above + i].column == runs_[i].column && parts_[above + i].column_end == runs_[i].column_end;
    if (same) {
      for (std::size_t i = above; i < parts_.size(); ++i) parts_[i].row_end = row + 1;
    } else {
      above = parts_.size();
      parts_.insert(parts_.end(), runs_.begin(), runs_.end());
    }
  }
  // A part costs its surroundings too. Where the sum exceeds the whole, the whole is swept.
  for (const Part& part : parts_) cost += (part.row_end - part.row + 1) * std::min(part.column_end - part.column + 2, columns_);
  if (cost >= (range.row_end - range.row) * (range.column_end - range.column)) parts_.assign(1, range);
  return parts_;
}

}  // namespace hg
