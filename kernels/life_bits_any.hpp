#pragma once
// Packed Life by a rule that is known only when the program runs. What the counts' bits are to be looked up in is then a jump,
// made once for three rows: cheaper than choosing among constants for every word.
#include "kernels/life_bits.hpp"

namespace hg {

#define HG_FOUR_CASES(f) HG_CASE(f) HG_CASE((f) + 1) HG_CASE((f) + 2) HG_CASE((f) + 3)
#define HG_SIXTEEN_CASES(f) HG_FOUR_CASES(f) HG_FOUR_CASES((f) + 4) HG_FOUR_CASES((f) + 8) HG_FOUR_CASES((f) + 12)
#define HG_SIXTY_FOUR_CASES(f) \
  HG_SIXTEEN_CASES(f) HG_SIXTEEN_CASES((f) + 16) HG_SIXTEEN_CASES((f) + 32) HG_SIXTEEN_CASES((f) + 48)

// A function of two bits: bit 2 a + b of its number is its value.
template <class W>
HG_INNER_FUNCTION void look_up(unsigned function, const W (&a)[3], const W (&b)[3], W (&out)[3]) {
#define HG_CASE(f)                                                                 \
  case f:                                                                          \
    for (int i = 0; i < 3; ++i) out[i] = lookup<(f) << 4 | (f)>(a[i], a[i], b[i]); \
    break;
  switch (function & 15U) { HG_SIXTEEN_CASES(0) }
#undef HG_CASE
}

// A function of three bits: bit 4 a + 2 b + c of its number is its value.
template <class W>
HG_INNER_FUNCTION void look_up(unsigned function, const W (&a)[3], const W (&b)[3], const W (&c)[3], W (&out)[3]) {
  if constexpr (W::one_lookup) {
#define HG_CASE(f)                                                      \
  case f:                                                               \
    for (int i = 0; i < 3; ++i) out[i] = lookup<(f)>(a[i], b[i], c[i]); \
    break;
    switch (function & 255U) { HG_SIXTY_FOUR_CASES(0) HG_SIXTY_FOUR_CASES(64) HG_SIXTY_FOUR_CASES(128) HG_SIXTY_FOUR_CASES(192) }
#undef HG_CASE
  } else {
    unsigned zero = 0, one = 0;  // functions of a and b, for c = 0 and c = 1
    for (unsigned n = 0; n < 4; ++n) {
      zero |= (function >> (2 * n) & 1U) << n;
      one |= (function >> (2 * n + 1) & 1U) << n;
    }
    W of_zero[3], of_one[3];
    look_up(zero, a, b, of_zero);
    look_up(one, a, b, of_one);
    for (int i = 0; i < 3; ++i) out[i] = select(c[i], of_one[i], of_zero[i]);
  }
}

#undef HG_SIXTY_FOUR_CASES
#undef HG_SIXTEEN_CASES
#undef HG_FOUR_CASES

template <class W>
struct AnyBits {
  unsigned low, high;  // next_state_table for counts from 0 and from 4 on
  bool dead_eight, alive_eight, alive_nine;

  HG_INNER_FUNCTION AnyBits(unsigned birth, unsigned survival)
      : low(next_state_table(birth, survival, 0)),
        high(next_state_table(birth, survival, 4)),
        dead_eight(alive_next(birth, survival, 8, false)),
        alive_eight(alive_next(birth, survival, 8, true)),
        alive_nine(alive_next(birth, survival, 9, true)) {}

  // Of three rows at once; a to e are the sums of the five rows around them.
  HG_INNER_FUNCTION void three(const RowSum<W>& a, const RowSum<W>& b, const RowSum<W>& c, const RowSum<W>& d, const RowSum<W>& e,
                               W (&out)[3]) const {
    const BoxSum<W> boxes[3] = {{a, b, c}, {b, c, d}, {c, d, e}};
    const W cells[3] = {b.cells, c.cells, d.cells};
    W ones[3], twos[3], fours[3], eights[3], of_low[3], of_high[3];
    for (int i = 0; i < 3; ++i) {
      const BoxSum<W>& box = boxes[i];
      ones[i] = box.ones;
      twos[i] = box.carry ^ box.twos;
      fours[i] = lookup<0x78>(box.fours, box.carry, box.twos);
      eights[i] = lookup<0x80>(box.fours, box.carry, box.twos);
    }
    look_up(low, twos, ones, cells, of_low);
    look_up(high, twos, ones, cells, of_high);
    for (int i = 0; i < 3; ++i) out[i] = select(fours[i], of_high[i], of_low[i]);
    if (dead_eight || alive_eight || alive_nine) {
      for (int i = 0; i < 3; ++i) {
        const W live = select(ones[i], W::all(alive_nine), W::all(alive_eight));
        out[i] = select(eights[i], select(cells[i], live, W::all(dead_eight)), out[i]);
      }
    } else {
      for (int i = 0; i < 3; ++i) out[i] = out[i] & ~eights[i];
    }
  }
  HG_INNER_FUNCTION W operator()(const RowSum<W>& above, const RowSum<W>& row, const RowSum<W>& below) const {
    W out[3];
    three(above, row, below, below, below, out);
    return out[0];
  }
};

}  // namespace hg
