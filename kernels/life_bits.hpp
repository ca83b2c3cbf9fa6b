#pragma once
// Life on packed cells: 64 cells a word; bit k of word w of a row is cell 64 w + k. A generation is a few logical operations on
// whole words: the three cells west, here and east of every cell of a row are added up once, as two bits, and the sums of three
// rows give the count of live cells in the 3 x 3 box (0 to 9, the cell itself included). Device-clean; no Kokkos, no std.
//
// W stands for the words that are worked on at once: BitWord below, or BitVector (kernels/host/bit_vector.hpp).
#include "kernels/base/device_function.hpp"

#include <cstdint>

namespace hg {

struct BitWord {
  static constexpr int words = 1;
  static constexpr bool one_lookup = false;  // whether any function of three words is one instruction
  std::uint64_t v;

  HG_INNER_FUNCTION static BitWord load(const std::uint64_t* p) { return {*p}; }
  HG_INNER_FUNCTION void store(std::uint64_t* p) const { *p = v; }
  HG_INNER_FUNCTION static BitWord all(bool value) { return {value ? ~std::uint64_t{0} : 0}; }
  // The word at p with every cell's west or east neighbour in its place; `here` is that word.
  HG_INNER_FUNCTION static BitWord west(const std::uint64_t* p, BitWord here) { return {here.v << 1 | p[-1] >> 63}; }
  HG_INNER_FUNCTION static BitWord east(const std::uint64_t* p, BitWord here) { return {here.v >> 1 | p[1] << 63}; }
  HG_INNER_FUNCTION BitWord count() const {
    return {static_cast<std::uint64_t>(__builtin_popcountll(v))};
  }                                                                      // live cells, per word
  HG_INNER_FUNCTION BitWord plus(BitWord b) const { return {v + b.v}; }  // per word
  HG_INNER_FUNCTION bool any() const { return v != 0; }
  HG_INNER_FUNCTION std::uint64_t total() const { return v; }  // of the words

  HG_INNER_FUNCTION friend BitWord operator&(BitWord a, BitWord b) { return {a.v & b.v}; }
  HG_INNER_FUNCTION friend BitWord operator|(BitWord a, BitWord b) { return {a.v | b.v}; }
  HG_INNER_FUNCTION friend BitWord operator^(BitWord a, BitWord b) { return {a.v ^ b.v}; }
  HG_INNER_FUNCTION friend BitWord operator~(BitWord a) { return {~a.v}; }
};

// Bitwise functions of three words. Table: bit 4a + 2b + c of it is the value for the bits a, b, c. BitVector overloads it where
// the CPU has one instruction for any such function.
template <unsigned Table, class W>
HG_INNER_FUNCTION W lookup(W a, W b, W c) {
  constexpr unsigned high = Table >> 4 & 15U, low = Table & 15U;  // for a = 1 and a = 0: functions of b and c
  if constexpr (Table == 0x96) {
    return a ^ b ^ c;
  } else if constexpr (Table == 0xe8) {
    return (a & b) | (c & (a ^ b));
  } else if constexpr (high == low) {
    const W both = b & c;
    W out = W::all(false);
    if constexpr ((low & 1U) != 0) out = out | ~(b | c);
    if constexpr ((low & 2U) != 0) out = out | (c ^ both);
    if constexpr ((low & 4U) != 0) out = out | (b ^ both);
    if constexpr ((low & 8U) != 0) out = out | both;
    return out;
  } else {
    const W one = lookup<high << 4 | high>(a, b, c), zero = lookup<low << 4 | low>(a, b, c);
    return zero ^ (a & (one ^ zero));
  }
}
template <class W>
HG_INNER_FUNCTION W parity(W a, W b, W c) {
  return lookup<0x96>(a, b, c);
}
template <class W>
HG_INNER_FUNCTION W majority(W a, W b, W c) {
  return lookup<0xe8>(a, b, c);
}
template <class W>
HG_INNER_FUNCTION W select(W where, W one, W zero) {
  return lookup<0xca>(where, one, zero);
}

// Live cells among a cell, its west and its east neighbour, for every cell of a word: ones + 2 twos. And the cells themselves.
template <class W>
struct RowSum {
  W ones, twos, cells;
};

template <class W>
HG_INNER_FUNCTION RowSum<W> row_sum(const std::uint64_t* p) {
  const W here = W::load(p), west = W::west(p, here), east = W::east(p, here);
  return {parity(west, here, east), majority(west, here, east), here};
}

// Live cells of the 3 x 3 box: ones + 2 (carry + twos + 2 fours), each one bit.
template <class W>
struct BoxSum {
  W ones, carry, twos, fours;

