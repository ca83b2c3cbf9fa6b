#pragma once
// A rule without neighbours: a pixel follows from its place alone, at a cost that differs from pixel to pixel (Mandelbrot,
// Julia). The tile farm gives boxes of pixels to ranks that are free (engine/farm/tile_farm.hpp).
#include "engine/grid/cell_type.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <vector>

namespace hg {

// Pixels to be computed. Their arrays lie in host memory, one per field of the rule, x fastest, without gaps.
struct PixelTile {
  Box<2> box;                    // pixel (i, j) of it stands for pixel (spacing i, spacing j) of the grid
  std::int64_t spacing = 1;      // a power of two
  std::int64_t known_every = 0;  // pixels whose indices are both multiples of it are there in the first field; 0: none is
  std::vector<void*> fields;
  float* costs = nullptr;  // what each pixel took, in the unit of work; may be null

  // What the tile holds and what it took, in the rule's unit of work.
  std::uint64_t work = 0, executed = 0;
};

class PixelRule {
 public:
  virtual ~PixelRule() = default;
  virtual const std::vector<FieldInfo>& fields() const = 0;
  virtual const char* unit() const = 0;  // of work: "iteration"
  // Costs of a pixel beside those that it reports, in the unit of work: of starting, storing and sending it.
  virtual double overhead() const = 0;
  // Fills the arrays. Called by several threads at once, with tiles of their own.
  virtual void compute(PixelTile& tile) const = 0;
};

}  // namespace hg
