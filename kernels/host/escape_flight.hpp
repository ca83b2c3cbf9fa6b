#pragma once
// The long part of escape_time_body.hpp: orbits that survived their first steps. Lanes of several vectors go through free
// blocks together; a lane that escaped in a block, or is known never to, makes place for a waiting pixel. The orbits that
// escaped are collected as they were before their last block, and counted exactly many at a time.
#include "kernels/host/escape_blocks.hpp"
#include "kernels/host/escape_time.hpp"

namespace hg {

// Orbits on their way, packed: Size of them and room for writing a whole vector behind the last.
template <class W, int Size>
struct EscapeOrbits {
  static constexpr int room = Size + W::lanes;
  using Number = typename W::Number;
  using Word = typename W::Word;
  alignas(64) Number re[room], im[room], c_re[room], c_im[room];
  Word offset[room];  // where its count belongs
  Word count[room];   // steps so far
  int size = 0;
};

template <class W>
class EscapeFlight {
 public:
  using Number = typename W::Number;
  using Word = typename W::Word;
  using Shape = EscapeShape<W>;
  static constexpr int lanes = Shape::free_lanes, most_vectors = Shape::free_vectors;
  using Waiting = EscapeOrbits<W, lanes + Shape::counted_lanes>;

  HG_INNER_FUNCTION EscapeFlight(const EscapeRule& rule, const EscapeBlocks<W>& blocks, Number limit, std::uint32_t first_count)
      : blocks_(blocks), limit_(limit), max_iter_(rule.max_iter), first_count_(first_count), periods_(rule.shortcuts) {
    for (std::int64_t& end : end_) end = never;
  }

  Waiting waiting;  // all with first_count steps; their counts are not used

  // Where results go; costs and points may be null.
  HG_INNER_FUNCTION void set_places(std::uint32_t* counts, float* costs, EscapeOrbitPoint* points) {
    counts_ = counts;
    costs_ = costs;
    points_ = points;
  }
  HG_INNER_FUNCTION std::uint64_t executed() const { return executed_; }

  // Goes on while enough pixels wait for all lanes to be busy.
  void go_on() {
    while (waiting.size >= lanes) advance();
  }

  // Goes on until nothing waits and every lane is empty.
  void finish() {
    for (;;) {
      refill();
      if (alive_ == 0) break;
      if (waiting.size == 0) close_ranks();
      advance();
    }
    while (lost_.size > 0) count_lost(lost_.size);
    vectors_ = most_vectors;
  }

 private:
  static constexpr std::int64_t least_steps = 8, most_steps = 256, never = INT64_MAX;

  struct Points {
    alignas(64) Number re[lanes], im[lanes];
  };

  void advance() {
    // Lanes that begin together end together at max_iter, so places are given away many at a time.
    if (alive_ <= lanes / 2) refill();
    const std::int64_t before = clock_, steps = choose_steps();
    const Points& from = z_[now_];
    Points& to = z_[1 - now_];
    std::uint32_t running[most_vectors];
    blocks_.free({from.re, from.im, c_re_, c_im_, to.re, to.im, running, vectors_, steps, limit_});
    now_ = 1 - now_;
    clock_ += steps;
    // Looking for periods in every short block would cost more than it saves.
    const bool looks = periods_ && clock_ - looked_ >= 64;
    if (looks) looked_ = clock_;
    int lost = 0;
    for (int k = 0; k < vectors_; ++k) {
      const std::uint32_t gone = live_[k] & ~running[k];
      if (gone != 0) {
        lose(k, gone, from, before);
        lost += __builtin_popcount(gone);
      }
      if (looks) stop_periodic(k);
      if (clock_ >= end_[k]) stop_inside(k);
    }
    if (lost > 0) {
      longest_ = steps > longest_ ? steps : longest_;
      while (lost_.size >= Shape::counted_lanes) count_lost(Shape::counted_lanes);
    }
    if (looks && ++looks_since_renewal_ == 4) renew();
    // A lost lane costs its share of about two blocks, the end of a block as much as a few steps: what balances them.
    const std::int64_t change = steps_ / 8;
    if (lost * steps > 3 * lanes)
      steps_ = steps_ - change > least_steps ? steps_ - change : least_steps;
    else
      steps_ = steps_ + change < most_steps ? steps_ + change : most_steps;
  }

  // Blocks end where the oldest lane reaches max_iter, unless that would make them short.
  HG_INNER_FUNCTION std::int64_t choose_steps() const {
    std::int64_t end = never;
    for (int k = 0; k < vectors_; ++k) end = end_[k] < end ? end_[k] : end;
    const std::int64_t left = end - clock_;
    if (left > 4 * steps_) return steps_;
    const std::int64_t blocks = (left + steps_ - 1) / steps_, even = (left + blocks - 1) / blocks;
    return even > steps_ / 2 ? even : steps_ / 2;
  }

