#pragma once
// Which tiles of a packed Life block still change, and what has to be swept for their sake. A tile is 512 cells (8 words) wide
// and 32 rows high; the last row of tiles takes the rows that are left over.
//
// The rule: let a sweep make L generations and the one before it the same number. A tile whose 3 x 3 tiles did not change from
// generation g - 2L to g will at g + L be what it was at g - L, and that is what stands in the copy to be written. So it is
// skipped, exactly. Cells of a halo take part as a border of tiles.
#include <cstdint>
#include <vector>

namespace hg {

class TileActivity {
 public:
  static constexpr std::int64_t tile_width = 512, tile_height = 32;

  TileActivity(std::int64_t width, std::int64_t height);  // of the block, in cells

  std::int64_t columns() const { return columns_; }
  std::int64_t rows() const { return rows_; }
  std::int64_t pitch() const { return columns_ + 2; }
  // Where the sweep notes what it changed: of tile (0, 0); `pitch` from row to row.
  std::uint8_t* changed() { return next_.data() + pitch() + 1; }

  // A sweep of that many generations begins; nothing is known of the halo yet.
  void begin(std::int64_t generations);
  // A cell of the halo differs from what stood there two sweeps ago. x, y: from the first own cell.
  void halo_changed(std::int64_t x, std::int64_t y) {
    const std::int64_t column = x < 0 ? -1 : x >= width_ ? columns_ : x / tile_width;
    std::int64_t row = y < 0 ? -1 : y >= height_ ? rows_ : y / tile_height;
    if (y < height_ && row >= rows_) row = rows_ - 1;
    now_[static_cast<std::size_t>((row + 1) * pitch() + column + 1)] = 1;
  }
  // The first and the last column are neighbours: they are each other's border.
  void wrap_columns();
  // Cells were set from outside: nothing is known of them.
  void forget() { lengths_[0] = lengths_[1] = lengths_[2] = 0; }
  // The sweep has ended. Returns the number of tiles that it changed.
  std::int64_t end();

  // Rows [row, row_end) x columns [column, column_end) of tiles that have to be swept.
  struct Part {
    std::int64_t row, row_end, column, column_end;
  };
  // The parts of a range of tiles that have to be swept, disjoint; valid until the next call.
  const std::vector<Part>& parts(const Part& range);
  // Nothing of this tile has to be swept; it stays as it was two sweeps ago.
  bool skipped(std::int64_t row, std::int64_t column) const;

 private:
  std::uint8_t flag(std::int64_t row, std::int64_t column) const {
    return now_[static_cast<std::size_t>((row + 1) * pitch() + column + 1)];
  }
  void runs_of(std::int64_t row, const Part& range);

  std::int64_t width_, height_, columns_, rows_;
  std::vector<std::uint8_t> now_, next_;  // with a border of one tile
  std::vector<Part> parts_, runs_;
  std::int64_t lengths_[3] = {0, 0, 0};  // of this sweep and the two before it
  bool skips_ = false;
};

}  // namespace hg
