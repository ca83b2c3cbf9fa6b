#pragma once
// What the program sees of a simulation, whatever its rule, cell type and dimension. Boxes are 3D here: z is [0, 1) in 2D.
#include "engine/box.hpp"
#include "engine/communicator.hpp"
#include "engine/grid.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hg {

enum class CellType { uint8, uint32, float32, float64 };

constexpr std::size_t size_of(CellType type) { return type == CellType::uint8 ? 1 : type == CellType::float64 ? 8 : 4; }

struct FieldInfo {
  std::string name;  // the dataset's name
  CellType type;
};

// A rank's part of a running simulation. Calls marked collective are made by every rank.
class Simulation {
 public:
  virtual ~Simulation() = default;

  virtual const Communicator& communicator() const = 0;
  virtual const Grid& grid() const = 0;
  virtual const std::vector<FieldInfo>& fields() const = 0;
  virtual std::int64_t step() const = 0;  // generations done, counted from the input's first step
  virtual double time() const = 0;        // step * dt, in the simulation's unit
  virtual Box<3> own() const = 0;         // this rank's cells

  // Does that many steps; collective. tick(step) is called now and then on every rank; it must be quick.
  virtual void advance(std::int64_t steps, const std::function<void(std::int64_t)>& tick) = 0;

  // Copies the cells of a box inside own() to host memory, x fastest, without gaps.
  virtual void copy_out(int field, const Box<3>& box, void* cells) const = 0;
};

}  // namespace hg
