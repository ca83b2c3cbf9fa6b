#pragma once
// Packed Life on one rank: the block rule (engine/step/block_stepper.hpp) of every two-state rule that counts eight neighbours.
// 64 cells a word, several generations a sweep, tiles that have settled left out.
#include "engine/grid/decomposition.hpp"
#include "engine/grid/grid.hpp"
#include "engine/step/bit_field.hpp"
#include "kernels/host/life_wave.hpp"
#include "sims/automata/tile_activity.hpp"

#include <cstdint>
#include <vector>

namespace hg {

class LifeBlock {
 public:
  static constexpr int dimension = 2;
  static constexpr std::int64_t radius = 1, longest_depth = most_generations, sweep_rows = wave_rows;
  // Generations a sweep. What does not fit the caches is worth more of them a pass over memory; both numbers have many divisors,
  // which are the periods whose oscillators come to rest (see TileActivity).
  static std::int64_t usual_depth(std::int64_t cells) { return cells > (std::int64_t{1} << 23) ? 24 : 12; }
  static Index<2> granule() { return {{64, 1}}; }
  // What a cell on a face costs: a column travels as one word a row however deep, a row as so many bits.
  static Index<2> face_cost(std::int64_t depth) { return {{64, depth}}; }
  static std::int64_t memory_bytes(const Box<2>& own, std::int64_t depth) { return BitField::bytes(own, 2 * depth); }

  struct Rule {
    std::uint16_t birth = 0, survival = 0;  // bit n: for n live neighbours
  };

  LifeBlock(const Rule& rule, const Grid& grid, const Decomposition<2>& decomposition);

  const Box<2>& own() const { return field_.own(); }

  static std::int64_t bytes(const Box<2>& box) { return (box.extent(0) + 63) / 64 * 8 * box.extent(1); }
  void pack(const Box<2>& box, char* message) const;
  void unpack(const Box<2>& box, const char* message);

  // Plain cells, 0 or 1, x fastest, without gaps; and bits as BitField has them.
  void set_cells(const Box<2>& box, const std::uint8_t* cells) {
    field_.set_cells(box, cells);
    tiles_.forget();
    counted_ = false;
  }
  void get_cells(const Box<2>& box, std::uint8_t* cells) const { field_.get_cells(box, cells); }
  void get_bits(const Box<2>& box, std::uint8_t* bits, std::int64_t row_bytes) const { field_.get_bits(box, bits, row_bytes); }

  void begin(std::int64_t steps);
  void halo_arrived();
  Box<2> interior() const;
  void sweep(const Box<2>& part);
  void end();

  // From now on looks for live cells beside the ends of the grid that are not periodic.
  void watch_edges() { watching_ = true; }
  int edge_generation() const { return edge_generation_; }  // of the last sweep, from 1 on; 0: none
  std::int64_t population() const;                          // own live cells, counted while they were computed
  std::int64_t cells_swept() const { return cells_swept_; }
  std::int64_t tiles() const { return tiles_.rows() * tiles_.columns(); }
  std::int64_t tiles_changed() const { return tiles_changed_; }  // by the last sweep, against the cells two sweeps before
  void keep_changes(bool keep) { keeps_changes_ = keep; }
  bool put_back();
  std::uint64_t hash() const;
  std::int64_t memory_bytes() const;

 private:
  // Columns of one job at most: more would not leave its rows of several generations in the caches.
  static constexpr std::int64_t most_columns = 64;

  bool has_halo(int axis, int side) const { return edge_[axis][side] == BitEdge::halo; }
  void put(std::int64_t x, std::int64_t y, std::int64_t count, std::uint64_t cells);
  void fill_outer_rows();
  void add_jobs(const TileActivity::Part& part, std::int64_t threads);
  LifeWaveJob job_for(std::int64_t row_begin, std::int64_t row_end, std::int64_t first, std::int64_t last);

  Rule rule_;
  std::int64_t depth_;
  BitEdge edge_[2][2];  // [axis][side]; wrap: this rank has both ends of the axis
  BitField field_;
  std::int64_t width_, height_;
  TileActivity tiles_;
  std::vector<std::uint32_t> populations_[2];  // per tile, of each level
  bool counted_ = false;                       // whether they are those of the present cells
  std::uint64_t last_column_[8];               // the bits of the last column that are own cells
  std::int64_t steps_ = 0;                     // of the sweep that is being made
  std::vector<LifeWaveJob> jobs_;
  Kokkos::View<std::uint64_t*, Kokkos::HostSpace> scratch_;
  std::int64_t scratch_words_ = 0;  // of one thread
  // What sweeps replaced: [0] by the last one that changed anything, [1] by the one that is being made.
  std::vector<LifeJournal::Slot> slots_[2];
  LifeJournal journals_[2];
  std::int64_t most_kept_ = 0;  // tiles
  bool keeps_changes_ = true;
  bool watching_ = false;
  int edge_generation_ = 0;
  std::int64_t cells_swept_ = 0, tiles_changed_ = 0;
};

}  // namespace hg
