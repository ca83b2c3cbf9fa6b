#include "engine/files/packed_cells.hpp"

#include "engine/grid/slab.hpp"
#include "kernels/bit_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace hg {

Box<3> packed_box(const Box<3>& cells) {
  Box<3> out = cells;
  out.lo[0] = cells.lo[0] / 8;
  out.hi[0] = bit_row_bytes(cells.hi[0]);
  return out;
}

Box<3> packed_cells(const Box<3>& bytes, const Index<3>& size) {
  Box<3> out = bytes;
  out.lo[0] = 8 * bytes.lo[0];
  out.hi[0] = std::min(8 * bytes.hi[0], size[0]);
  return out;
}

void unpack_box(const Index<3>& size, const Box<3>& box, const ReadBytes& read, std::uint8_t* cells) {
  if (box.empty()) return;
  constexpr std::int64_t most_bytes = 512 * 1024;
  std::vector<std::uint8_t> bytes;
  for_each_slab(packed_box(box), most_bytes, [&](const Box<3>& slab) {
    bytes.resize(static_cast<std::size_t>(slab.volume()));
    read(slab, bytes.data());
    // A slab of parts of rows ends before the rows do.
    const std::int64_t lo = std::max(box.lo[0], 8 * slab.lo[0]), hi = std::min(box.hi[0], 8 * slab.hi[0]);
    const std::int64_t width = slab.extent(0);
    for (std::int64_t row = 0; row < slab.rows(); ++row) {
      const Index<3> start = slab.row_start(row);
      const std::uint8_t* from = &bytes[static_cast<std::size_t>(row * width)];
      if (8 * slab.hi[0] > size[0] && first_padded_row(from, 1, size[0] - 8 * slab.lo[0]) == 0)
        throw std::runtime_error(fmt::format("has a bit beyond the last cell of row {}", start[2] * size[1] + start[1]));
      const std::int64_t to = ((start[2] - box.lo[2]) * box.extent(1) + start[1] - box.lo[1]) * box.extent(0) + lo - box.lo[0];
      unpack_bits(from, lo - 8 * slab.lo[0], hi - lo, cells + to);
    }
  });
}

}  // namespace hg
