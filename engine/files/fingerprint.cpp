#include "engine/files/fingerprint.hpp"

#include "kernels/fingerprint_rows.hpp"

#include <algorithm>
#include <numeric>

namespace hg {

Tiling Tiling::of(int dimension, const Index<3>& size) {
  return {size, dimension == 2 ? Index<3>{{256, 256, 1}} : Index<3>{{64, 64, 64}}};
}

Index<3> Tiling::count() const {
  Index<3> out;
  for (int a = 0; a < 3; ++a) out[a] = (size[a] + tile[a] - 1) / tile[a];
  return out;
}

std::int64_t Tiling::tiles() const { return Box<3>{{}, count()}.volume(); }

Box<3> Tiling::cells_of(std::int64_t tile_number) const {
  const Index<3> per_axis = count();
  Box<3> cells;
  for (int a = 0; a < 3; ++a) {
    const std::int64_t at = tile_number % per_axis[a];
    tile_number /= per_axis[a];
    cells.lo[a] = at * tile[a];
    cells.hi[a] = std::min(cells.lo[a] + tile[a], size[a]);
  }
  return cells;
}

Box<3> Tiling::tiles_of(const Box<3>& cells) const {
  if (cells.empty()) return {};
  Box<3> out;
  for (int a = 0; a < 3; ++a) {
    out.lo[a] = cells.lo[a] / tile[a];
    out.hi[a] = (cells.hi[a] + tile[a] - 1) / tile[a];
  }
  return out;
}

TileSums::TileSums(const Tiling& tiling, const Box<3>& box, int field)
    : tiling_(tiling),
      tiles_(tiling.tiles_of(box)),
      field_(static_cast<std::uint64_t>(field)),
      sums_(static_cast<std::size_t>(tiles_.volume())) {}

std::int64_t TileSums::add(CellType type, const Box<3>& cells, const void* values) {
  if (cells.empty()) return 0;
  const FingerprintSlab slab{
      static_cast<const unsigned char*>(values), cells, tiling_.size, tiling_.tile, tiles_, field_, sums_.data()};
  switch (size_of(type)) {
    case 1:
      return fingerprint_rows<std::uint8_t>(slab);
    case 4:
      return fingerprint_rows<std::uint32_t>(slab);
    default:
      return fingerprint_rows<std::uint64_t>(slab);
  }
}

std::int64_t TileSums::add_bits(const Box<3>& cells, const std::uint8_t* bits) {
  if (cells.empty()) return 0;
  return fingerprint_bit_rows({bits, cells, tiling_.size, tiling_.tile, tiles_, field_, sums_.data()});
}

std::uint64_t TileSums::total() const { return std::accumulate(sums_.begin(), sums_.end(), std::uint64_t{0}); }

TileSums TileSums::empty_copy() const {
  TileSums out = *this;
  std::fill(out.sums_.begin(), out.sums_.end(), 0);
  return out;
}

std::vector<std::uint64_t> TileSums::piece(std::int64_t first, std::int64_t count) const {
  std::vector<std::uint64_t> out(static_cast<std::size_t>(count));
  const Index<3> per_axis = tiling_.count();
  const std::int64_t width = tiles_.extent(0);
  for (std::int64_t row = 0; width > 0 && row < tiles_.rows(); ++row) {
    const Index<3> start = tiles_.row_start(row);
    const std::int64_t number = (start[2] * per_axis[1] + start[1]) * per_axis[0] + start[0];
    const std::int64_t from = std::max(number, first), to = std::min(number + width, first + count);
    if (from < to) std::copy_n(sums_.begin() + row * width + (from - number), to - from, out.begin() + (from - first));
  }
  return out;
}

void visit_on_root(const Communicator& communicator, const Tiling& tiling, const TileSums& sums,
                   const std::function<void(std::int64_t, const std::vector<std::uint64_t>&)>& visit) {
  constexpr std::int64_t piece = std::int64_t{1} << 16;
  for (std::int64_t first = 0; first < tiling.tiles(); first += piece) {
    std::vector<std::uint64_t> table = sums.piece(first, std::min(piece, tiling.tiles() - first));
    communicator.sum_to_root(table);
    if (communicator.root()) visit(first, table);
  }
}

}  // namespace hg
