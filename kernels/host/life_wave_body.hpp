#pragma once
// The body of life_wave.hpp, for one kind of vector W. Included once by each variant's file, which is compiled for its CPU.
#include "kernels/host/bit_vector.hpp"
#include "kernels/host/life_wave.hpp"
#include "kernels/life_bits_any.hpp"

// Members that know no rule are compiled once, not into the code of each.
#define HG_FOR_ALL_RULES __attribute__((noinline))

namespace hg {

template <class W>
class Wave {
 public:
  HG_FOR_ALL_RULES explicit Wave(LifeWaveJob& job) : job_(job) {
    begin_ = job.first - 1 > job.lowest ? job.first - 1 : job.lowest;
    end_ = job.last + 1 < job.highest ? job.last + 1 : job.highest;
    if (job.generations == 1) {
      begin_ = job.first;
      end_ = job.last;
    }
    pitch_ = (end_ - begin_ + 2) * 8;
    if ((pitch_ / 8) % 2 == 0) pitch_ += 8;  // an odd number of cache lines: rows do not fight for the same few places
    const std::int64_t most_rows = wave_rows + 2 * job.generations + 2;
    for (int t = 1; t < job.generations; ++t) ring_[t] = job.scratch + (t - 1) * most_rows * pitch_ + 8 - begin_ * 8;
    for (int t = 1; t <= job.generations; ++t) {
      const std::int64_t more = job.generations - t;
      done_[t] = job.row_begin - more;
      limit_[t] = job.row_end + more;
      if (job.north != BitEdge::halo && done_[t] < 0) done_[t] = 0;
      if (job.south != BitEdge::halo && limit_[t] > job.height) limit_[t] = job.height;
      base_[t] = done_[t] - 1;
    }
    started_ = done_[1] - 1;
  }

  template <class Rule>
  HG_INNER_FUNCTION void run() {
    const Rule rule(job_.birth, job_.survival);
    const int last = job_.generations;
    while (done_[last] < limit_[last]) {
      std::int64_t goal[most_generations + 1];
      goal[last] = done_[last] + wave_rows < limit_[last] ? done_[last] + wave_rows : limit_[last];
      // The blocks of the last generation end with rows of tiles.
      if (goal[last] < limit_[last]) goal[last] -= goal[last] % wave_rows;
      for (int t = last - 1; t >= 1; --t) goal[t] = goal[t + 1] + 1 < limit_[t] ? goal[t + 1] + 1 : limit_[t];
      for (int t = 1; t <= last; ++t) {
        generation(rule, t, goal[t]);
        if (t > 1) forget(t - 1, done_[t] - 1);
      }
    }
  }

 private:
  // Row y of generation t; 0 is what the pass starts from.
  HG_INNER_FUNCTION std::uint64_t* row(int t, std::int64_t y) const {
    if (t == 0) return job_.from + y * job_.pitch;
    return ring_[t] + (y - base_[t]) * pitch_;
  }

  template <class Rule>
  HG_INNER_FUNCTION void generation(const Rule& rule, int t, std::int64_t goal) {
    const std::int64_t rows = goal - done_[t], y = done_[t];
    if (rows <= 0) return;
    if (t == 1) start_rows(goal + 1);
    const std::uint64_t* from = row(t - 1, y);
    const std::int64_t from_pitch = t == 1 ? job_.pitch : pitch_;
    if (t == job_.generations) {
      write_tiles(rule, from, from_pitch, y, rows);
    } else {
      std::uint64_t* to = row(t, y);
      for (std::int64_t w = 8 * begin_; w < 8 * end_; w += W::words) {
        if (w % 8 == 0) fetch_ahead(t, w);
        march<false, W>(rule, from + w, from_pitch, to + w, pitch_, rows, nullptr, nullptr);
      }
      for (std::int64_t r = 0; r < rows; ++r) set_row_ends(to + r * pitch_);
      if (job_.north != BitEdge::halo && y == 0) set_outer_row(row(t, -1), to, job_.north);
      if (job_.south != BitEdge::halo && goal == job_.height) set_outer_row(row(t, goal), row(t, goal - 1), job_.south);
    }
    done_[t] = goal;
    if (job_.watch_west || job_.watch_east || job_.watch_north || job_.watch_south) watch_edges(t, y, rows);
  }

