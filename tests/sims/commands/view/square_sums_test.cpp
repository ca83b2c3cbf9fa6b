// Averages over squares against a plain loop over all cells, however the ranks share them.
#include "sims/commands/view/square_sums.hpp"

#include "kernels/bit_rows.hpp"
#include "tests/catch.hpp"

#include <cmath>

using hg::Box, hg::CellType, hg::FieldInfo, hg::Index, hg::SquareSums, hg::ViewFrame, hg::ViewRequest;

static const Index<3> size{{70, 33, 9}};

static double value_at(const Index<3>& cell) {
  return static_cast<double>((cell[0] * 7 + cell[1] * 13 + cell[2] * 29 + cell[0] * cell[1]) % 11);
}

template <class Cell>
static hg::ReadCells reader() {
  return [](const Box<3>& box, void* cells) {
    auto* to = static_cast<Cell*>(cells);
    for (std::int64_t z = box.lo[2]; z < box.hi[2]; ++z)
      for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
        for (std::int64_t x = box.lo[0]; x < box.hi[0]; ++x) *to++ = static_cast<Cell>(value_at({{x, y, z}}));
  };
}

// The mean of square (column, row), from its rows that are multiples of stride.
static double plain_mean(const ViewRequest& request, std::int64_t column, std::int64_t row, std::int64_t stride, double inside) {
  double sum = 0;
  int count = 0;
  for (std::int64_t j = 0; j < request.reduction; j += stride)
    for (std::int64_t i = 0; i < request.reduction; ++i) {
      const std::int64_t right = column * request.reduction + i, down = row * request.reduction + j;
      if (right >= request.region.width || down >= request.region.height) continue;
      const std::int64_t a = request.region.x + right, b = request.region.y + down;
      const Index<3> cell = request.axis == 0   ? Index<3>{{request.layer, a, b}}
                            : request.axis == 1 ? Index<3>{{a, request.layer, b}}
                                                : Index<3>{{a, b, request.layer}};
      if (value_at(cell) == inside) continue;
      sum += value_at(cell);
      ++count;
    }
  return count == 0 ? NAN : sum / count;
}

static void check_frame(const ViewRequest& request, const ViewFrame& frame, std::int64_t stride, double inside) {
  REQUIRE(frame.columns == (request.region.width + request.reduction - 1) / request.reduction);
  REQUIRE(frame.rows == (request.region.height + request.reduction - 1) / request.reduction);
  for (int row = 0; row < frame.rows; ++row)
    for (int column = 0; column < frame.columns; ++column) {
      const double expected = plain_mean(request, column, row, stride, inside);
      const float got = frame.values[static_cast<std::size_t>(row * frame.columns + column)];
      INFO(column << ", " << row);
      if (std::isnan(expected))
        CHECK(std::isnan(got));
      else
        CHECK(got == Approx(expected));
    }
}

// Cells of a rank: blocks along x and y whose borders no square respects.
static Box<3> share_of(const hg::Communicator& ranks) {
  Box<3> out{{}, size};
  const int axis = ranks.size() == 3 ? 1 : 0;
  out.lo[axis] = size[axis] * ranks.rank() / ranks.size();
  out.hi[axis] = size[axis] * (ranks.rank() + 1) / ranks.size();
  return out;
}

TEST_CASE("means of squares, in every direction of slices") {
  const auto world = hg::Communicator::world();
  for (int axis = 0; axis < 3; ++axis)
    for (const std::int64_t reduction : {1, 2, 4, 8, 32})
      for (const std::int64_t stride : {std::int64_t{1}, reduction})
        for (const bool with_inside : {false, true}) {
          ViewRequest request;
          request.axis = axis;
          request.layer = 5;
          request.reduction = reduction;
          const std::int64_t wide = size[axis == 0 ? 1 : 0], high = size[axis == 2 ? 1 : 2];
          const std::int64_t start = wide > reduction ? reduction : 0;
          request.region = {start, 0, wide - start, high};
          FieldInfo field{"values", CellType::float64};
          if (with_inside) field.inside = 3;
          SquareSums sums(request, field, stride);
          sums.add(share_of(world), reader<double>());
          sums.gather(world);
          if (!world.root()) continue;
          ViewFrame frame;
          sums.make(frame);
          INFO("axis " << axis << ", reduction " << reduction << ", stride " << stride << ", inside " << with_inside);
          check_frame(request, frame, stride, with_inside ? 3 : NAN);
        }
}

