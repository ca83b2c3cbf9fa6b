#pragma once
// The body of escape_time.hpp, for vectors of so many bytes. Included once by each variant's file, which is compiled for its CPU.
//
// Pixels come in the order of the rows, several vectors at a time, and take their first steps with a test in each of them: most
// pixels outside of the set end here. What survives waits for a lane of the flight.
#include "kernels/host/escape_flight.hpp"

namespace hg {

// Orbits with |c| below the root of this stay outside of a circle |z| = escape once they have left it, and grow for ever:
// |z'| >= |z|^p - |c| > |z| for |z| >= escape >= 2. The margin outweighs rounding. Negative: there is no such c.
template <class Number>
HG_INNER_FUNCTION Number safe_limit(Number escape) {
  const Number most = escape * static_cast<Number>(sizeof(Number) == 8 ? 1 - 1e-9 : 1 - 1e-4);
  return escape >= 2 ? most * most : -1;
}

template <class W>
class EscapeRows {
 public:
  using Number = typename W::Number;
  using Word = typename W::Word;
  using Words = typename W::Words;
  using Shape = EscapeShape<W>;
  static constexpr int group = Shape::counted_lanes, vectors = Shape::counted_vectors;

  HG_INNER_FUNCTION EscapeRows(EscapeJob& job, const EscapeBlocks<W>& blocks)
      : job_(job),
        rule_(job.rule),
        blocks_(blocks),
        limit_(static_cast<Number>(rule_.escape) * static_cast<Number>(rule_.escape)),
        safe_(safe_limit(static_cast<Number>(rule_.escape))),
        started_(rule_.julia ? 0 : 1),
        steps_(rule_.max_iter - started_ < first_steps ? rule_.max_iter - started_ : first_steps),
        flight_(rule_, blocks, limit_, started_ + steps_) {
    for (int i = 0; i < group; ++i) {
      julia_re_[i] = static_cast<Number>(rule_.c_re);
      julia_im_[i] = static_cast<Number>(rule_.c_im);
    }
  }

  void run() {
    if (job_.costs != nullptr) start_costs();
    // Panels in which offsets of 32 bits suffice.
    const std::int64_t most_rows = (std::int64_t{1} << 31) / job_.pitch, rows = most_rows > 1 ? most_rows : 1;
    for (std::int64_t j = job_.y_begin; j < job_.y_end; j += rows)
      for (std::int64_t i = job_.x_begin; i < job_.x_end; i += panel_columns)
        panel(i, i + panel_columns < job_.x_end ? i + panel_columns : job_.x_end, j,
              j + rows < job_.y_end ? j + rows : job_.y_end);
    job_.executed = executed_ + flight_.executed();
    if (job_.costs != nullptr) finish_costs();
  }

 private:
  static constexpr std::uint32_t first_steps = 24;
  static constexpr std::int64_t panel_columns = std::int64_t{1} << 20, strip = 512;

  void panel(std::int64_t x_begin, std::int64_t x_end, std::int64_t y_begin, std::int64_t y_end) {
    const std::int64_t first = (y_begin - job_.y_begin) * job_.pitch + (x_begin - job_.x_begin);
    counts_ = job_.counts + first;
    costs_ = job_.costs == nullptr ? nullptr : job_.costs + first;
    flight_.set_places(counts_, costs_, job_.points == nullptr ? nullptr : job_.points + first);
    Number x[strip];
    for (std::int64_t i = x_begin; i < x_end; i += strip) {
      const std::int64_t columns = i + strip < x_end ? strip : x_end - i;
      for (std::int64_t n = 0; n < columns; ++n) x[n] = static_cast<Number>(job_.x.at(i + n));
      for (std::int64_t j = y_begin; j < y_end; ++j) {
        const bool known = job_.known_every > 0 && j % job_.known_every == 0;
        add_row(x, columns, static_cast<Number>(job_.y.at(j)), (j - y_begin) * job_.pitch + (i - x_begin), known, i);
      }
    }
    if (staged_ > 0) begin(0, staged_);
    staged_ = 0;
    flight_.finish();
    for (int n = 0; n < W::lanes; ++n) executed_ += sum_[n];
    sum_ = Words{};
  }