  // Memory that this block of rows will write, and the next one read, is asked for a few lines at a time while the generations in
  // between are made: columns are visited one after the other, which the CPU does not foresee.
  HG_FOR_ALL_RULES void fetch_ahead(int t, std::int64_t word) const {
    const int last = job_.generations;
    const std::int64_t begin = wave_rows * (t - 1) / (last - 1), end = wave_rows * t / (last - 1);
    for (std::int64_t r = begin; r < end; ++r) {
      if (done_[last] + r < job_.row_end) __builtin_prefetch(job_.to + (done_[last] + r) * job_.pitch + word, 1, 2);
      if (started_ + r <= limit_[1]) __builtin_prefetch(job_.from + (started_ + r) * job_.pitch + word, 0, 2);
    }
  }

  template <class Rule>
  HG_INNER_FUNCTION void write_tiles(const Rule& rule, const std::uint64_t* from, std::int64_t from_pitch, std::int64_t y,
                                     std::int64_t rows) {
    const std::int64_t columns = (job_.width + 511) / 512;
    std::int64_t tile_row = y / wave_rows;
    if (tile_row >= job_.tiles_high) tile_row = job_.tiles_high - 1;
    for (std::int64_t c = job_.first; c < job_.last; ++c) {
      const bool at_end = c == columns - 1 && job_.width % 512 != 0;
      std::uint64_t* to = job_.to + y * job_.pitch + 8 * c;
      LifeJournal::Slot* slot = journal_slot(to, y, rows, c);
      ColumnTally tally;
      for (int w = 0; w < 8; w += W::words)
        march<true, W>(rule, from + 8 * c + w, from_pitch, to + w, job_.pitch, rows, at_end ? job_.own + w : nullptr, &tally);
      const std::int64_t tile = tile_row * job_.tile_pitch + c;
      if (y == tile_row * wave_rows) {
        job_.changed[tile] = 0;
        job_.population[tile] = 0;
      }
      if (tally.changed != 0) job_.changed[tile] = 1;
      if (slot != nullptr && tally.changed == 0) {  // nothing to remember: the slot is for the next tile
        slot->rows = 0;
        spare_ = slot;
      }
      job_.population[tile] += static_cast<std::uint32_t>(tally.population);
    }
  }

  // A copy of what a sweep is about to overwrite, or null where none is kept.
  HG_FOR_ALL_RULES LifeJournal::Slot* journal_slot(const std::uint64_t* cells, std::int64_t y, std::int64_t rows,
                                                   std::int64_t column) {
    LifeJournal* journal = job_.journal;
    LifeJournal::Slot* free = spare_;
    spare_ = nullptr;
    if (free != nullptr) return fill_slot(*free, cells, y, rows, column);
    if (journal == nullptr || __atomic_load_n(&journal->used, __ATOMIC_RELAXED) > journal->capacity) return nullptr;
    const std::int64_t number = __atomic_fetch_add(&journal->used, 1, __ATOMIC_RELAXED);
    if (number >= journal->capacity) return nullptr;
    return fill_slot(journal->slots[number], cells, y, rows, column);
  }

  HG_FOR_ALL_RULES LifeJournal::Slot* fill_slot(LifeJournal::Slot& slot, const std::uint64_t* cells, std::int64_t y,
                                                std::int64_t rows, std::int64_t column) const {
    slot.row = y;
    slot.rows = rows;
    slot.column = column;
    for (std::int64_t r = 0; r < rows; ++r) __builtin_memcpy(slot.words + 8 * r, cells + r * job_.pitch, 64);
    return &slot;
  }

