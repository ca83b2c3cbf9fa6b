#pragma once
// Packed Life on one rank in the memory of kernels, wherever that is: the block rule (engine/step/block_stepper.hpp) of every
// two-state rule that counts eight neighbours, for devices. Where kernels run on the host, sims/automata/life_block.hpp is
// faster.
#include "engine/grid/decomposition.hpp"
#include "engine/grid/grid.hpp"
#include "kernels/kernel_array.hpp"
#include "kernels/life_words.hpp"

#include <cstdint>

namespace hg {

class LifeWordBlock {
 public:
  static constexpr int dimension = 2;
  static constexpr std::int64_t radius = 1, longest_depth = 64, sweep_rows = word_strip_rows;
  // Generations a sweep: each is a launch of its own, but only the last is compared and counted, and the host waits for it. Many
  // divisors, which are the periods whose oscillators come to rest.
  static std::int64_t usual_depth(std::int64_t) { return 12; }
  static Index<2> granule() { return {{64, 1}}; }
  // What a cell on a face costs: a column travels as one word a row however deep, a row as so many bits.
  static Index<2> face_cost(std::int64_t depth) { return {{64, depth}}; }
  static std::int64_t memory_bytes(const Box<2>& own, std::int64_t depth);

  struct Rule {
    std::uint16_t birth = 0, survival = 0;  // bit n: for n live neighbours
  };

  LifeWordBlock(const Rule& rule, const Grid& grid, const Decomposition<2>& decomposition);

  const Box<2>& own() const { return own_; }

  // Messages lie in the memory of kernels and begin at a multiple of 8 bytes.
  static std::int64_t bytes(const Box<2>& box) { return (box.extent(0) + 63) / 64 * 8 * box.extent(1); }
  void pack(const Box<2>& box, char* message) const;
  void unpack(const Box<2>& box, const char* message);

  // Plain cells, 0 or 1, x fastest, without gaps; and bits as BitField has them. In host memory.
  void set_cells(const Box<2>& box, const std::uint8_t* cells);
  void get_cells(const Box<2>& box, std::uint8_t* cells) const;
  void get_bits(const Box<2>& box, std::uint8_t* bits, std::int64_t row_bytes) const;

  void begin(std::int64_t steps);
  void halo_arrived() { fill_wrapped(); }
  Box<2> interior() const;
  void sweep(const Box<2>& part);
  void end();

  // From now on looks for live cells beside the ends of the grid that are not periodic.
  void watch_edges() { watching_ = true; }
  int edge_generation() const { return edge_generation_; }  // of the last sweep, from 1 on; 0: none
  std::int64_t population() const;
  std::int64_t cells_swept() const { return cells_swept_; }
  std::int64_t tiles() const { return tallies_.size(); }
  std::int64_t tiles_changed() const { return tiles_changed_; }  // by the last sweep, against the cells two sweeps before
  void keep_changes(bool keep) { keeps_changes_ = keep; }
  bool put_back();
  std::uint64_t hash() const;
  std::int64_t memory_bytes() const;

 private:
  using Words = KernelArray<std::uint64_t>;

  WordRows level(int number) const { return {levels_[number].data(), -halo_rows_[0], pitch_}; }
  WordRows now() const { return level(now_); }
  // Where the sweep writes, and what it compares with: one level unless replaced cells are kept.
  int target() const { return keeps_levels_ ? spare_ : before_; }
  WordPart part_of(const Box<2>& part) const;
  void fill_wrapped();
  void sweep_band(const WordPart& band);
  template <class Rows>
  void for_staged_rows(const Box<2>& box, bool write_back, const Rows& rows) const;

  Rule rule_;
  Box<2> own_;
  std::int64_t depth_;
  WordBlock block_;
  std::int64_t halo_rows_[2], pitch_;
  bool keeps_levels_;
  Words levels_[4];
  int now_ = 0, before_ = 1, spare_ = 2, kept_ = 3;  // numbers of levels: the cells of now, of a sweep ago, free, put away
  bool has_kept_ = false, keeps_changes_ = true;
  std::int64_t band_rows_;
  Words scratch_[2];
  KernelArray<WordTally> tallies_;
  KernelArray<int> first_touch_;  // one number
  std::int64_t steps_ = 0;        // of the sweep that is being made
  bool fresh_ = true;             // there is nothing yet that a sweep could be compared with
  bool counted_ = false;          // whether the tallies are those of the present cells
  bool watching_ = false;
  int edge_generation_ = 0;
  std::int64_t cells_swept_ = 0, tiles_changed_ = 0;
};

}  // namespace hg
