#pragma once
// How many live cells lie within a square, diamond or disc around each cell of a row, from row to row: only the edges of the area
// are counted anew, so that in squares and diamonds a cell costs the same at any range, and in discs as many additions as the
// edge has cells. For hosts.
//
// A square: sums of columns that gain a cell below and lose one above, then a sum along the row that does the same. A diamond
// moved down by a row gains its lower edges and loses its upper ones; an edge moved along itself by a row and a column gains one
// cell and loses one, so each of the four is an array that is read one place further on each row. Cells that cannot be read count
// as dead; then the first rows need no start of their own: they come out of `2 * range + 1` rows of nothing. A disc gains and
// loses the lowest and the highest cell of each of its columns, and its first row is counted column by column.
#include <cstdint>
#include <vector>

namespace hg {

class RangeSums {
 public:
  enum class Area : std::uint8_t { square, diamond, disc };

  // corner: the first cell of a box of width x rows cells, around which `range` more can be read on each side; those of value 1
  // live. extent: how far a disc reaches up and down at a distance of 0 to range from its middle; it must outlive this.
  RangeSums(Area area, int range, const std::uint16_t* extent, const std::uint8_t* corner, std::int64_t stride,
            std::int64_t width, std::int64_t rows);

  // Of the next row of the box, from the first one on: `width` numbers, the middle cell among them.
  const std::uint32_t* next();

 private:
  void square();
  void diamond();
  void first_of_disc();
  void disc();
  struct Pair {  // of a disc's column: the cell that it gains and the one that it loses, for the first cell of the row
    const std::uint8_t *gains, *loses;
  };
  const std::uint8_t* live(std::int64_t y, int slot);
  const std::uint8_t* kept(std::int64_t y) const;
  void keep(std::int64_t y);

  Area area_;
  std::int64_t range_, stride_, width_, rows_;
  const std::uint16_t* extent_;
  const std::uint8_t* corner_;
  std::int64_t row_;  // that came last
  std::vector<std::uint8_t> lines_[4];
  std::vector<std::uint16_t> columns_;
  std::vector<std::uint16_t> edges_[4];  // lower left, lower right, upper left, upper right
  std::vector<std::uint8_t> ring_;       // a disc's last rows
  std::vector<Pair> pairs_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace hg
