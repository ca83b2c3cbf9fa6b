#include "sims/automata/life_block.hpp"

#include "engine/grid/random.hpp"
#include "sims/automata/bit_edge.hpp"

#include <algorithm>
#include <cstring>

namespace hg {

static std::int64_t halo_rows(const Grid& grid, const Decomposition<2>& decomposition, int side) {
  const BitEdge edge = bit_edge_of(grid, decomposition, 1, side);
  return edge == BitEdge::halo || edge == BitEdge::wrap ? decomposition.split().depth : 1;
}

LifeBlock::LifeBlock(const Rule& rule, const Grid& grid, const Decomposition<2>& decomposition)
    : rule_(rule),
      depth_(decomposition.split().depth),
      field_(decomposition.own(), halo_rows(grid, decomposition, 0), halo_rows(grid, decomposition, 1)),
      width_(own().extent(0)),
      height_(own().extent(1)),
      tiles_(width_, height_) {
  for (int axis = 0; axis < 2; ++axis)
    for (int side = 0; side < 2; ++side) edge_[axis][side] = bit_edge_of(grid, decomposition, axis, side);
  for (auto& populations : populations_) populations.assign(static_cast<std::size_t>(tiles_.pitch() * (tiles_.rows() + 1)), 0);
  std::memset(last_column_, 0, sizeof last_column_);
  for (std::int64_t bit = 0; bit < width_ - (tiles_.columns() - 1) * 512; ++bit)
    last_column_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  jobs_.reserve(static_cast<std::size_t>(tiles_.rows() * (tiles_.columns() / 2 + 1) + 4 * host_threads() + tiles_.columns()));
  // Few tiles change when cells are about to settle. A tile takes two slots at most, and every job may hold one in vain.
  most_kept_ = std::clamp<std::int64_t>(tiles() / 8, 16, 256);
  for (int i = 0; i < 2; ++i) {
    slots_[i].resize(static_cast<std::size_t>(std::min(2 * most_kept_, 2 * tiles()) + 64));
    journals_[i] = {slots_[i].data(), static_cast<std::int64_t>(slots_[i].size()), 0};
  }
  scratch_words_ = life_wave_scratch(std::min(tiles_.columns(), most_columns), static_cast<int>(depth_));
  scratch_words_ = (scratch_words_ + 7) / 8 * 8;
  scratch_ = Kokkos::View<std::uint64_t*, Kokkos::HostSpace>("hg::life_wave_host",
                                                             static_cast<std::size_t>(scratch_words_ * host_threads() + 8));
}

std::int64_t LifeBlock::memory_bytes() const {
  return field_.bytes() + static_cast<std::int64_t>(scratch_.extent(0)) * 8 +
         tiles_.rows() * tiles_.pitch() * (2 + 2 * static_cast<std::int64_t>(sizeof(std::uint32_t)));
}

void LifeBlock::pack(const Box<2>& box, char* message) const {
  for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y) {
    const std::uint64_t* from = field_.now(y - own().lo[1]);
    for (std::int64_t x = box.lo[0]; x < box.hi[0]; x += 64, message += 8) {
      const std::uint64_t cells = BitField::cells_at(from, x - own().lo[0], std::min<std::int64_t>(64, box.hi[0] - x));
      std::memcpy(message, &cells, 8);
    }
  }
}

void LifeBlock::unpack(const Box<2>& box, const char* message) {
  for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
    for (std::int64_t x = box.lo[0]; x < box.hi[0]; x += 64, message += 8) {
      std::uint64_t cells;
      std::memcpy(&cells, message, 8);
      put(x - own().lo[0], y - own().lo[1], std::min<std::int64_t>(64, box.hi[0] - x), cells);
    }
}

// Cells of the halo. What differs from the cells of two sweeps ago, which this level still has, is noted.
void LifeBlock::put(std::int64_t x, std::int64_t y, std::int64_t count, std::uint64_t cells) {
  std::uint64_t* row = field_.now(y);
  if (BitField::cells_at(row, x, count) == cells) return;
  tiles_.halo_changed(x, y);
  tiles_.halo_changed(x + count - 1, y);
  BitField::set_cells_at(row, x, count, cells);
}

// The rows above and below, where they are this rank's to know; with the cells of neighbours west and east, where there are any.
// What lies beyond other ends of a row the sweep fills in; a row of fixed cells has no ends.
void LifeBlock::fill_outer_rows() {
  for (int side = 0; side < 2; ++side) {
    const BitEdge edge = edge_[1][side];
    if (edge == BitEdge::halo) continue;
    const bool fixed = edge == BitEdge::dead || edge == BitEdge::alive;
    const std::int64_t from = fixed ? -64 : has_halo(0, 0) ? -depth_ : 0;
    const std::int64_t to = width_ + (fixed ? 64 : has_halo(0, 1) ? depth_ : 0);
    for (std::int64_t layer = 1; layer <= (edge == BitEdge::wrap ? depth_ : 1); ++layer) {
      const std::int64_t y = side == 0 ? -layer : height_ - 1 + layer;
      const std::int64_t like = edge == BitEdge::wrap ? ((y % height_) + height_) % height_ : side == 0 ? 0 : height_ - 1;
      const std::uint64_t* row = field_.now(like);
      for (std::int64_t x = from; x < to; x += 64) {
        const std::int64_t count = std::min<std::int64_t>(64, to - x);
        const std::uint64_t alive = edge == BitEdge::alive ? ~std::uint64_t{0} >> (64 - count) : 0;
        put(x, y, count, fixed ? alive : BitField::cells_at(row, x, count));
      }
    }
  }
}