  // known: every known_every-th column is; the first of these has index i.
  void add_row(const Number* x, std::int64_t columns, Number y, std::int64_t offset, bool known, std::int64_t i) {
    if (!known) {
      for (std::int64_t n = 0; n < columns; ++n) stage(staged_ + n, x[n], y, offset + n);
      staged_ += static_cast<int>(columns);
    } else {
      for (std::int64_t n = 0; n < columns; ++n)
        if ((i + n) % job_.known_every != 0) stage(staged_++, x[n], y, offset + n);
    }
    int at = 0;
    for (; staged_ - at >= group; at += group) begin(at, group);
    staged_ -= at;
    for (int n = 0; n < staged_; ++n) stage(n, re_[at + n], im_[at + n], static_cast<std::int64_t>(offset_[at + n]));
  }
  HG_INNER_FUNCTION void stage(std::int64_t n, Number x, Number y, std::int64_t offset) {
    re_[n] = x;
    im_[n] = y;
    offset_[n] = static_cast<Word>(offset);
  }

  // The first steps of staged pixels; all lanes take part, the first `pixels` of them count.
  void begin(int at, int pixels) {
    for (int n = pixels; n < group; ++n) stage(at + n, re_[at + n - 1], im_[at + n - 1], 0);
    std::uint32_t inside[vectors] = {};
    if (knows_main_bulbs(rule_) && find_bulbs(at, inside)) {
      for (int n = 0; n < pixels; ++n) known_inside(at + n);
      return;
    }
    // z = 0 becomes c whatever the rule; so a Mandelbrot orbit begins there, with count 1.
    const Number *c_re = rule_.julia ? julia_re_ : re_ + at, *c_im = rule_.julia ? julia_im_ : im_ + at;
    alignas(64) Number z_re[group], z_im[group];
    alignas(64) Word counts[group];
    std::uint32_t running[vectors], unsafe[vectors] = {}, any_unsafe = 0;
    blocks_.counted({re_ + at, im_ + at, c_re, c_im, z_re, z_im, counts, running, steps_, limit_});
    const W safe_limit_of_all(static_cast<double>(safe_));
    for (int k = 0; k * W::lanes < pixels; ++k) {
      const int first = k * W::lanes, here = pixels - first;
      const std::uint32_t valid = here < W::lanes ? W::all_bits >> (W::lanes - here) : W::all_bits;
      store_counts(counts + first, offset_ + at + first, valid);
      for (std::uint32_t bits = inside[k] & valid; bits != 0; bits &= bits - 1) {
        const int n = first + __builtin_ctz(bits);
        known_inside(at + n);
        executed_ -= counts[n] + started_;
      }
      const std::uint32_t left = running[k] & valid & ~inside[k];
      if (left == 0 || started_ + steps_ == rule_.max_iter) continue;
      executed_ -= static_cast<std::uint64_t>(__builtin_popcount(left)) * (started_ + steps_);
      const W re = W::load(c_re + first), im = W::load(c_im + first);
      const std::uint32_t safe = left & less(re * re + im * im, safe_limit_of_all, W::Mask::all()).bits();
      unsafe[k] = left & ~safe;
      any_unsafe |= unsafe[k];
      if (safe != 0) push(safe, z_re + first, z_im + first, c_re + first, c_im + first, at + first);
    }
    if (any_unsafe != 0) test_every_step(unsafe, z_re, z_im, c_re, c_im, at);
    flight_.go_on();
  }

  HG_INNER_FUNCTION void known_inside(int at) {
    counts_[offset_[at]] = rule_.max_iter;
    if (costs_ != nullptr) costs_[offset_[at]] = 0;
  }

  // A pixel costs its count where nothing else is noted.
  static constexpr float not_noted = -1;
  void start_costs() const {
    for (std::int64_t j = 0; j < job_.y_end - job_.y_begin; ++j)
      for (std::int64_t i = 0; i < job_.x_end - job_.x_begin; ++i) job_.costs[j * job_.pitch + i] = not_noted;
  }
  void finish_costs() const {
    for (std::int64_t j = 0; j < job_.y_end - job_.y_begin; ++j)
      for (std::int64_t i = 0; i < job_.x_end - job_.x_begin; ++i) {
        const std::int64_t at = j * job_.pitch + i;
        if (job_.costs[at] == not_noted) job_.costs[at] = static_cast<float>(job_.counts[at]);
      }
  }

  // Lanes inside of the two largest parts of the Mandelbrot set; whether all are.
  HG_INNER_FUNCTION bool find_bulbs(int at, std::uint32_t* inside) const {
    const W margin(static_cast<double>(bulb_margin<Number>));
    std::uint32_t all = W::all_bits;
    for (int k = 0; k < vectors; ++k) {
      const auto bulbs = MainBulbs<W>::of(W::load(re_ + at + k * W::lanes), W::load(im_ + at + k * W::lanes));
      const auto in = less(bulbs.cardioid, margin, W::Mask::all()) | less(bulbs.disc, margin, W::Mask::all());
      inside[k] = in.bits();
      all &= inside[k];
    }
    return all == W::all_bits;
  }

