#include "engine/files/fingerprint.hpp"

#include "kernels/fingerprint_mix.hpp"
#include "tests/catch.hpp"
#include "tests/support/synthetic_simulation.hpp"

using hg::Box;
using hg::Index;
using hg::Tiling;

// The formula of docs/format.md, written a second time.
static std::uint64_t expected_mix(std::uint64_t field, std::uint64_t index, std::uint64_t bits) {
  std::uint64_t z = (index + 1) * 11400714819323198485u + (field + 1) * 15111065706836454659u + bits;
  z ^= z >> 30;
  z *= 13787848793156543929u;
  z ^= z >> 27;
  z *= 10723151780598845931u;
  z ^= z >> 31;
  return z;
}

// Sums per tile, cell by cell, and the tile's number from plain division.
static std::vector<std::uint64_t> expected_table(int dimension, const Index<3>& size, hg::CellType type, int field,
                                                 std::int64_t& nonzero) {
  const Index<3> tile = dimension == 2 ? Index<3>{{256, 256, 1}} : Index<3>{{64, 64, 64}};
  const std::int64_t nx = (size[0] + tile[0] - 1) / tile[0], ny = (size[1] + tile[1] - 1) / tile[1],
                     nz = (size[2] + tile[2] - 1) / tile[2];
  std::vector<std::uint64_t> table(static_cast<std::size_t>(nx * ny * nz));
  nonzero = 0;
  std::int64_t index = 0;
  for (std::int64_t z = 0; z < size[2]; ++z)
    for (std::int64_t y = 0; y < size[1]; ++y)
      for (std::int64_t x = 0; x < size[0]; ++x, ++index) {
        std::uint64_t bits = 0;
        hg_tests::put_value(type, hg_tests::synthetic_value(field, {{x, y, z}}, 0), &bits);
        if (bits == 0) continue;
        ++nonzero;
        table[static_cast<std::size_t>((z / tile[2] * ny + y / tile[1]) * nx + x / tile[0])] +=
            expected_mix(static_cast<std::uint64_t>(field), static_cast<std::uint64_t>(index), bits);
      }
  return table;
}

TEST_CASE("the mix of one cell is the documented formula, on every machine and for ever") {
  CHECK(hg::mix(0, 0, 0) == expected_mix(0, 0, 0));
  CHECK(hg::mix(3, 123456789012345u, 0x3ff0000000000000u) == expected_mix(3, 123456789012345u, 0x3ff0000000000000u));
  CHECK(hg::mix(0, 0, 1) == 0x6078bf180ff8632fu);
  CHECK(hg::mix(1, 4096, 0x7ff8000000000000u) == 0xe8ea71201ef0343du);
  static_assert(hg::mix(0, 1, 2) != hg::mix(0, 2, 1));
}

TEST_CASE("tiles cover the grid once, and a cell's box leads back to its tile") {
  for (const auto& [dimension, size] : {std::pair<int, Index<3>>{2, {{257, 511, 1}}},
                                        {2, {{1, 1, 1}}},
                                        {2, {{512, 256, 1}}},
                                        {3, {{65, 1, 129}}},
                                        {3, {{64, 64, 64}}}}) {
    const Tiling tiling = Tiling::of(dimension, size);
    std::int64_t cells = 0;
    for (std::int64_t tile = 0; tile < tiling.tiles(); ++tile) {
      const Box<3> box = tiling.cells_of(tile);
      cells += box.volume();
      const Box<3> touched = tiling.tiles_of(box);
      CHECK(touched.volume() == 1);
      CHECK((touched.lo[2] * tiling.count()[1] + touched.lo[1]) * tiling.count()[0] + touched.lo[0] == tile);
    }
    CHECK(cells == Box<3>{{}, size}.volume());
  }
}

TEST_CASE("tables equal a cell-by-cell sum for any layout, type and slab size") {
  const hg::Communicator world = hg::Communicator::world();
  for (const hg::Grid& grid : {hg_tests::plain_grid(300, 523), hg_tests::plain_grid(1031, 7), hg_tests::plain_grid(70, 65, 131),
                               hg_tests::plain_grid(3, 2, 200)})
    for (const hg::CellType type : {hg::CellType::uint8, hg::CellType::uint32, hg::CellType::float32, hg::CellType::float64})
      for (const Index<3>& parts : hg_tests::layouts(world.size(), grid.dimension)) {
        const hg_tests::SyntheticSimulation simulation(world, grid, {{"a", type}, {"b", type}}, parts);
        const Tiling tiling = Tiling::of(grid.dimension, grid.size);
        hg::TileSums sums(tiling, simulation.own(), 1);
        // Cut into plates of one row or plane, in falling order: order must not matter.
        std::int64_t nonzero = 0;
        std::vector<unsigned char> cells(static_cast<std::size_t>(simulation.own().volume()) * 8);
        for (std::int64_t z = simulation.own().hi[2] - 1; z >= simulation.own().lo[2]; --z) {
          Box<3> plate = simulation.own();
          plate.lo[2] = z;
          plate.hi[2] = z + 1;
          simulation.copy_out(1, plate, cells.data());
          nonzero += sums.add(type, plate, cells.data());
        }
        std::int64_t expected_nonzero = 0;
        const std::vector<std::uint64_t> expected = expected_table(grid.dimension, grid.size, type, 1, expected_nonzero);
        CHECK(world.sum(nonzero) == expected_nonzero);
        std::uint64_t total = 0;
        for (const std::uint64_t sum : expected) total += sum;
        CHECK(world.sum(sums.total()) == total);
        std::vector<std::uint64_t> table;
        hg::visit_on_root(world, tiling, sums, [&](std::int64_t first, const std::vector<std::uint64_t>& piece) {
          REQUIRE(first == static_cast<std::int64_t>(table.size()));
          table.insert(table.end(), piece.begin(), piece.end());
        });
        if (world.root()) CHECK(table == expected);
      }
}