void LifeBlock::begin(std::int64_t steps) {
  steps_ = steps;
  edge_generation_ = 0;
  // Where many tiles change the next sweep will not be the last that does: nothing is kept then.
  const bool keeps = keeps_changes_ && tiles_changed_ <= 4 * most_kept_;
  journals_[1].used = keeps ? 0 : journals_[1].capacity + 1;
  tiles_.begin(steps);
  fill_outer_rows();
  if (edge_[0][0] == BitEdge::wrap) tiles_.wrap_columns();
}

void LifeBlock::halo_arrived() {
  if (has_halo(0, 0) || has_halo(0, 1)) fill_outer_rows();  // their ends have come
  if (edge_[0][0] == BitEdge::wrap) tiles_.wrap_columns();
}

// Whole tiles that are not beside a neighbour's. Where blocks are cut along x, columns of tiles beside the cut would be computed
// twice: that pays only in wide blocks.
Box<2> LifeBlock::interior() const {
  const bool cut_x = has_halo(0, 0) || has_halo(0, 1), cut_y = has_halo(1, 0) || has_halo(1, 1);
  if ((cut_x && tiles_.columns() < 40) || (cut_y && tiles_.rows() < 4)) return {};
  Box<2> out = own();
  for (int axis = 0; axis < 2; ++axis) {
    const std::int64_t tile = axis == 0 ? TileActivity::tile_width : TileActivity::tile_height;
    const std::int64_t tiles = axis == 0 ? tiles_.columns() : tiles_.rows();
    // As far as the halo reaches: more than a tile where it is deep, and past a last column that is narrow.
    if (has_halo(axis, 0)) out.lo[axis] += (depth_ + tile - 1) / tile * tile;
    if (has_halo(axis, 1)) out.hi[axis] = own().lo[axis] + std::min(tiles - 1, (own().extent(axis) - depth_) / tile) * tile;
  }
  return out.empty() ? Box<2>{} : out;
}

void LifeBlock::end() {
  tiles_changed_ = tiles_.end();
  if (keeps_changes_ && tiles_changed_ > 0) {
    // By what changed, not by what happened to be swept: so that it is the same in every run.
    if (tiles_changed_ > most_kept_) journals_[1].used = journals_[1].capacity + 1;
    std::swap(slots_[0], slots_[1]);
    std::swap(journals_[0], journals_[1]);
  }
  field_.swap();
  counted_ = true;
}

bool LifeBlock::put_back() {
  const LifeJournal& journal = journals_[0];
  if (journal.used > journal.capacity) return false;
  for (std::int64_t i = 0; i < journal.used; ++i) {
    LifeJournal::Slot& slot = journal.slots[i];
    for (std::int64_t r = 0; r < slot.rows; ++r)
      for (std::int64_t w = 0; w < 8; ++w) {
        const std::int64_t x = slot.column * 512 + 64 * w, count = std::min<std::int64_t>(64, width_ - x);
        if (count <= 0) break;
        std::uint64_t* row = field_.now(slot.row + r);
        const std::uint64_t there = BitField::cells_at(row, x, count);
        BitField::set_cells_at(row, x, count, slot.words[8 * r + w]);
        slot.words[8 * r + w] = there;
      }
  }
  tiles_.forget();
  counted_ = false;
  return true;
}

std::uint64_t LifeBlock::hash() const {
  std::uint64_t sum = 0;
  for (std::int64_t y = 0; y < height_; ++y) {
    const std::uint64_t* row = field_.now(y);
    const auto line = static_cast<std::uint64_t>(own().lo[1] + y) << 32;
    for (std::int64_t x = 0; x < width_; x += 64) {
      const std::uint64_t cells = BitField::cells_at(row, x, std::min<std::int64_t>(64, width_ - x));
      if (cells != 0) sum += random_bits(cells, line + static_cast<std::uint64_t>((own().lo[0] + x) / 64));
    }
  }
  return sum;
}

std::int64_t LifeBlock::population() const {
  std::int64_t live = 0;
  if (!counted_) {
    for (std::int64_t y = 0; y < height_; ++y)
      for (std::int64_t x = 0; x < width_; x += 64)
        live += __builtin_popcountll(BitField::cells_at(field_.now(y), x, std::min<std::int64_t>(64, width_ - x)));
    return live;
  }
  for (std::int64_t row = 0; row < tiles_.rows(); ++row)
    for (std::int64_t column = 0; column < tiles_.columns(); ++column)
      live += populations_[field_.current()][static_cast<std::size_t>(row * tiles_.pitch() + column)];
  return live;
}

}  // namespace hg
