#pragma once
// Packed Life in Kokkos kernels, for devices and for any other backend: 64 cells a word as in kernels/life_bits.hpp, one
// generation a launch, a column of words over a few rows a thread. Plain loads and stores of whole words, neighbouring threads on
// neighbouring words.
#include "kernels/bit_edge.hpp"
#include "kernels/life_bits.hpp"
#include "kernels/rows.hpp"

namespace hg {

inline constexpr std::int64_t word_strip_rows = 16;  // rows of a thread; a strip of one column of them has one tally

// Rows of words in the memory of kernels. Word 0 of a row holds its first 64 own cells; two words before and two behind the own
// ones can be read.
struct WordRows {
  static constexpr std::int64_t lead = 2;

  std::uint64_t* data = nullptr;
  std::int64_t first_row = 0;  // of the memory; own row 0 is the first own one
  std::int64_t pitch = 0;      // words from row to row

  HG_FUNCTION std::uint64_t* at(std::int64_t y) const { return data + (y - first_row) * pitch + lead; }
};

HG_FUNCTION std::uint64_t lowest_bits(std::int64_t count) {
  return count >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

// Up to 64 cells of a row from cell x on, in the lowest bits; and the same to write.
HG_FUNCTION std::uint64_t load_cells(const std::uint64_t* row, std::int64_t x, std::int64_t count) {
  const std::int64_t word = x >> 6, bit = x & 63;
  std::uint64_t out = row[word] >> bit;
  if (bit + count > 64) out |= row[word + 1] << (64 - bit);
  return out & lowest_bits(count);
}
HG_FUNCTION void store_cells(std::uint64_t* row, std::int64_t x, std::int64_t count, std::uint64_t cells) {
  const std::int64_t word = x >> 6, bit = x & 63;
  const std::uint64_t mask = lowest_bits(count);
  row[word] = (row[word] & ~(mask << bit)) | (cells & mask) << bit;
  if (bit + count > 64) row[word + 1] = (row[word + 1] & ~(mask >> (64 - bit))) | (cells & mask) >> (64 - bit);
}

// Set bits of a word, by sums within ever wider fields.
HG_FUNCTION int live_cells(std::uint64_t word) {
  word -= word >> 1 & 0x5555555555555555u;
  word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
  word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
  return static_cast<int>(word * 0x0101010101010101u >> 56);
}

// The own cells of a rank and what lies beyond their ends. Cells of a halo, and those that stand for the other end of an axis,
// are in memory; the others follow from the cells at the end, in every generation anew.
struct WordBlock {
  std::int64_t width = 0, height = 0, words = 0;  // words: of a row of own cells
  BitEdge edge[2][2] = {};                        // [axis][side]

  HG_FUNCTION bool in_memory(int axis, int side) const {
    return edge[axis][side] == BitEdge::halo || edge[axis][side] == BitEdge::wrap;
  }
  HG_FUNCTION std::int64_t cells_of(std::int64_t word) const { return word == words - 1 ? width - 64 * word : 64; }
  HG_FUNCTION std::uint64_t own_bits(std::int64_t word) const { return lowest_bits(cells_of(word)); }
  // The cell beyond an end of a row whose last cell is `last` (0 or 1).
  HG_FUNCTION static std::uint64_t beyond(BitEdge edge, std::uint64_t last) {
    return edge == BitEdge::alive ? 1 : edge == BitEdge::copy ? last : 0;
  }

  // Of one word of row y, or of the row just outside.
  HG_FUNCTION RowSum<BitWord> sum(const WordRows& from, std::int64_t y, std::int64_t word) const {
    const bool above = y < 0 && !in_memory(1, 0), below = y >= height && !in_memory(1, 1);
    if (above || below) {
      const BitEdge kind = edge[1][above ? 0 : 1];
      if (kind != BitEdge::copy) {
        const BitWord all = BitWord::all(kind == BitEdge::alive);
        return {all, all, all};
      }
      y = above ? 0 : height - 1;
    }
    const std::uint64_t* p = from.at(y) + word;
    std::uint64_t here = p[0], west = p[-1] >> 63, east = p[1] & 1;
    if (word == 0 && !in_memory(0, 0)) west = beyond(edge[0][0], here & 1);
    if (word == words - 1 && !in_memory(0, 1)) {
      const std::int64_t cells = cells_of(word);
      east = beyond(edge[0][1], here >> (cells - 1) & 1);
      if (cells < 64) here = (here & lowest_bits(cells)) | east << cells;
    }
    const BitWord middle{here}, left{here << 1 | west}, right{here >> 1 | east << 63};
    return {parity(left, middle, right), majority(left, middle, right), middle};
  }
};

// Any rule, from constants: what a cell becomes where the box of nine holds n live cells, dead or alive itself.
struct AnyWords {
  std::uint64_t dead[10], flips[10];  // all bits of a dead cell's next state, and of whether a live cell's differs from it

  AnyWords(unsigned birth, unsigned survival) {
    for (int n = 0; n < 10; ++n) {
      dead[n] = BitWord::all(alive_next(birth, survival, n, false)).v;
      flips[n] = dead[n] ^ BitWord::all(alive_next(birth, survival, n, true)).v;
    }
  }
  HG_FUNCTION BitWord operator()(const RowSum<BitWord>& above, const RowSum<BitWord>& row, const RowSum<BitWord>& below) const {
    const BoxSum<BitWord> box(above, row, below);
    const std::uint64_t carried = box.carry.v & box.twos.v, cells = row.cells.v;
    const std::uint64_t ones = box.ones.v, twos = box.carry.v ^ box.twos.v, fours = box.fours.v ^ carried,
                        eights = box.fours.v & carried;
    const auto next = [&](int n) { return dead[n] ^ (cells & flips[n]); };
    const auto choose = [](std::uint64_t where, std::uint64_t one, std::uint64_t zero) { return zero ^ (where & (one ^ zero)); };
    const auto four = [&](int n) {
      return choose(twos, choose(ones, next(n + 3), next(n + 2)), choose(ones, next(n + 1), next(n)));
    };
    return {choose(eights, choose(ones, next(9), next(8)), choose(fours, four(4), four(0)))};
  }
};

// What a strip of one column did in the last generation of a sweep: its live cells, and whether any cell differs from before.
using WordTally = std::uint16_t;
inline constexpr WordTally tally_changed = 0x8000;

// One generation of a box of words.
struct WordPart {
  WordRows from, to;
  std::int64_t row, row_end, word, word_end;
};

// Where the last generation is put down: the cells to compare with, which may lie in the memory that is written.
struct WordTallies {
  WordRows before;
  WordTally* tallies = nullptr;  // per strip, then word, from own cell (0, 0) on
};

// Looks for live own cells beside watched ends of the grid.
struct WordWatch {
  bool end[2][2] = {};                  // [axis][side]
  int* first = nullptr;                 // the first generation that has some; null: nobody watches
  int generation = 0;                   // the one that is being made
  std::int64_t word = 0, word_end = 0;  // words whose cells are all valid

  HG_FUNCTION std::uint64_t seen(const WordBlock& block, std::int64_t y, std::int64_t column) const {
    if (y < 0 || y >= block.height || column < word || column >= word_end) return 0;
    if ((y == 0 && end[1][0]) || (y == block.height - 1 && end[1][1])) return block.own_bits(column);
    std::uint64_t out = 0;
    if (column == 0 && end[0][0]) out |= 1;
    if (column == block.words - 1 && end[0][1]) out |= std::uint64_t{1} << (block.cells_of(column) - 1);
    return out;
  }
};

template <class Rule, bool Last>
struct WordGeneration {
  WordBlock block;
  Rule rule;
  WordPart part;
  WordTallies put;
  WordWatch watch;

  HG_FUNCTION void operator()(std::int64_t item) const {
    const std::int64_t columns = part.word_end - part.word;
    const std::int64_t strip = item / columns, word = part.word + item % columns;
    const std::int64_t row = part.row + strip * word_strip_rows;
    const std::int64_t end = row + word_strip_rows < part.row_end ? row + word_strip_rows : part.row_end;
    const std::uint64_t own = block.own_bits(word);
    RowSum<BitWord> above = block.sum(part.from, row - 1, word), here = block.sum(part.from, row, word);
    std::uint64_t changed = 0;
    int live = 0;
    for (std::int64_t y = row; y < end; ++y) {
      const RowSum<BitWord> below = block.sum(part.from, y + 1, word);
      const std::uint64_t next = rule(above, here, below).v;
      if constexpr (Last) {
        changed |= (put.before.at(y)[word] ^ next) & own;
        live += live_cells(next & own);
      }
      part.to.at(y)[word] = next;
      if (watch.first != nullptr && (next & watch.seen(block, y, word)) != 0)
        Kokkos::atomic_fetch_min(watch.first, watch.generation);
      above = here;
      here = below;
    }
    if constexpr (Last)
      put.tallies[row / word_strip_rows * block.words + word] = static_cast<WordTally>(live | (changed != 0 ? tally_changed : 0));
  }
};

// Ghost cells west and east of rows that are their own neighbours: 64 on both sides, however narrow the row.
struct WrapWords {
  WordBlock block;
  WordRows rows;
  std::int64_t first;

  HG_FUNCTION void operator()(std::int64_t item) const {
    std::uint64_t* row = rows.at(first + item);
    std::uint64_t west = 0, east = 0;
    if (block.width >= 64) {
      west = load_cells(row, block.width - 64, 64);
      east = load_cells(row, 0, 64);
    } else {
      // Cell -64 stands for the cell that many places round the row.
      const std::int64_t start = (block.width - 64 % block.width) % block.width;
      for (std::int64_t i = 0; i < 64; ++i) {
        west |= (row[0] >> ((start + i) % block.width) & 1) << i;
        east |= (row[0] >> (i % block.width) & 1) << i;
      }
    }
    row[-1] = west;
    store_cells(row, block.width, 64, east);
  }
};

// Rows above and below that stand for the other end of the axis, with what lies beyond their ends: `layers` of them a side.
struct WrapWordRows {
  WordBlock block;
  WordRows rows;
  std::int64_t layers;

  HG_FUNCTION void operator()(std::int64_t item) const {
    const std::int64_t columns = block.words + 2, number = item / columns, word = item % columns - 1;
    const std::int64_t y = number < layers ? number - layers : block.height + number - layers;
    rows.at(y)[word] = rows.at((y % block.height + block.height) % block.height)[word];
  }
};

// Between a message and a box of cells: a word for every 64 cells of a row from its first cell on. A box that is wider than that
// starts at a whole word, so that no two threads write the same one.
struct PackWords {
  WordRows rows;
  std::int64_t x, y, width, columns;  // the box, from the first own cell; columns: words a row
  std::uint64_t* message;
  bool into_message;

  HG_FUNCTION void operator()(std::int64_t item) const {
    const std::int64_t skip = item % columns * 64;
    const std::int64_t count = width - skip < 64 ? width - skip : 64;
    std::uint64_t* row = rows.at(y + item / columns);
    if (into_message)
      message[item] = load_cells(row, x + skip, count);
    else
      store_cells(row, x + skip, count, message[item]);
  }
};

struct ChangedTallies {
  const WordTally* tallies;
  HG_FUNCTION void operator()(std::int64_t i, std::int64_t& sum) const { sum += (tallies[i] & tally_changed) != 0 ? 1 : 0; }
};

struct LiveTallies {
  const WordTally* tallies;
  HG_FUNCTION void operator()(std::int64_t i, std::int64_t& sum) const {
    sum += tallies[i] & static_cast<WordTally>(tally_changed - 1);
  }
};

struct LiveWords {
  WordBlock block;
  WordRows rows;
  HG_FUNCTION void operator()(std::int64_t i, std::int64_t& sum) const {
    const std::int64_t word = i % block.words;
    sum += live_cells(rows.at(i / block.words)[word] & block.own_bits(word));
  }
};

// mix(cells, y, word): a number of a word's own cells; words without a live cell count nothing.
template <class Mix>
struct MixedWords {
  WordBlock block;
  WordRows rows;
  Mix mix;
  HG_FUNCTION void operator()(std::int64_t i, std::uint64_t& sum) const {
    const std::int64_t word = i % block.words;
    const std::uint64_t cells = rows.at(i / block.words)[word] & block.own_bits(word);
    if (cells != 0) sum += mix(cells, i / block.words, word);
  }
};

// Calls item(0) to item(count - 1), in the order of the default instance; they may not have ended on return. name: 15 letters
// at most, as Kokkos makes a std::string of it, which allocates for more.
template <class Item>
void for_items(const char* name, std::int64_t count, const Item& item) {
  if (count <= 0) return;
  if (runs_on_host && count <= small_work / 64) {
    for (std::int64_t i = 0; i < count; ++i) item(i);
    return;
  }
  Kokkos::parallel_for(name, Kokkos::RangePolicy<Execution, Kokkos::IndexType<std::int64_t>>(execution(), 0, count), item);
}

// The sum over item(i, sum).
template <class T, class Item>
T sum_items(const char* name, std::int64_t count, const Item& item) {
  T out = 0;
  Kokkos::parallel_reduce(name, Kokkos::RangePolicy<Execution, Kokkos::IndexType<std::int64_t>>(execution(), 0, count), item,
                          out);
  return out;
}

template <bool Last, class Rule>
void make_generation(const Rule& rule, const WordBlock& block, const WordPart& part, const WordTallies& put,
                     const WordWatch& watch) {
  const std::int64_t strips = (part.row_end - part.row + word_strip_rows - 1) / word_strip_rows;
  for_items("hg::life_words", strips * (part.word_end - part.word), WordGeneration<Rule, Last>{block, rule, part, put, watch});
}

}  // namespace hg