  // What still runs gets max_iter, which stands unless it escapes later.
  HG_INNER_FUNCTION void store_counts(const Word* counts, const Word* offset, std::uint32_t valid) {
    Words taken;
    __builtin_memcpy(&taken, counts, sizeof taken);
    const auto all = reinterpret_cast<Words>(taken == Words{} + static_cast<Word>(steps_));
    taken += static_cast<Word>(started_);
    const Words out = (all & (Words{} + static_cast<Word>(rule_.max_iter))) | (~all & taken);
    if (valid == W::all_bits) {
      sum_ += taken;
      if (offset[W::lanes - 1] - offset[0] == W::lanes - 1) {
        const auto narrow = __builtin_convertvector(out, typename W::Counts);
        __builtin_memcpy(counts_ + offset[0], &narrow, sizeof narrow);
        return;
      }
    }
    for (std::uint32_t bits = valid; bits != 0; bits &= bits - 1) {
      const int n = __builtin_ctz(bits);
      counts_[offset[n]] = static_cast<std::uint32_t>(out[n]);
      if (valid != W::all_bits) executed_ += taken[n];
    }
  }

  HG_INNER_FUNCTION void push(std::uint32_t bits, const Number* z_re, const Number* z_im, const Number* c_re, const Number* c_im,
                              int at) {
    auto& to = flight_.waiting;
    const int n = to.size;
    pack_lanes<W>(z_re, bits, to.re + n);
    pack_lanes<W>(z_im, bits, to.im + n);
    pack_lanes<W>(c_re, bits, to.c_re + n);
    pack_lanes<W>(c_im, bits, to.c_im + n);
    pack_lanes<W>(offset_ + at, bits, to.offset + n);
    to.size += __builtin_popcount(bits);
  }

  // For orbits that could come back from beyond the limit: those of rare rules, and a pixel near -2.
  void test_every_step(std::uint32_t* bits, Number* re, Number* im, const Number* c_re, const Number* c_im, int at) {
    alignas(64) Word counts[group];
    std::uint32_t running[vectors], any = 1;
    for (std::uint32_t done = started_ + steps_; any != 0;) {
      const std::uint32_t steps = rule_.max_iter - done < 256 ? rule_.max_iter - done : 256;
      blocks_.counted({re, im, c_re, c_im, re, im, counts, running, steps, limit_});
      any = 0;
      for (int k = 0; k < vectors; ++k) {
        const std::uint32_t over = bits[k] & (done + steps == rule_.max_iter ? W::all_bits : ~running[k]);
        for (std::uint32_t left = over; left != 0; left &= left - 1) {
          const int n = k * W::lanes + __builtin_ctz(left);
          counts_[offset_[at + n]] = static_cast<std::uint32_t>(done + counts[n]);
          executed_ += done + counts[n];
        }
        bits[k] &= ~over;
        any |= bits[k];
      }
      done += steps;
    }
  }

  EscapeJob& job_;
  EscapeRule rule_;
  EscapeBlocks<W> blocks_;
  Number limit_, safe_;
  std::uint32_t started_, steps_;
  EscapeFlight<W> flight_;
  std::uint32_t* counts_ = nullptr;
  float* costs_ = nullptr;
  std::uint64_t executed_ = 0;
  Words sum_ = {};  // of counts, lane by lane
  int staged_ = 0;
  alignas(64) Number re_[strip + 2 * group], im_[strip + 2 * group];
  alignas(64) Word offset_[strip + 2 * group];
  alignas(64) Number julia_re_[group], julia_im_[group];
};

template <int Bytes>
HG_INNER_FUNCTION void escape_time(EscapeJob& job, Doubling how) {
  using Doubles = NumberVector<double, Bytes / 8>;
  using Floats = NumberVector<float, Bytes / 4>;
  const EscapeRule& rule = job.rule;
  if (rule.arithmetic == EscapeArithmetic::single) {
    EscapeRows<Floats>(job, escape_blocks<Floats, false>(rule.power, rule.fold, how)).run();
  } else if (rule.arithmetic == EscapeArithmetic::fma) {
    EscapeRows<Doubles>(job, escape_blocks<Doubles, true>(rule.power, rule.fold, how)).run();
  } else {
    EscapeRows<Doubles>(job, escape_blocks<Doubles, false>(rule.power, rule.fold, how)).run();
  }
}

}  // namespace hg
