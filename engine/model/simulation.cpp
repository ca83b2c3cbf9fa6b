#include "engine/model/simulation.hpp"

#include "engine/grid/slab.hpp"
#include "engine/system/error.hpp"
#include "kernels/pack_bit_rows.hpp"

#include <algorithm>

namespace hg {

void Simulation::go_to(std::int64_t step, const std::function<void()>& seen) {
  if (complete() && this->step() == step) seen();
  while (!complete() || this->step() < step) {
    advance(std::max<std::int64_t>(1, step - this->step()), {});
    if (this->step() == step) seen();
  }
}

void Simulation::set_cells(int, const Box<3>&, const void*) { throw internal_error("cells of this simulation cannot be set"); }

void Simulation::copy_out_bits(const Box<3>& box, std::uint8_t* bits) const {
  constexpr std::int64_t most_cells = 256 * 1024;  // stay in the cache until they are packed
  const std::int64_t row_bytes = bit_row_bytes(box.extent(0));
  std::vector<std::uint8_t> cells(static_cast<std::size_t>(std::min(most_cells, box.volume())));
  for_each_slab(box, most_cells, [&](const Box<3>& slab) {
    copy_out(0, slab, cells.data());
    const std::int64_t row = (slab.lo[2] - box.lo[2]) * box.extent(1) + slab.lo[1] - box.lo[1];
    pack_bit_rows(cells.data(), slab.rows(), slab.extent(0), bits + row * row_bytes + (slab.lo[0] - box.lo[0]) / 8, row_bytes);
  });
}

}  // namespace hg