  HG_INNER_FUNCTION BoxSum(const RowSum<W>& a, const RowSum<W>& b, const RowSum<W>& c)
      : ones(parity(a.ones, b.ones, c.ones)),
        carry(majority(a.ones, b.ones, c.ones)),
        twos(parity(a.twos, b.twos, c.twos)),
        fours(majority(a.twos, b.twos, c.twos)) {}
};

// A rule is called with the sums of the rows above, of and below the cells; it returns their next states.

// B3/S23: alive next where the box holds 3, or 4 with the cell itself alive.
template <class W>
struct ConwayBits {
  HG_INNER_FUNCTION ConwayBits(unsigned, unsigned) {}
  HG_INNER_FUNCTION W operator()(const RowSum<W>& above, const RowSum<W>& row, const RowSum<W>& below) const {
    const BoxSum<W> box(above, row, below);
    const W three = lookup<0x14>(box.carry, box.twos, box.fours);  // carry + twos + 2 fours = 1
    const W four = lookup<0x42>(box.carry, box.twos, box.fours);   // = 2
    return select(box.ones, three, four & row.cells);
  }
};

// Whether a cell is alive next when the box holds n live cells, itself included. birth, survival: bit k stands for k neighbours.
HG_INNER_FUNCTION constexpr bool alive_next(unsigned birth, unsigned survival, int n, bool alive) {
  if (alive) return n >= 1 && (survival >> (n - 1) & 1U) != 0;
  return n <= 8 && (birth >> n & 1U) != 0;
}

// The next states where the box holds `from` to from + 3 live cells: bit 4 t + 2 o + c of the table for `from` + 2 t + o of them
// and the cell itself dead (c = 0) or alive.
HG_INNER_FUNCTION constexpr unsigned next_state_table(unsigned birth, unsigned survival, int from) {
  unsigned out = 0;
  for (int n = 0; n < 4; ++n)
    for (int alive = 0; alive < 2; ++alive)
      if (alive_next(birth, survival, from + n, alive == 1)) out |= 1U << (2 * n + alive);
  return out;
}

// A rule known to the compiler: three look-ups and the choice between them.
template <class W, unsigned Birth, unsigned Survival>
struct FixedBits {
  HG_INNER_FUNCTION FixedBits(unsigned, unsigned) {}
  HG_INNER_FUNCTION W operator()(const RowSum<W>& above, const RowSum<W>& row, const RowSum<W>& below) const {
    const BoxSum<W> box(above, row, below);
    const W twos = box.carry ^ box.twos, fours = lookup<0x78>(box.fours, box.carry, box.twos),
            eights = lookup<0x80>(box.fours, box.carry, box.twos);
    const W low = lookup<table(0)>(twos, box.ones, row.cells), middle = lookup<table(4)>(twos, box.ones, row.cells);
    const W out = select(fours, middle, low);
    if constexpr (table(8) == table(0)) return out;
    return select(eights, lookup<table(8)>(twos, box.ones, row.cells), out);
  }