TEST_CASE("every type of cell, and the same object for one frame after another") {
  const auto world = hg::Communicator::world();
  SquareSums sums;
  ViewFrame frame;
  for (const CellType type : {CellType::uint8, CellType::uint32, CellType::float32, CellType::float64})
    for (const std::int64_t reduction : {16, 1, 8}) {
      ViewRequest request;
      request.layer = 2;
      request.reduction = reduction;
      request.region = {0, 0, size[0], size[1]};
      sums.begin(request, {"values", type}, 1);
      sums.add(share_of(world), type == CellType::uint8     ? reader<std::uint8_t>()
                                : type == CellType::uint32  ? reader<std::uint32_t>()
                                : type == CellType::float32 ? reader<float>()
                                                            : reader<double>());
      sums.gather(world);
      if (!world.root()) continue;
      sums.make(frame);
      check_frame(request, frame, 1, NAN);
    }
}

TEST_CASE("cells that come as bits") {
  const auto world = hg::Communicator::world();
  const Index<3> wide{{1000, 150, 1}};
  // All cells of some columns: the counts of eight side by side are as high as they can be.
  const auto live = [](std::int64_t x, std::int64_t y) { return (x * x + 3 * y * x + y) % 5 < 2 || x / 100 == 5; };
  // Bits of a box begin at a multiple of 64, as the blocks of packed cells do.
  Box<3> own{{}, wide};
  own.lo[0] = 1000 * world.rank() / world.size() / 64 * 64;
  if (world.rank() + 1 < world.size()) own.hi[0] = 1000 * (world.rank() + 1) / world.size() / 64 * 64;
  for (const std::int64_t reduction : {8, 16, 64, 128})
    for (const std::int64_t stride : {1, 2}) {
      ViewRequest request;
      request.reduction = reduction;
      request.region = {128, 0, 872, 150};
      SquareSums sums(request, {"cells", CellType::uint8}, stride);
      sums.add_bits(own, [&](const Box<3>& box, std::uint8_t* bits) {
        REQUIRE(box.lo[0] % 64 == 0);
        const std::int64_t row_bytes = hg::bit_row_bytes(box.extent(0));
        for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
          for (std::int64_t b = 0; b < row_bytes; ++b) {
            unsigned byte = 0;
            for (std::int64_t k = 0; k < 8; ++k) {
              const std::int64_t x = box.lo[0] + 8 * b + k;
              if (x < box.hi[0] && live(x, y)) byte |= 1u << k;
            }
            *bits++ = static_cast<std::uint8_t>(byte);
          }
      });
      sums.gather(world);
      if (!world.root()) continue;
      ViewFrame frame;
      sums.make(frame);
      for (int row = 0; row < frame.rows; ++row)
        for (int column = 0; column < frame.columns; ++column) {
          int count = 0, cells = 0;
          for (std::int64_t y = row * reduction; y < std::min<std::int64_t>(150, (row + 1) * reduction); y += stride)
            for (std::int64_t x = 128 + column * reduction; x < std::min<std::int64_t>(1000, 128 + (column + 1) * reduction);
                 ++x) {
              count += live(x, y);
              ++cells;
            }
          INFO(column << ", " << row << " of squares of " << reduction << ", stride " << stride);
          CHECK(frame.values[static_cast<std::size_t>(row * frame.columns + column)] ==
                Approx(static_cast<double>(count) / cells));
        }
    }
}
