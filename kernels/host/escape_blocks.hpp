#pragma once
// Blocks of steps of several independent vectors of orbits, the innermost loops of escape_time_body.hpp. W: a NumberVector.
//
// One orbit is a chain of about 8 cycles a step of which the CPU could start five in that time, so a block carries several
// vectors along. A free block tests nothing on the way, only where the orbits have got to in the end. That finds every escape
// only for orbits that cannot come back, see safe_limit(). A counted block tests every step.
#include "kernels/escape_step.hpp"
#include "kernels/host/number_vector.hpp"

namespace hg {

// How the exact z -> z^2 + c doubles: all forms give the same bits. AMD's CPUs (Zen) multiply or fuse on two ports and add on
// two others, which one vector in three fused keeps equally busy; Intel's share two ports, so fewer operations win.
enum class Doubling : std::uint8_t { added, fused, mixed };

template <class W>
struct EscapeShape {
  // Vectors in one free block and one counted block: as many as the registers bear.
  static constexpr int free_vectors = W::bytes == 64 ? 9 : 6;
  static constexpr int counted_vectors = W::bytes == 64 ? 6 : 3;
  static constexpr int free_lanes = free_vectors * W::lanes, counted_lanes = counted_vectors * W::lanes;
};

template <class W>
struct FreeBlock {
  using Number = typename W::Number;
  const Number *re, *im, *c_re, *c_im;
  Number *to_re, *to_im;
  std::uint32_t* running;  // of each vector in the end, bit i: lane i
  int vectors;             // a multiple of 3, at most free_vectors
  std::int64_t steps;
  Number limit;  // of the squared magnitude
};

template <class W>
struct CountedBlock {
  using Number = typename W::Number;
  const Number *re, *im, *c_re, *c_im;
  Number *to_re, *to_im;
  typename W::Word* counts;  // steps taken below the limit
  std::uint32_t* running;    // never at or above the limit before the last step
  std::int64_t steps;
  Number limit;
};

// Group vectors from `first` on.
template <class W, class Step, Doubling How, int Group>
HG_INNER_FUNCTION void free_group(const FreeBlock<W>& block, int first) {
  Complex<W> z[Group], c[Group];
#pragma GCC unroll 16
  for (int k = 0; k < Group; ++k) {
    const int at = (first + k) * W::lanes;
    z[k] = {W::load(block.re + at), W::load(block.im + at)};
    c[k] = {W::load(block.c_re + at), W::load(block.c_im + at)};
  }
  for (std::int64_t step = 0; step < block.steps; ++step) {
#pragma GCC unroll 16
    for (int k = 0; k < Group; ++k)
      z[k] = How == Doubling::fused || (How == Doubling::mixed && k % 3 == 0) ? Step::template take<true>(z[k], c[k])
                                                                              : Step::template take<false>(z[k], c[k]);
  }
  const W limit(static_cast<double>(block.limit));
#pragma GCC unroll 16
  for (int k = 0; k < Group; ++k) {
    const int at = (first + k) * W::lanes;
    z[k].re.store(block.to_re + at);
    z[k].im.store(block.to_im + at);
    block.running[first + k] = less(z[k].re * z[k].re + z[k].im * z[k].im, limit, W::Mask::all()).bits();
  }
}

template <class W, class Step, Doubling How>
void free_block(const FreeBlock<W>& block) {
  constexpr int most = EscapeShape<W>::free_vectors;
  // Higher powers have enough independent operations in three vectors.
  if constexpr (Step::power == 2) {
    if (block.vectors == most) return free_group<W, Step, How, most>(block, 0);
  }
  for (int first = 0; first < block.vectors; first += 3) free_group<W, Step, How, 3>(block, first);
}

template <class W, class Step>
void counted_block(const CountedBlock<W>& block) {
  constexpr int group = EscapeShape<W>::counted_vectors;
  const W limit(static_cast<double>(block.limit));
  Complex<W> z[group], c[group];
  typename W::Words counts[group];
  typename W::Mask running[group];
#pragma GCC unroll 16
  for (int k = 0; k < group; ++k) {
    const int at = k * W::lanes;
    z[k] = {W::load(block.re + at), W::load(block.im + at)};
    c[k] = {W::load(block.c_re + at), W::load(block.c_im + at)};
    counts[k] = typename W::Words{};
    running[k] = W::Mask::all();
  }
  for (std::int64_t left = block.steps; left > 0;) {
    for (std::int64_t stop = left > 4 ? left - 4 : 0; left > stop; --left) {
#pragma GCC unroll 16
      for (int k = 0; k < group; ++k) {
        running[k] = less(z[k].re * z[k].re + z[k].im * z[k].im, limit, running[k]);
        running[k].count(counts[k]);
        z[k] = Step::template take<W::has_fma>(z[k], c[k]);
      }
    }
    typename W::Mask any = running[0];
#pragma GCC unroll 16
    for (int k = 1; k < group; ++k) any = any | running[k];
    if (any.bits() == 0) break;
  }
#pragma GCC unroll 16
  for (int k = 0; k < group; ++k) {
    const int at = k * W::lanes;
    z[k].re.store(block.to_re + at);
    z[k].im.store(block.to_im + at);
    __builtin_memcpy(block.counts + at, &counts[k], sizeof counts[k]);
    block.running[k] = running[k].bits();
  }
}

template <class W>
struct EscapeBlocks {
  void (*free)(const FreeBlock<W>&);
  void (*counted)(const CountedBlock<W>&);
};

template <class W, bool Fused>
HG_INNER_FUNCTION EscapeBlocks<W> escape_blocks(int power, EscapeFold fold, Doubling how) {
  return with_step<Fused>(power, fold, [&](auto step) -> EscapeBlocks<W> {
    using Step = decltype(step);
    EscapeBlocks<W> out = {free_block<W, Step, Doubling::added>, counted_block<W, Step>};
    if constexpr (Step::is_plain && W::has_fma) {
      if (how == Doubling::fused) out.free = free_block<W, Step, Doubling::fused>;
      if (how == Doubling::mixed) out.free = free_block<W, Step, Doubling::mixed>;
    }
    return out;
  });
}

}  // namespace hg