  // Whether a generation has a live cell beside a watched end of the grid; only cells that the job writes are looked at, as those
  // around them may be past their time.
  HG_FOR_ALL_RULES void watch_edges(int t, std::int64_t y, std::int64_t rows) {
    if (job_.edge_generation != 0 && job_.edge_generation <= t) return;
    const bool last = t == job_.generations;
    const std::int64_t pitch = last ? job_.pitch : pitch_;
    const std::uint64_t* cells = last ? job_.to + y * job_.pitch : row(t, y);
    const std::int64_t columns = (job_.width + 511) / 512;
    std::uint64_t found = 0;
    for (std::int64_t r = 0; r < rows; ++r) {
      const std::int64_t at = y + r;
      if (at < 0 || at >= job_.height) continue;
      const std::uint64_t* line = cells + r * pitch;
      if (job_.watch_west && job_.first == 0) found |= line[0] & 1U;
      if (job_.watch_east && job_.last == columns) found |= line[(job_.width - 1) / 64] >> ((job_.width - 1) % 64) & 1U;
      if ((job_.watch_north && at == 0) || (job_.watch_south && at == job_.height - 1))
        for (std::int64_t w = 8 * job_.first; w < 8 * job_.last; ++w)
          found |= line[w] & (w >= 8 * columns - 8 ? job_.own[w - 8 * columns + 8] : ~std::uint64_t{0});
    }
    if (found != 0) job_.edge_generation = t;
  }

  // The ends of the rows that the pass starts from, up to a row. Several jobs may come to the same row and then write the same.
  HG_FOR_ALL_RULES void start_rows(std::int64_t end) {
    for (; started_ < end; ++started_) {
      if ((started_ < 0 && is_fixed(job_.north)) || (started_ >= job_.height && is_fixed(job_.south))) continue;
      std::uint64_t* cells = row(0, started_);
      if (job_.start_west != BitEdge::halo && begin_ <= 0)
        __atomic_store_n(cells - 1, outer_word(cells, job_.start_west, 0), __ATOMIC_RELAXED);
      if (job_.start_east == BitEdge::halo || 512 * end_ < job_.width) continue;
      const std::uint64_t east = outer_word(cells, job_.start_east, 1);
      const std::int64_t bit = job_.width % 64;
      std::uint64_t* word = cells + job_.width / 64;
      if (bit == 0) {
        __atomic_store_n(word, east, __ATOMIC_RELAXED);
      } else {
        __atomic_store_n(word, (*word & ((std::uint64_t{1} << bit) - 1)) | east << bit, __ATOMIC_RELAXED);
        __atomic_store_n(word + 1, east >> (64 - bit), __ATOMIC_RELAXED);
      }
    }
  }

  HG_INNER_FUNCTION static bool is_fixed(BitEdge edge) { return edge == BitEdge::dead || edge == BitEdge::alive; }

  // 64 cells beyond the west (0) or east (1) end of a row.
  HG_FOR_ALL_RULES std::uint64_t outer_word(const std::uint64_t* cells, BitEdge edge, int side) const {
    if (edge == BitEdge::wrap) {
      if (job_.width < 64) {  // they come round again
        std::uint64_t out = 0;
        for (std::int64_t i = 0; i < 64; ++i) {
          const std::int64_t x = side == 0 ? ((i - 64) % job_.width + job_.width) % job_.width : i % job_.width;
          out |= (cells[0] >> x & 1U) << i;
        }
        return out;
      }
      if (side == 1) return cells[0];
      const std::int64_t word = job_.width / 64, bit = job_.width % 64;
      return bit == 0 ? cells[word - 1] : cells[word - 1] >> bit | cells[word] << (64 - bit);
    }
    return outer_cell(cells, edge, 0, side == 0 ? 0 : job_.width - 1) != 0 ? ~std::uint64_t{0} : 0;
  }

