// Tiles that are left out of a sweep must be exactly what they were two sweeps ago: watched over byte Life on blocks of every
// shape, told of their halo as a block would tell. And what is left to sweep is all the rest, once.
#include "sims/automata/tile_activity.hpp"

#include "tests/catch.hpp"
#include "tests/support/reference.hpp"

#include <vector>

namespace hg_tests {

using hg::TileActivity;
using Cells = std::vector<std::uint8_t>;

static std::size_t size_of(Line count) { return static_cast<std::size_t>(count); }

// Life on a torus, which is a block with a halo of its own cells. wraps: along x, where the block can also say that its columns
// are each other's neighbours.
struct TorusModel {
  Line width, height, layers;  // layers: of the halo
  bool wraps;
  unsigned birth = 8, survival = 12;
  Cells now, other;  // other: the level that the next sweep writes, two sweeps old by then
  Cells halo_now, halo_other;
  TileActivity tiles;

  TorusModel(Line w, Line h, Line halo_layers, bool wraps_columns)
      : width(w), height(h), layers(halo_layers), wraps(wraps_columns), now(size_of(w * h)), other(now), tiles(w, h) {
    halo_now.resize(size_of((width + 2 * layers) * (height + 2 * layers)), 0);
    halo_other = halo_now;
  }
  std::size_t at(Line x, Line y) const { return size_of(y * width + x); }

  static Cells evolved(const Cells& cells, Line width, Line height, unsigned birth, unsigned survival) {
    const Line stride = width + 2;
    Cells ringed(size_of(stride * (height + 2))), out(cells.size());
    for (Line y = -1; y <= height; ++y) {
      const std::uint8_t* from = cells.data() + (y + height) % height * width;
      std::uint8_t* to = ringed.data() + (y + 1) * stride;
      to[0] = from[width - 1];
      std::copy(from, from + width, to + 1);
      to[width + 1] = from[0];
    }
    for (Line y = 0; y < height; ++y) {
      const std::uint8_t* c = ringed.data() + (y + 1) * stride + 1;
      std::uint8_t* to = out.data() + y * width;
      for (Line x = 0; x < width; ++x) {
        const int n = c[x - stride - 1] + c[x - stride] + c[x - stride + 1] + c[x - 1] + c[x + 1] + c[x + stride - 1] +
                      c[x + stride] + c[x + stride + 1];
        to[x] = static_cast<std::uint8_t>((c[x] != 0 ? survival : birth) >> n & 1U);
      }
    }
    return out;
  }

  void tell_halo() {
    std::size_t next = 0;
    for (Line y = -layers; y < height + layers; ++y)
      for (Line x = -layers; x < width + layers; ++x, ++next) {
        if (x >= 0 && x < width && y >= 0 && y < height) continue;
        if (wraps && (x < 0 || x >= width)) continue;
        const std::uint8_t cell = now[at(inside(x, width, BoundaryKind::periodic), inside(y, height, BoundaryKind::periodic))];
        if (halo_now[next] != cell) tiles.halo_changed(x, y);
        halo_now[next] = cell;
      }
    if (wraps) tiles.wrap_columns();
  }