  HG_INNER_FUNCTION Word age_of(int lane) const { return static_cast<Word>(clock_) - birth_[lane]; }

  HG_INNER_FUNCTION void drop(int k, std::uint32_t bits) {
    live_[k] &= ~bits;
    alive_ -= __builtin_popcount(bits);
    if (live_[k] == 0) end_[k] = never;
  }

  // Lanes that escaped in the last block wait to be counted, as they were before it.
  HG_INNER_FUNCTION void lose(int k, std::uint32_t bits, const Points& from, std::int64_t before) {
    const int at = k * W::lanes, n = lost_.size;
    pack_lanes<W>(from.re + at, bits, lost_.re + n);
    pack_lanes<W>(from.im + at, bits, lost_.im + n);
    pack_lanes<W>(c_re_ + at, bits, lost_.c_re + n);
    pack_lanes<W>(c_im_ + at, bits, lost_.c_im + n);
    pack_lanes<W>(offset_ + at, bits, lost_.offset + n);
    Word count[W::lanes];
    const auto age = static_cast<Word>(before) - W::load_words(birth_ + at);
    __builtin_memcpy(count, &age, sizeof count);
    pack_lanes<W>(count, bits, lost_.count + n);
    for (int i = n; points_ != nullptr && i < n + __builtin_popcount(bits); ++i)
      points_[lost_.offset[i]] = {static_cast<double>(lost_.re[i]), static_cast<double>(lost_.im[i]),
                                  static_cast<std::uint32_t>(lost_.count[i])};
    lost_.size += __builtin_popcount(bits);
    drop(k, bits);
  }

  // Counts the last `number` of the lost; counted_lanes at most. Where there are fewer, garbage goes along.
  void count_lost(int number) {
    if (number > Shape::counted_lanes) number = Shape::counted_lanes;
    const int at = lost_.size - number;
    alignas(64) Number re[Shape::counted_lanes], im[Shape::counted_lanes];
    alignas(64) Word counts[Shape::counted_lanes];
    std::uint32_t running[Shape::counted_vectors];
    blocks_.counted({lost_.re + at, lost_.im + at, lost_.c_re + at, lost_.c_im + at, re, im, counts, running, longest_, limit_});
    for (int i = 0; i < number; ++i) {
      const auto count = static_cast<std::uint32_t>(lost_.count[at + i] + counts[i]);
      counts_[lost_.offset[at + i]] = count < max_iter_ ? count : max_iter_;
      executed_ += count < max_iter_ ? count : max_iter_;
    }
    lost_.size = at;
    if (at == 0) longest_ = 0;
  }

  // Where an orbit is back at a point where it was, it will never escape.
  HG_INNER_FUNCTION void stop_periodic(int k) {
    const int at = k * W::lanes;
    const auto back =
        equal(W::load(z_[now_].re + at), W::load(saved_re_ + at)) & equal(W::load(z_[now_].im + at), W::load(saved_im_ + at));
    const std::uint32_t bits = back.bits() & live_[k];
    if (bits == 0) return;
    for (std::uint32_t left = bits; left != 0; left &= left - 1) {
      const int lane = at + __builtin_ctz(left);
      const Word age = age_of(lane);
      const std::uint32_t steps = age < max_iter_ ? static_cast<std::uint32_t>(age) : max_iter_;
      executed_ += steps;
      if (costs_ != nullptr) costs_[offset_[lane]] = static_cast<float>(steps);
    }
    drop(k, bits);
  }

  // Lanes that reached max_iter. Their count stands in memory since they began to wait.
  HG_INNER_FUNCTION void stop_inside(int k) {
    const int at = k * W::lanes;
    const std::uint32_t done = live_[k] & at_least<W>(static_cast<Word>(clock_) - W::load_words(birth_ + at), max_iter_);
    executed_ += static_cast<std::uint64_t>(__builtin_popcount(done)) * max_iter_;
    drop(k, done);
    Word oldest = 0;
    for (std::uint32_t bits = live_[k]; bits != 0; bits &= bits - 1) {
      const Word age = age_of(at + __builtin_ctz(bits));
      oldest = age > oldest ? age : oldest;
    }
    if (live_[k] != 0) end_[k] = clock_ + static_cast<std::int64_t>(max_iter_ - oldest);
  }