  // The cells beyond both ends of a computed row, where they are not part of a halo.
  HG_FOR_ALL_RULES void set_row_ends(std::uint64_t* cells) const {
    if (job_.west != BitEdge::halo && begin_ <= 0) {
      const std::uint64_t value = outer_cell(cells, job_.west, job_.width - 1, 0);
      cells[-1] = value << 63;
    }
    if (job_.east != BitEdge::halo && 512 * end_ >= job_.width) {
      const std::uint64_t value = outer_cell(cells, job_.east, 0, job_.width - 1);
      const std::int64_t word = job_.width / 64;
      const std::uint64_t bit = std::uint64_t{1} << (job_.width % 64);
      cells[word] = (cells[word] & ~bit) | (value << (job_.width % 64));
    }
  }

  HG_INNER_FUNCTION static std::uint64_t outer_cell(const std::uint64_t* cells, BitEdge edge, std::int64_t other_end,
                                                    std::int64_t this_end) {
    if (is_fixed(edge)) return edge == BitEdge::alive ? 1 : 0;
    const std::int64_t cell = edge == BitEdge::wrap ? other_end : this_end;
    return cells[cell / 64] >> (cell % 64) & 1U;
  }

  // The row beyond the grid's first or last one; `end` is that one, its outer cells included.
  HG_FOR_ALL_RULES void set_outer_row(std::uint64_t* outer, const std::uint64_t* end, BitEdge edge) const {
    for (std::int64_t w = 8 * begin_ - 8; w < 8 * end_ + 8; ++w)
      outer[w] = edge == BitEdge::copy ? end[w] : edge == BitEdge::alive ? ~std::uint64_t{0} : 0;
  }

  // Rows of generation t before y are not needed any more; the others move to the front.
  HG_FOR_ALL_RULES void forget(int t, std::int64_t y) {
    if (y <= base_[t]) return;
    const std::int64_t end = job_.south != BitEdge::halo && done_[t] == job_.height ? done_[t] + 1 : done_[t];
    std::uint64_t* to = ring_[t] + 8 * begin_ - 8;
    const std::uint64_t* from = row(t, y) + 8 * begin_ - 8;
    const std::int64_t words = (end - y) * pitch_;
    for (std::int64_t w = 0; w < words; ++w) to[w] = from[w];
    base_[t] = y;
  }

  LifeWaveJob& job_;
  LifeJournal::Slot* spare_ = nullptr;     // taken, but not needed
  std::int64_t started_;                   // start rows before this one have their ends
  std::int64_t begin_, end_, pitch_;       // columns that are computed; words of a row of scratch
  std::uint64_t* ring_[most_generations];  // row base_[t] of generation t
  std::int64_t base_[most_generations + 1];
  std::int64_t done_[most_generations + 1];   // rows of generation t before this one have been computed
  std::int64_t limit_[most_generations + 1];  // the row at which generation t ends
};

// The known rules are compiled in; the others take the general one.
template <class W>
HG_INNER_FUNCTION void life_wave(LifeWaveJob& job) {
  Wave<W> wave(job);
#define HG_KNOWN_RULE(birth_mask, survival_mask)                    \
  if (job.birth == (birth_mask) && job.survival == (survival_mask)) \
    return wave.template run<FixedBits<W, (birth_mask), (survival_mask)>>();
  if (job.birth == 0b1000 && job.survival == 0b1100) return wave.template run<ConwayBits<W>>();
  HG_KNOWN_RULE(0b001001000, 0b000001100)  // B36/S23 HighLife
  HG_KNOWN_RULE(0b111001000, 0b111011000)  // B3678/S34678 Day & Night
  HG_KNOWN_RULE(0b000000100, 0b000000000)  // B2/S Seeds
  HG_KNOWN_RULE(0b000001000, 0b111111111)  // B3/S012345678 Life without Death
  HG_KNOWN_RULE(0b010101010, 0b010101010)  // B1357/S1357 Replicator
  HG_KNOWN_RULE(0b101001000, 0b000110100)  // B368/S245 Morley
  HG_KNOWN_RULE(0b000001000, 0b000111110)  // B3/S12345 Maze
#undef HG_KNOWN_RULE
  wave.template run<AnyBits<W>>();
}

}  // namespace hg

#undef HG_FOR_ALL_RULES
