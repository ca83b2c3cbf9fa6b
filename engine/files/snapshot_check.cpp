#include "engine/files/snapshot_check.hpp"

#include "engine/files/packed_cells.hpp"
#include "engine/grid/slab.hpp"
#include "kernels/bit_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace hg {

static constexpr std::int64_t buffer_bytes = 4 << 20;

// Cells that are stored as bits are summed as bits.
static void add_bits(const SnapshotFile& file, int field, const Box<3>& box, TileSums& sums, std::string& damage) {
  std::vector<std::uint8_t> bits;
  for_each_slab(packed_box(box), buffer_bytes, [&](const Box<3>& slab) {
    bits.resize(static_cast<std::size_t>(slab.volume()));
    const Box<3> cells = packed_cells(slab, file.size());
    file.read_bits(field, cells, bits.data());
    sums.add_bits(cells, bits.data());
    const std::int64_t row = first_padded_row(bits.data(), cells.rows(), cells.extent(0));
    if (row >= 0 && damage.empty())
      damage = fmt::format("row {} has a bit beyond its last cell",
                           cells.row_start(row)[2] * file.size()[1] + cells.row_start(row)[1]);
  });
}

TileSums recomputed_sums(const SnapshotFile& file, int field, const Box<3>& box, std::string& damage, int* highest) {
  TileSums sums(Tiling::of(file.dimension(), file.size()), box, file.field_number(field));
  if (file.packed(field)) {
    add_bits(file, field, box, sums, damage);
    return sums;
  }
  const CellType type = file.fields()[static_cast<std::size_t>(field)].type;
  const std::int64_t cell = static_cast<std::int64_t>(size_of(type));
  std::vector<std::uint64_t> cells(static_cast<std::size_t>(std::min(buffer_bytes, box.volume() * cell) / 8 + 1));
  for_each_slab(box, buffer_bytes / cell, [&](const Box<3>& slab) {
    file.read(field, slab, cells.data());
    sums.add(type, slab, cells.data());
    if (highest == nullptr || type != CellType::uint8 || slab.empty()) return;
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(cells.data());
    *highest = std::max<int>(*highest, *std::max_element(bytes, bytes + slab.volume()));
  });
  return sums;
}

}  // namespace hg