  // The point that an orbit is compared with is renewed when its age has doubled.
  HG_INNER_FUNCTION void renew() {
    looks_since_renewal_ = 0;
    for (int lane = 0; lane < vectors_ * W::lanes; ++lane) {
      const Word age = age_of(lane);
      if (age < renew_[lane]) continue;
      renew_[lane] = 2 * age;
      saved_re_[lane] = z_[now_].re[lane];
      saved_im_[lane] = z_[now_].im[lane];
    }
  }

  HG_INNER_FUNCTION void refill() {
    for (int k = 0; k < vectors_ && waiting.size > 0; ++k) {
      std::uint32_t bits = W::all_bits & ~live_[k];
      if (bits == 0) continue;
      while (__builtin_popcount(bits) > waiting.size) bits &= bits - 1;
      waiting.size -= __builtin_popcount(bits);
      const int at = k * W::lanes, n = waiting.size;
      unpack_lanes<W>(waiting.re + n, bits, z_[now_].re + at);
      unpack_lanes<W>(waiting.im + n, bits, z_[now_].im + at);
      unpack_lanes<W>(waiting.c_re + n, bits, c_re_ + at);
      unpack_lanes<W>(waiting.c_im + n, bits, c_im_ + at);
      unpack_lanes<W>(waiting.offset + n, bits, offset_ + at);
      if (periods_) {
        unpack_lanes<W>(waiting.re + n, bits, saved_re_ + at);
        unpack_lanes<W>(waiting.im + n, bits, saved_im_ + at);
      }
      fill_lanes<W>(static_cast<Word>(clock_ - first_count_), bits, birth_ + at);
      fill_lanes<W>(static_cast<Word>(2 * first_count_), bits, renew_ + at);
      live_[k] |= bits;
      alive_ += __builtin_popcount(bits);
      const std::int64_t end = clock_ + max_iter_ - first_count_;
      end_[k] = end < end_[k] ? end : end_[k];
    }
  }

  // Moves what is alive together, where that leaves three vectors empty.
  HG_INNER_FUNCTION void close_ranks() {
    while (vectors_ > 3 && alive_ <= (vectors_ - 3) * W::lanes) {
      vectors_ -= 3;
      for (int from = vectors_ * W::lanes, to = 0; from < (vectors_ + 3) * W::lanes; ++from) {
        if (!is_live(from)) continue;
        while (is_live(to)) ++to;
        move(from, to);
      }
    }
  }
  HG_INNER_FUNCTION bool is_live(int lane) const { return (live_[lane / W::lanes] >> lane % W::lanes & 1) != 0; }
  HG_INNER_FUNCTION void move(int from, int to) {
    Points& z = z_[now_];
    Number* const numbers[] = {z.re, z.im, c_re_, c_im_, saved_re_, saved_im_};
    Word* const words[] = {offset_, birth_, renew_};
    for (Number* of : numbers) of[to] = of[from];
    for (Word* of : words) of[to] = of[from];
    const int source = from / W::lanes, target = to / W::lanes;
    live_[target] |= std::uint32_t{1} << to % W::lanes;
    live_[source] &= ~(std::uint32_t{1} << from % W::lanes);
    end_[target] = end_[source] < end_[target] ? end_[source] : end_[target];
    if (live_[source] == 0) end_[source] = never;
  }

  EscapeBlocks<W> blocks_;
  Number limit_;
  std::uint32_t max_iter_, first_count_;
  bool periods_;
  std::uint32_t* counts_ = nullptr;
  float* costs_ = nullptr;
  EscapeOrbitPoint* points_ = nullptr;
  std::uint64_t executed_ = 0;

  int vectors_ = most_vectors;  // in use
  int alive_ = 0;               // lanes that hold an orbit
  std::int64_t clock_ = 0;      // steps of all blocks so far
  std::int64_t steps_ = 16;     // of a block
  std::int64_t looked_ = 0;     // the clock when periods were looked for
  int looks_since_renewal_ = 0;
  std::uint32_t live_[most_vectors] = {};
  std::int64_t end_[most_vectors];  // not after the clock at which a lane of the vector reaches max_iter
  int now_ = 0;
  Points z_[2] = {};  // before and after a block, in turn
  alignas(64) Number c_re_[lanes] = {}, c_im_[lanes] = {}, saved_re_[lanes] = {}, saved_im_[lanes] = {};
  alignas(64) Word offset_[lanes] = {}, birth_[lanes] = {}, renew_[lanes] = {};  // birth: the clock at count 0
  EscapeOrbits<W, lanes + Shape::counted_lanes> lost_ = {};
  std::int64_t longest_ = 0;  // block in which one of them was lost
};

}  // namespace hg
