#include "sims/automata/life_word_block.hpp"

#include "engine/grid/random.hpp"
#include "engine/step/bit_field.hpp"
#include "kernels/bit_rows.hpp"
#include "sims/automata/bit_edge.hpp"

#include <algorithm>
#include <limits>

namespace hg {

// Words of one level up to which two more levels are spent to know what a sweep replaced.
static constexpr std::int64_t small_level = std::int64_t{1} << 22;
// Words of one scratch level, as far as a band of rows can be cut that small: both of them stay in a device's cache.
static constexpr std::int64_t band_words = std::int64_t{1} << 20;
static constexpr std::int64_t staged_words = std::int64_t{1} << 20;

static std::int64_t words_of(std::int64_t cells) { return (cells + 63) / 64; }
static std::int64_t strips_of(std::int64_t rows) { return (rows + word_strip_rows - 1) / word_strip_rows; }
static std::int64_t pitch_of(std::int64_t width) { return words_of(width) + 2 * WordRows::lead; }

// Rows of a sweep that are taken through all its generations together.
static std::int64_t band_rows_of(std::int64_t width, std::int64_t height, std::int64_t depth) {
  const std::int64_t fitting = band_words / pitch_of(width), least = 8 * depth;  // bands overlap by the depth
  return std::min(strips_of(height), strips_of(std::max(fitting, least))) * word_strip_rows;
}

static std::int64_t scratch_words_of(std::int64_t width, std::int64_t height, std::int64_t depth) {
  return depth < 2 ? 0 : pitch_of(width) * (band_rows_of(width, height, depth) + 2 * (depth - 1));
}

static int levels_for(std::int64_t level_words) { return level_words <= small_level ? 4 : 2; }

std::int64_t LifeWordBlock::memory_bytes(const Box<2>& own, std::int64_t depth) {
  const std::int64_t width = own.extent(0), height = own.extent(1);
  const std::int64_t level_words = pitch_of(width) * (height + 2 * depth);
  return 8 * (levels_for(level_words) * level_words +
              std::min<std::int64_t>(depth - 1, 2) * scratch_words_of(width, height, depth)) +
         static_cast<std::int64_t>(sizeof(WordTally)) * words_of(width) * strips_of(height);
}

LifeWordBlock::LifeWordBlock(const Rule& rule, const Grid& grid, const Decomposition<2>& decomposition)
    : rule_(rule), own_(decomposition.own()), depth_(decomposition.split().depth) {
  block_.width = own_.extent(0);
  block_.height = own_.extent(1);
  block_.words = words_of(block_.width);
  for (int axis = 0; axis < 2; ++axis)
    for (int side = 0; side < 2; ++side) block_.edge[axis][side] = bit_edge_of(grid, decomposition, axis, side);
  for (int side = 0; side < 2; ++side) halo_rows_[side] = block_.in_memory(1, side) ? depth_ : 0;
  pitch_ = pitch_of(block_.width);
  const std::int64_t words = pitch_ * (halo_rows_[0] + block_.height + halo_rows_[1]);
  const int count = levels_for(words);
  keeps_levels_ = count == 4;
  for (int number = 0; number < count; ++number) levels_[number] = Words("hg::life_words", words);
  band_rows_ = band_rows_of(block_.width, block_.height, depth_);
  for (int number = 0; number < std::min<std::int64_t>(depth_ - 1, 2); ++number)
    scratch_[number] = Words("hg::life_generation", scratch_words_of(block_.width, block_.height, depth_));
  tallies_ = KernelArray<WordTally>("hg::life_tallies", block_.words * strips_of(block_.height));
  first_touch_ = KernelArray<int>("hg::life_touch", 1);
}

std::int64_t LifeWordBlock::memory_bytes() const {
  std::int64_t words = scratch_[0].size() + scratch_[1].size();
  for (const Words& level : levels_) words += level.size();
  return 8 * words + static_cast<std::int64_t>(sizeof(WordTally)) * tallies_.size();
}

void LifeWordBlock::pack(const Box<2>& box, char* message) const {
  const std::int64_t columns = words_of(box.extent(0));
  for_items("hg::pack_words", columns * box.extent(1),
            PackWords{now(), box.lo[0] - own_.lo[0], box.lo[1] - own_.lo[1], box.extent(0), columns,
                      reinterpret_cast<std::uint64_t*>(message), true});
}

void LifeWordBlock::unpack(const Box<2>& box, const char* message) {
  const std::int64_t columns = words_of(box.extent(0));
  for_items("hg::put_words", columns * box.extent(1),
            PackWords{now(), box.lo[0] - own_.lo[0], box.lo[1] - own_.lo[1], box.extent(0), columns,
                      reinterpret_cast<std::uint64_t*>(const_cast<char*>(message)), false});
}

// Hands the words of a box's rows to the host, some rows at a time: rows(first row, end, word 0 of the first one, pitch).
template <class Rows>
void LifeWordBlock::for_staged_rows(const Box<2>& box, bool write_back, const Rows& rows) const {
  if (box.empty()) return;
  const std::int64_t most = std::max<std::int64_t>(1, staged_words / pitch_);
  Kokkos::View<std::uint64_t*, Kokkos::HostSpace> staging("hg::staging_host",
                                                          static_cast<std::size_t>(pitch_ * std::min(most, box.extent(1))));
  for (std::int64_t y = box.lo[1]; y < box.hi[1]; y += most) {
    const std::int64_t end = std::min(y + most, box.hi[1]);
    const auto begin = static_cast<std::size_t>((y - own_.lo[1] + halo_rows_[0]) * pitch_);
    const auto count = static_cast<std::size_t>((end - y) * pitch_);
    const auto there = Kokkos::subview(levels_[now_].elements(), std::make_pair(begin, begin + count));
    const auto here = Kokkos::subview(staging, std::make_pair(std::size_t{0}, count));
    Kokkos::deep_copy(here, there);
    rows(y, end, staging.data() + WordRows::lead, pitch_);
    if (write_back) Kokkos::deep_copy(there, here);
  }
}

void LifeWordBlock::set_cells(const Box<2>& box, const std::uint8_t* cells) {
  const std::int64_t width = box.extent(0), x0 = box.lo[0] - own_.lo[0];
  for_staged_rows(box, true, [&](std::int64_t first, std::int64_t end, std::uint64_t* row, std::int64_t pitch) {
    for (std::int64_t y = first; y < end; ++y, row += pitch) {
      const std::uint8_t* from = cells + (y - box.lo[1]) * width;
      for (std::int64_t x = 0; x < width; x += 64) {
        const std::int64_t count = std::min<std::int64_t>(64, width - x);
        BitField::set_cells_at(row, x0 + x, count, pack_word(from + x, count));
      }
    }
  });
  fresh_ = true;
  counted_ = false;
}

void LifeWordBlock::get_bits(const Box<2>& box, std::uint8_t* bits, std::int64_t row_bytes) const {
  const std::int64_t width = box.extent(0), x0 = box.lo[0] - own_.lo[0];
  for_staged_rows(box, false, [&](std::int64_t first, std::int64_t end, const std::uint64_t* row, std::int64_t pitch) {
    for (std::int64_t y = first; y < end; ++y, row += pitch) {
      std::uint8_t* to = bits + (y - box.lo[1]) * row_bytes;
      for (std::int64_t x = 0; x < width; x += 64) {
        const std::int64_t count = std::min<std::int64_t>(64, width - x);
        const std::uint64_t word = BitField::cells_at(row, x0 + x, count);
        for (std::int64_t b = 0; b < (count + 7) / 8; ++b) to[x / 8 + b] = static_cast<std::uint8_t>(word >> (8 * b));
      }
    }
  });
}

void LifeWordBlock::get_cells(const Box<2>& box, std::uint8_t* cells) const {
  const std::int64_t width = box.extent(0), x0 = box.lo[0] - own_.lo[0];
  for_staged_rows(box, false, [&](std::int64_t first, std::int64_t end, const std::uint64_t* row, std::int64_t pitch) {
    for (std::int64_t y = first; y < end; ++y, row += pitch) {
      std::uint8_t* to = cells + (y - box.lo[1]) * width;
      for (std::int64_t x = 0; x < width; x += 64) {
        const std::int64_t count = std::min<std::int64_t>(64, width - x);
        const std::uint64_t word = BitField::cells_at(row, x0 + x, count);
        for (std::int64_t i = 0; i < count; ++i) to[x + i] = static_cast<std::uint8_t>(word >> i & 1);
      }
    }
  });
}

// Ghost cells that this rank knows itself, as far as its halo has come: beside rows first, then whole rows with them.
void LifeWordBlock::fill_wrapped() {
  if (block_.edge[0][0] == BitEdge::wrap) {
    const bool halo[2] = {block_.edge[1][0] == BitEdge::halo, block_.edge[1][1] == BitEdge::halo};
    const std::int64_t first = halo[0] ? -depth_ : 0, end = block_.height + (halo[1] ? depth_ : 0);
    for_items("hg::wrap_words", end - first, WrapWords{block_, now(), first});
  }
  if (block_.edge[1][0] == BitEdge::wrap)
    for_items("hg::wrap_rows", 2 * depth_ * (block_.words + 2), WrapWordRows{block_, now(), depth_});
}

static constexpr int never = std::numeric_limits<int>::max();

void LifeWordBlock::begin(std::int64_t steps) {
  steps_ = steps;
  edge_generation_ = 0;
  if (watching_) Kokkos::deep_copy(execution(), first_touch_.elements(), never);
  fill_wrapped();
}

// Away from neighbours as far as their cells reach; whole words, and whole strips from the first row on.
Box<2> LifeWordBlock::interior() const {
  Box<2> out = own_;
  const std::int64_t unit[2] = {64, word_strip_rows};
  for (int axis = 0; axis < 2; ++axis) {
    if (block_.edge[axis][0] == BitEdge::halo) out.lo[axis] += (depth_ + unit[axis] - 1) / unit[axis] * unit[axis];
    if (block_.edge[axis][1] == BitEdge::halo)
      out.hi[axis] = own_.lo[axis] + std::max<std::int64_t>(0, own_.extent(axis) - depth_) / unit[axis] * unit[axis];
  }
  return out.empty() ? Box<2>{} : out;
}

WordPart LifeWordBlock::part_of(const Box<2>& part) const {
  WordPart out;
  out.row = part.lo[1] - own_.lo[1];
  out.row_end = part.hi[1] - own_.lo[1];
  out.word = (part.lo[0] - own_.lo[0]) / 64;
  out.word_end = words_of(part.hi[0] - own_.lo[0]);
  return out;
}

void LifeWordBlock::sweep(const Box<2>& part) {
  if (part.empty()) return;
  const WordPart all = part_of(part);
  for (std::int64_t row = all.row; row < all.row_end; row += band_rows_) {
    WordPart band = all;
    band.row = row;
    band.row_end = std::min(row + band_rows_, all.row_end);
    sweep_band(band);
  }
  cells_swept_ += steps_ * part.volume();
}

// All generations of some rows. What they depend on is computed along with them: a row less on both sides with every generation,
// and a word on both sides, of which a cell more becomes wrong with every generation. Its 64 cells last for longest_depth.
void LifeWordBlock::sweep_band(const WordPart& band) {
  const bool conway = rule_.birth == 1U << 3 && rule_.survival == (1U << 2 | 1U << 3);
  const std::int64_t west = block_.in_memory(0, 0) ? -1 : 0, east = block_.words + (block_.in_memory(0, 1) ? 1 : 0);
  WordWatch watch;
  if (watching_) {
    for (int axis = 0; axis < 2; ++axis)
      for (int side = 0; side < 2; ++side) watch.end[axis][side] = !block_.in_memory(axis, side);
    watch.first = first_touch_.data();
    watch.word = band.word;
    watch.word_end = band.word_end;
  }
  const auto generation = [&]<bool last>(const WordPart& part) {
    const WordTallies put = {level(before_), tallies_.data()};
    if (conway)
      make_generation<last>(ConwayBits<BitWord>(0, 0), block_, part, put, watch);
    else
      make_generation<last>(AnyWords(rule_.birth, rule_.survival), block_, part, put, watch);
  };
  WordPart part = band;
  part.from = now();
  for (std::int64_t step = 1; step < steps_; ++step) {
    const std::int64_t more = steps_ - step;
    part.row = block_.in_memory(1, 0) ? band.row - more : std::max<std::int64_t>(band.row - more, 0);
    part.row_end = block_.in_memory(1, 1) ? band.row_end + more : std::min(band.row_end + more, block_.height);
    part.word = std::max(band.word - 1, west);
    part.word_end = std::min(band.word_end + 1, east);
    part.to = {scratch_[(step - 1) % 2].data(), band.row - (steps_ - 1), pitch_};
    watch.generation = static_cast<int>(step);
    generation.template operator()<false>(part);
    part.from = part.to;
  }
  part.row = band.row;
  part.row_end = band.row_end;
  part.word = band.word;
  part.word_end = band.word_end;
  part.to = level(target());
  watch.generation = static_cast<int>(steps_);
  generation.template operator()<true>(part);
}

void LifeWordBlock::end() {
  tiles_changed_ = fresh_ ? tiles() : sum_items<std::int64_t>("hg::changed", tiles(), ChangedTallies{tallies_.data()});
  if (watching_) {
    int first = never;
    copy_to_host(&first, first_touch_);
    if (first != never) edge_generation_ = first;
  }
  const int replaced = before_;
  before_ = now_;
  if (!keeps_levels_) {
    now_ = replaced;
  } else {
    now_ = spare_;
    spare_ = replaced;
    if (keeps_changes_ && tiles_changed_ > 0) {
      std::swap(spare_, kept_);
      has_kept_ = true;
    }
  }
  fresh_ = false;
  counted_ = true;
}

bool LifeWordBlock::put_back() {
  if (!has_kept_) return false;
  std::swap(now_, kept_);
  fresh_ = true;
  counted_ = false;
  return true;
}

std::int64_t LifeWordBlock::population() const {
  if (counted_) return sum_items<std::int64_t>("hg::live_tally", tiles(), LiveTallies{tallies_.data()});
  return sum_items<std::int64_t>("hg::live_words", block_.words * block_.height, LiveWords{block_, now()});
}

struct WordMix {
  std::int64_t first_row, first_word;  // of the grid
  HG_FUNCTION std::uint64_t operator()(std::uint64_t cells, std::int64_t y, std::int64_t word) const {
    return random_bits(cells, (static_cast<std::uint64_t>(first_row + y) << 32) + static_cast<std::uint64_t>(first_word + word));
  }
};

std::uint64_t LifeWordBlock::hash() const {
  return sum_items<std::uint64_t>("hg::hash_words", block_.words * block_.height,
                                  MixedWords<WordMix>{block_, now(), WordMix{own_.lo[1], own_.lo[0] / 64}});
}

}  // namespace hg