TEST_CASE("pieces of a table join to the whole") {
  const hg::Grid grid = hg_tests::plain_grid(1500, 1300);
  const hg::Communicator world = hg::Communicator::world();
  const hg_tests::SyntheticSimulation simulation(world, grid, {{"a", hg::CellType::uint8}}, {{world.size(), 1, 1}});
  const Tiling tiling = Tiling::of(2, grid.size);
  hg::TileSums sums(tiling, simulation.own(), 0);
  std::vector<unsigned char> cells(static_cast<std::size_t>(simulation.own().volume()));
  simulation.copy_out(0, simulation.own(), cells.data());
  sums.add(hg::CellType::uint8, simulation.own(), cells.data());
  const std::vector<std::uint64_t> whole = sums.piece(0, tiling.tiles());
  std::vector<std::uint64_t> joined;
  for (std::int64_t first = 0; first < tiling.tiles(); first += 5) {
    const std::vector<std::uint64_t> part = sums.piece(first, std::min<std::int64_t>(5, tiling.tiles() - first));
    joined.insert(joined.end(), part.begin(), part.end());
  }
  CHECK(joined == whole);
}

TEST_CASE("a changed bit, a swap and a shift all show in the fingerprint") {
  const Tiling tiling = Tiling::of(2, {{64, 64, 1}});
  const Box<3> box{{}, tiling.size};
  std::vector<double> cells(64 * 64, 0.0);
  cells[100] = 1.0;
  cells[101] = 2.0;
  const auto total = [&](const std::vector<double>& values) {
    hg::TileSums sums(tiling, box, 0);
    sums.add(hg::CellType::float64, box, values.data());
    return sums.total();
  };
  const std::uint64_t before = total(cells);
  auto swapped = cells, shifted = cells, negative_zero = cells;
  std::swap(swapped[100], swapped[101]);
  std::rotate(shifted.begin(), shifted.end() - 1, shifted.end());
  negative_zero[7] = -0.0;
  CHECK(total(swapped) != before);
  CHECK(total(shifted) != before);
  CHECK(total(negative_zero) != before);
  CHECK(total(std::vector<double>(64 * 64, 0.0)) == 0);
}

TEST_CASE("cells as bits have the sums of the same cells as bytes, whatever lies beyond a row") {
  const hg::Communicator world = hg::Communicator::world();
  for (const hg::Grid& grid : {hg_tests::plain_grid(1, 1), hg_tests::plain_grid(63, 9), hg_tests::plain_grid(64, 300),
                               hg_tests::plain_grid(1031, 270), hg_tests::plain_grid(130, 65, 67)})
    for (const Index<3>& parts : hg_tests::layouts(world.size(), grid.dimension)) {
      const hg_tests::TwoStateSimulation simulation(world, grid, parts);
      const Tiling tiling = Tiling::of(grid.dimension, grid.size);
      hg::TileSums from_bytes(tiling, simulation.own(), 3), from_bits(tiling, simulation.own(), 3);
      const Box<3> own = simulation.own();
      std::vector<std::uint8_t> cells(static_cast<std::size_t>(own.volume()));
      simulation.copy_out(0, own, cells.data());
      const std::int64_t nonzero = from_bytes.add(hg::CellType::uint8, own, cells.data());
      // Bits one by one; those beyond the last cell are set on purpose.
      const std::int64_t width = own.extent(0), row_bytes = (width + 7) / 8;
      std::vector<std::uint8_t> bits(static_cast<std::size_t>(own.volume() > 0 ? own.rows() * row_bytes : 0), 0xff);
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::size_t row = i / static_cast<std::size_t>(width), x = i % static_cast<std::size_t>(width);
        if (cells[i] == 0) bits[row * static_cast<std::size_t>(row_bytes) + x / 8] &= static_cast<std::uint8_t>(~(1 << x % 8));
      }
      CHECK(from_bits.add_bits(own, bits.data()) == nonzero);
      CHECK(from_bits.piece(0, tiling.tiles()) == from_bytes.piece(0, tiling.tiles()));
      CHECK(from_bits.total() == from_bytes.total());
    }
}
