#pragma once
// A job of packed Life (kernels/host/life_wave.hpp) with the memory around it, and the same evolved as bytes by plain serial
// code.
#include "kernels/host/life_wave.hpp"
#include "tests/support/reference.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace hg_tests {

using hg::BitEdge;
using Word = std::uint64_t;

// A job and the memory around it, all of it random.
struct WaveCase {
  Line width = 1, height = 1, columns = 1, pitch = 0, tiles_high = 1, rows_around = 1;
  int generations = 1;
  unsigned birth = 8, survival = 12;
  BitEdge west = BitEdge::halo, east = BitEdge::halo, north = BitEdge::halo, south = BitEdge::halo;
  // A torus along x whose job sees the other end as a halo, as jobs that do not span it have to.
  bool wrapped_halo = false;
  Line row_begin = 0, row_end = 1, first = 0, last = 1;
  bool watch[4] = {};  // west, east, north, south
  std::vector<Word> from, to;
  Word own[8] = {};

  std::size_t at(Line word, Line y) const { return static_cast<std::size_t>(16 + (y + rows_around) * pitch + 8 + word); }
  bool cell(const std::vector<Word>& words, Line x, Line y) const { return (words[at(x >> 6, y)] >> (x & 63) & 1U) != 0; }
  void set(std::vector<Word>& words, Line x, Line y, bool value) const {
    Word& word = words[at(x >> 6, y)];
    word = (word & ~(Word{1} << (x & 63))) | Word{value} << (x & 63);
  }
  Line tile_row(Line y) const { return std::min(y / hg::wave_rows, tiles_high - 1); }
  std::string text() const {
    const auto edge = [](BitEdge of) { return std::string(1, "hwdac"[static_cast<int>(of)]); };
    return std::to_string(width) + " x " + std::to_string(height) + ", B" + std::to_string(birth) + "/S" +
           std::to_string(survival) + ", " + std::to_string(generations) + " generations, edges " + edge(west) + edge(east) +
           edge(north) + edge(south) + ", rows " + std::to_string(row_begin) + " to " + std::to_string(row_end) + ", columns " +
           std::to_string(first) + " to " + std::to_string(last);
  }
};

// Own cells and, beyond halos, `generations` layers more: a generation at a time, the outermost layer being lost each time.
class Plain {
 public:
  explicit Plain(const WaveCase& of) : of_(of) {
    const auto layers = [&](BitEdge edge) { return edge == BitEdge::halo ? Line{of.generations} : 0; };
    low_[0] = -layers(of.west);
    high_[0] = of.width + layers(of.east);
    low_[1] = -layers(of.north);
    high_[1] = of.height + layers(of.south);
    cells_.resize(static_cast<std::size_t>((high_[0] - low_[0]) * (high_[1] - low_[1])));
    for (Line y = low_[1]; y < high_[1]; ++y)
      for (Line x = low_[0]; x < high_[0]; ++x) own(x, y) = of.cell(of.from, x, y) ? 1 : 0;
  }
  std::uint8_t& own(Line x, Line y) {
    return cells_[static_cast<std::size_t>((y - low_[1]) * (high_[0] - low_[0]) + x - low_[0])];
  }
  // A cell or what stands for it; the y axis decides what lies beyond both.
  std::uint8_t value(Line x, Line y) {
    for (int axis = 1; axis >= 0; --axis) {
      Line& place = axis == 1 ? y : x;
      if (place >= low_[axis] && place < high_[axis]) continue;
      const bool low = place < low_[axis];
      const BitEdge edge = axis == 1 ? (low ? of_.north : of_.south) : (low ? of_.west : of_.east);
      if (edge == BitEdge::dead || edge == BitEdge::halo) return 0;  // beyond a halo: lost anyway
      if (edge == BitEdge::alive) return 1;
      if (edge == BitEdge::copy) place = low ? low_[axis] : high_[axis] - 1;
      if (edge == BitEdge::wrap) place = (place % of_.width + of_.width) % of_.width;
    }
    return own(x, y);
  }
  void step() {
    const Line stride = high_[0] - low_[0] + 2;
    std::vector<std::uint8_t> ringed(static_cast<std::size_t>(stride * (high_[1] - low_[1] + 2)));
    std::size_t next = 0;
    for (Line y = low_[1] - 1; y <= high_[1]; ++y)
      for (Line x = low_[0] - 1; x <= high_[0]; ++x) {
        const bool inner = x >= low_[0] && x < high_[0] && y >= low_[1] && y < high_[1];
        ringed[next++] = inner ? own(x, y) : value(x, y);
      }
    next = 0;
    for (Line y = 0; y < high_[1] - low_[1]; ++y)
      for (Line x = 0; x < high_[0] - low_[0]; ++x) {
        const std::uint8_t* c = ringed.data() + (y + 1) * stride + x + 1;
        const int n = c[-stride - 1] + c[-stride] + c[-stride + 1] + c[-1] + c[1] + c[stride - 1] + c[stride] + c[stride + 1];
        cells_[next++] = ((*c != 0 ? of_.survival : of_.birth) >> n & 1U) != 0 ? 1 : 0;
      }
  }
  // Whether a live cell lies beside a watched end, in rows [begin, end) and the columns of the job or in the whole grid.
  bool touches(Line begin, Line end, bool whole) {
    const Line left = whole ? 0 : of_.first * 512, right = whole ? of_.width : std::min(of_.width, of_.last * 512);
    for (Line y = begin; y < end; ++y) {
      if (of_.watch[0] && left == 0 && own(0, y) != 0) return true;
      if (of_.watch[1] && right == of_.width && own(of_.width - 1, y) != 0) return true;
    }
    for (Line x = left; x < right; ++x) {
      if (of_.watch[2] && begin == 0 && own(x, 0) != 0) return true;
      if (of_.watch[3] && end == of_.height && own(x, of_.height - 1) != 0) return true;
    }
    return false;
  }

 private:
  const WaveCase& of_;
  Line low_[2], high_[2];
  std::vector<std::uint8_t> cells_;
};

}  // namespace hg_tests