 private:
  static constexpr unsigned table(int from) { return next_state_table(Birth, Survival, from); }
};

// What a column of cells did in its last generation, against the cells that stood where it was written.
struct ColumnTally {
  std::uint64_t changed = 0;  // nonzero where any cell differs
  std::int64_t population = 0;
};

// How a generation of a column is stored.
enum class Stay {
  no,    // it is only passed through
  all,   // the tally is made
  some,  // and only some of the bits are cells of the grid; what lies beyond its end is left as it is
};

template <Stay stay, class W>
struct ColumnCount {
  W changed = W::all(false), population = W::all(false), own = W::all(true);

  HG_INNER_FUNCTION void put(std::uint64_t* place, W next) {
    if constexpr (stay != Stay::no) {
      const W old = W::load(place);
      if constexpr (stay == Stay::some) next = select(own, next, old);
      changed = lookup<0xf6>(changed, old, next);
      population = population.plus(stay == Stay::some ? (next & own).count() : next.count());
    }
    next.store(place);
  }
  HG_INNER_FUNCTION void add_to(ColumnTally* tally) const {
    if (changed.any()) tally->changed = 1;
    tally->population += static_cast<std::int64_t>(population.total());
  }
};

template <Stay stay, class W, class Rule>
HG_FUNCTION void march_rows(const Rule& rule, const std::uint64_t* from, std::int64_t from_pitch, std::uint64_t* to,
                            std::int64_t to_pitch, std::int64_t rows, const std::uint64_t* own, ColumnTally* tally) {
  ColumnCount<stay, W> count;
  if constexpr (stay == Stay::some) count.own = W::load(own);
  RowSum<W> a = row_sum<W>(from - from_pitch), b = row_sum<W>(from), c;
  for (; rows >= 3; rows -= 3) {  // three rows a turn: the sums stay where they are and only change their parts
    if constexpr (requires(W(&out)[3]) { rule.three(a, a, a, a, a, out); }) {
      c = row_sum<W>(from + from_pitch);
      const RowSum<W> d = row_sum<W>(from + 2 * from_pitch), e = row_sum<W>(from + 3 * from_pitch);
      W next[3];
      rule.three(a, b, c, d, e, next);
      for (int i = 0; i < 3; ++i) count.put(to + i * to_pitch, next[i]);
      a = d;
      b = e;
    } else {
      c = row_sum<W>(from + from_pitch);
      count.put(to, rule(a, b, c));
      a = row_sum<W>(from + 2 * from_pitch);
      count.put(to + to_pitch, rule(b, c, a));
      b = row_sum<W>(from + 3 * from_pitch);
      count.put(to + 2 * to_pitch, rule(c, a, b));
    }
    from += 3 * from_pitch;
    to += 3 * to_pitch;
  }
  for (; rows > 0; --rows) {
    c = row_sum<W>(from + from_pitch);
    count.put(to, rule(a, b, c));
    a = b;
    b = c;
    from += from_pitch;
    to += to_pitch;
  }
  if constexpr (stay != Stay::no) count.add_to(tally);
}

// One generation of a column of words: `rows` rows from `from` on (the row above it and the one below the last must be there)
// into `to`. Last: whether this is the generation that stays; only then the tally is made. own: the bits that are cells of the
// grid, where the generation stays; null: all are.
template <bool Last, class W, class Rule>
HG_INNER_FUNCTION void march(const Rule& rule, const std::uint64_t* from, std::int64_t from_pitch, std::uint64_t* to,
                             std::int64_t to_pitch, std::int64_t rows, const std::uint64_t* own, ColumnTally* tally) {
  if constexpr (!Last)
    march_rows<Stay::no, W>(rule, from, from_pitch, to, to_pitch, rows, own, tally);
  else if (own == nullptr)
    march_rows<Stay::all, W>(rule, from, from_pitch, to, to_pitch, rows, own, tally);
  else
    march_rows<Stay::some, W>(rule, from, from_pitch, to, to_pitch, rows, own, tally);
}

}  // namespace hg
