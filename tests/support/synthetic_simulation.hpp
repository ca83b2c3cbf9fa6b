#pragma once
// A simulation whose cells are a plain function of field, global index and step: what output tests write and expect.
#include "engine/model/simulation.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hg_tests {

// Values of many bit patterns, a good part of them zero.
inline double synthetic_value(int field, const hg::Index<3>& cell, std::int64_t step) {
  const std::uint64_t h = (static_cast<std::uint64_t>(cell[0]) * 2654435761u + static_cast<std::uint64_t>(cell[1]) * 40503u +
                           static_cast<std::uint64_t>(cell[2]) * 97u + static_cast<std::uint64_t>(step) * 7919u +
                           static_cast<std::uint64_t>(field) * 31u) %
                          251u;
  return h % 3 == 0 ? 0.0 : static_cast<double>(h);
}

inline void put_value(hg::CellType type, double value, void* at) {
  const auto put = [&](auto cell) { std::memcpy(at, &cell, sizeof cell); };
  switch (type) {
    case hg::CellType::uint8:
      return put(static_cast<std::uint8_t>(value));
    case hg::CellType::uint32:
      return put(static_cast<std::uint32_t>(value) * 1000003u);
    case hg::CellType::float32:
      return put(static_cast<float>(value) / 3);
    default:
      return put(value / 3);
  }
}

class SyntheticSimulation : public hg::Simulation {
 public:
  // parts: ranks per axis; their product is the size of the communicator. Cuts are uneven where sizes do not divide.
  SyntheticSimulation(const hg::Communicator& communicator, hg::Grid grid, std::vector<hg::FieldInfo> fields, hg::Index<3> parts)
      : communicator_(&communicator), grid_(std::move(grid)), fields_(std::move(fields)) {
    std::int64_t rank = communicator.rank();
    for (int a = 0; a < 3; ++a) {
      const std::int64_t at = rank % parts[a];
      rank /= parts[a];
      own_.lo[a] = at * grid_.size[a] / parts[a];
      own_.hi[a] = (at + 1) * grid_.size[a] / parts[a];
    }
  }

  const hg::Communicator& communicator() const override { return *communicator_; }
  const hg::Grid& grid() const override { return grid_; }
  const std::vector<hg::FieldInfo>& fields() const override { return fields_; }
  std::int64_t step() const override { return step_; }
  double time() const override { return 0.25 * static_cast<double>(step_); }
  hg::Box<3> own() const override { return own_; }
  std::int64_t advance(std::int64_t steps, const hg::Meanwhile&) override {
    step_ += steps;
    return steps;
  }
  hg::StepFacts facts() const override { return {}; }
  const hg::Timing& timing() const override { return timing_; }
  void copy_out(int field, const hg::Box<3>& box, void* cells) const override {
    const hg::CellType type = fields_[static_cast<std::size_t>(field)].type;
    char* at = static_cast<char*>(cells);
    for (std::int64_t z = box.lo[2]; z < box.hi[2]; ++z)
      for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
        for (std::int64_t x = box.lo[0]; x < box.hi[0]; ++x, at += hg::size_of(type))
          put_value(type, synthetic_value(field, {{x, y, z}}, step_), at);
  }

 private:
  const hg::Communicator* communicator_;
  hg::Grid grid_;
  std::vector<hg::FieldInfo> fields_;
  hg::Box<3> own_;
  std::int64_t step_ = 0;
  hg::Timing timing_;
};

// Cells of two states, dense and sparse and empty by turns; blocks begin at multiples of 64 cells along x, some of them empty.
inline std::uint8_t synthetic_state(const hg::Index<3>& cell, std::int64_t step) {
  const bool live = static_cast<std::int64_t>(synthetic_value(0, cell, step)) % 2 != 0;
  const std::int64_t kind = (cell[0] / 100 + cell[1] / 3 + cell[2]) % 3;
  return live && (kind == 0 || (kind == 1 && cell[0] % 37 == 5)) ? 1 : 0;
}

class TwoStateSimulation : public SyntheticSimulation {
 public:
  TwoStateSimulation(const hg::Communicator& communicator, const hg::Grid& grid, const hg::Index<3>& parts)
      : SyntheticSimulation(communicator, grid, {{"cells", hg::CellType::uint8}}, parts) {
    own_ = SyntheticSimulation::own();
    const std::int64_t at = communicator.rank() % parts[0], words = (grid.size[0] + 63) / 64;
    own_.lo[0] = std::min(grid.size[0], 64 * (at * words / parts[0]));
    own_.hi[0] = std::min(grid.size[0], 64 * ((at + 1) * words / parts[0]));
  }
  hg::Box<3> own() const override { return own_; }
  void copy_out(int, const hg::Box<3>& box, void* cells) const override {
    auto* at = static_cast<std::uint8_t*>(cells);
    for (std::int64_t z = box.lo[2]; z < box.hi[2]; ++z)
      for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
        for (std::int64_t x = box.lo[0]; x < box.hi[0]; ++x) *at++ = synthetic_state({{x, y, z}}, step());
  }

 private:
  hg::Box<3> own_;
};

// Every way to write a number of ranks as a product over the grid's axes.
inline std::vector<hg::Index<3>> layouts(int ranks, int dimension) {
  std::vector<hg::Index<3>> out;
  for (int x = 1; x <= ranks; ++x)
    for (int y = 1; x * y <= ranks; ++y)
      if (ranks % (x * y) == 0 && (dimension == 3 || x * y == ranks)) out.push_back({{x, y, ranks / (x * y)}});
  return out;
}

inline hg::Grid plain_grid(std::int64_t x, std::int64_t y, std::int64_t z = 0) {
  hg::Grid grid;
  grid.dimension = z == 0 ? 2 : 3;
  grid.size = {{x, y, z == 0 ? 1 : z}};
  grid.spacing = {0.5, 0.25, z == 0 ? 1.0 : 2.0};
  grid.origin = {-1, 10, 0};
  return grid;
}

}  // namespace hg_tests