  // A sweep; returns the number of tiles that it left out, or -1 where one of them was not what stands there.
  Line sweep(Line generations) {
    tiles.begin(generations);
    tell_halo();
    Cells next = now;
    for (Line g = 0; g < generations; ++g) next = evolved(next, width, height, birth, survival);
    Line skipped = 0, changed_tiles = 0;
    for (Line row = 0; row < tiles.rows(); ++row)
      for (Line column = 0; column < tiles.columns(); ++column) {
        const Line y1 = row + 1 == tiles.rows() ? height : (row + 1) * TileActivity::tile_height;
        const Line x1 = std::min(width, (column + 1) * TileActivity::tile_width);
        bool changed = false;
        for (Line y = row * TileActivity::tile_height; y < y1; ++y)
          for (Line x = column * TileActivity::tile_width; x < x1; ++x) changed = changed || next[at(x, y)] != other[at(x, y)];
        changed_tiles += changed;
        if (tiles.skipped(row, column)) {
          if (changed) return -1;
          ++skipped;  // it notes nothing: the flag stays as begin() left it
        } else {
          tiles.changed()[row * tiles.pitch() + column] = changed ? 1 : 0;
        }
      }
    const Line total = tiles.rows() * tiles.columns(), told = tiles.end();
    CHECK((told == changed_tiles || told == total));
    other = now;
    now = next;
    halo_now.swap(halo_other);
    return skipped;
  }
};

struct Size {
  Line width, height;
};

TEST_CASE("a tile that is left out is what it was two sweeps ago") {
  Dice dice{21};
  Line all_skipped = 0;
  static const Size sizes[] = {{1, 40}, {65, 31}, {512, 96}, {513, 230}, {530, 63}, {700, 260}, {1027, 200}, {1100, 64}};
  for (const Size& size : sizes) {
    static const Line lengths[] = {12, 4, 32, 9, 12, 24, 6, 12};
    const Line depth = lengths[&size - sizes];
    for (const bool wraps : {false, true}) {
      TorusModel model(size.width, size.height, depth, wraps);
      for (auto& cell : model.now) cell = dice.between(0, 99) < 5 ? 1 : 0;
      Line skipped = 0;
      INFO(size.width << " x " << size.height << ", sweeps of up to " << depth);
      for (Line done = 0; done < 1500;) {
        // Long stretches of equal sweeps, short ones between them.
        const Line length = dice.between(0, 3) == 0 ? dice.between(1, depth) : depth;
        for (Line number = dice.between(0, 12); number >= 0; --number, done += length) {
          const Line left_out = model.sweep(length);
          REQUIRE(left_out >= 0);
          skipped += left_out;
        }
      }
      all_skipped += skipped;
    }
  }
  CHECK(all_skipped > 1000);
}

TEST_CASE("rules that fill a tile in no time") {
  Dice dice{22};
  static const unsigned rules[][2] = {{4, 0}, {8, 511}, {170, 170}, {0b11, 0b1}, {0b1000100, 0b110}};
  for (const auto& rule : rules)
    for (const Line width : {520, 1026}) {
      TorusModel model(width, 140, 32, width == 520);
      model.birth = rule[0];
      model.survival = rule[1];
      for (int number = 0; number < 4; ++number) model.now[size_of(dice.between(0, width * 140 - 1))] = 1;
      for (int i = 0; i < 3; ++i) model.now[model.at(width - 20 + i / 2, 70 + i % 2)] = 1;
      for (int sweep = 0; sweep < 40; ++sweep) REQUIRE(model.sweep(dice.between(0, 5) == 0 ? 3 : 16) >= 0);
    }
}

TEST_CASE("a glider through a narrow last column of tiles, past tiles that sleep") {
  for (const Line width : {513, 514, 530, 1027, 1539})
    for (const int way : {0, 1, 2, 3}) {
      const bool west = way % 2 == 1;
      TorusModel model(width, 128, 32, way >= 2);
      const std::pair<int, int> glider[] = {{1, 0}, {2, 1}, {0, 2}, {1, 2}, {2, 2}};
      for (const auto& [x, y] : glider) model.now[model.at(west ? 140 - x : (width - 1) / 512 * 512 - 142 + x, 40 + y)] = 1;
      Line skipped = 0;
      INFO("width " << width << (west ? ", west" : ", east"));
      for (int sweep = 0; sweep < 30; ++sweep) {
        const Line left_out = model.sweep(32);
        REQUIRE(left_out >= 0);
        skipped += left_out;
      }
      CHECK(skipped > 0);
    }
}

TEST_CASE("nothing is left out before there is something to compare with, nor when sweeps change their length") {
  TileActivity tiles(1200, 200);
  const auto sweeps_all = [&](Line generations) {
    tiles.begin(generations);
    bool all = true;
    for (Line row = 0; row < tiles.rows(); ++row)
      for (Line column = 0; column < tiles.columns(); ++column) all = all && !tiles.skipped(row, column);
    tiles.end();
    return all;
  };
  CHECK(sweeps_all(12));
  CHECK(sweeps_all(12));
  CHECK(!sweeps_all(12));
  CHECK(!sweeps_all(12));
  CHECK(sweeps_all(5));
  CHECK(sweeps_all(12) == false);  // 12, 5, 12: what the level held before is 17 generations old, and lasts 12 more
  CHECK(sweeps_all(12));
  CHECK(!sweeps_all(12));
  tiles.forget();  // cells were set from outside
  CHECK(sweeps_all(12));
  CHECK(sweeps_all(12));
  CHECK(!sweeps_all(12));
  TileActivity far(1200, 200);
  for (int i = 0; i < 5; ++i) {
    far.begin(33);  // further than a tile is high
    CHECK(!far.skipped(2, 1));
    far.end();
  }
}

TEST_CASE("the last row of tiles takes the rows that are left over") {
  CHECK(TileActivity(1, 1).rows() == 1);
  CHECK(TileActivity(1, 31).rows() == 1);
  CHECK(TileActivity(1, 63).rows() == 1);
  CHECK(TileActivity(1, 64).rows() == 2);
  CHECK(TileActivity(1, 95).rows() == 2);
  CHECK(TileActivity(1, 96).rows() == 3);
  CHECK(TileActivity(512, 1).columns() == 1);
  CHECK(TileActivity(513, 1).columns() == 2);
  TileActivity tiles(600, 95);
  for (int i = 0; i < 3; ++i) {
    tiles.begin(8);
    if (i < 2) tiles.end();
  }
  CHECK(tiles.skipped(1, 0));
  tiles.halo_changed(10, 94 + 1);  // the row below the block
  CHECK(!tiles.skipped(1, 0));
  CHECK(tiles.skipped(0, 0));
}

TEST_CASE("the parts to sweep are all tiles that are not left out, each once, and little else") {
  Dice dice{23};
  for (int number = 0; number < 600; ++number) {
    const Line width = dice.between(1, 9000), height = dice.between(1, 700);
    TileActivity tiles(width, height);
    const Line sparse = dice.between(1, 60);
    for (int sweep = 0; sweep < 4; ++sweep) {
      tiles.begin(10);
      if (sweep == 3) break;
      for (Line row = 0; row < tiles.rows(); ++row)
        for (Line column = 0; column < tiles.columns(); ++column)
          tiles.changed()[row * tiles.pitch() + column] = dice.between(0, sparse) == 0 ? 1 : 0;
      tiles.end();
    }
    if (number % 3 == 0) tiles.halo_changed(dice.between(-5, width + 4), -1);
    TileActivity::Part range{0, tiles.rows(), 0, tiles.columns()};
    if (number % 2 == 0) {
      range.row = dice.between(0, tiles.rows() - 1);
      range.row_end = dice.between(range.row, tiles.rows());
      range.column = dice.between(0, tiles.columns() - 1);
      range.column_end = dice.between(range.column, tiles.columns());
    }
    INFO(width << " x " << height << ", range " << range.row << " to " << range.row_end << ", " << range.column << " to "
               << range.column_end);
    std::vector<int> covered(size_of(tiles.rows() * tiles.columns()), 0);
    const auto tile = [&](Line row, Line column) -> int& { return covered[size_of(row * tiles.columns() + column)]; };
    const auto parts = tiles.parts(range);
    bool right = true;
    for (const auto& part : parts) {
      right = right && part.row >= range.row && part.row_end <= range.row_end && part.column >= range.column &&
              part.column_end <= range.column_end;
      REQUIRE(right);
      for (Line row = part.row; row < part.row_end; ++row)
        for (Line column = part.column; column < part.column_end; ++column) ++tile(row, column);
    }
    const Line whole_range = (range.row_end - range.row) * (range.column_end - range.column);
    Line swept = 0, needed = 0, needless = 0;
    for (Line row = 0; row < tiles.rows(); ++row)
      for (Line column = 0; column < tiles.columns(); ++column) {
        const bool in_range = row >= range.row && row < range.row_end && column >= range.column && column < range.column_end;
        const bool needs = in_range && !tiles.skipped(row, column);
        right = right && tile(row, column) <= 1 && tile(row, column) >= (needs ? 1 : 0);
        swept += tile(row, column);
        needed += needs;
        if (tile(row, column) == 0 || needs) continue;
        // Only a gap of one or two between tiles that have to be swept.
        Line west = column, east = column;
        while (west >= range.column && tiles.skipped(row, west)) --west;
        while (east < range.column_end && tiles.skipped(row, east)) ++east;
        if (west < range.column || east >= range.column_end || east - west > 3) ++needless;
      }
    CHECK(right);
    if (swept < whole_range) CHECK(needless == 0);
    if (needed == 0) CHECK(swept == 0);
  }
}

}  // namespace hg_tests
