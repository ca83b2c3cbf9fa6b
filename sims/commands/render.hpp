#pragma once
// `halogrid render FILE -o PIC`: a snapshot (.h5), a run's master (.vtkhdf) or a pattern (.rle .cells .lif .life .mc) as a PNG
// picture or as a pattern (.rle .cells). One process does it.
#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace hg {

struct RenderOptions {
  std::string file, output;
  std::string field;                                // empty: the file's first
  std::string palette;                              // empty: life for dead and live cells, else viridis
  std::optional<std::array<double, 2>> range;       // values of the palette's ends; else lowest and highest of the cells
  double zoom = 0;                                  // pixels per cell, or one over a whole number; 0: as `size` allows
  int size = 1024;                                  // longest side of the picture in pixels, where zoom is 0
  std::optional<std::array<std::int64_t, 4>> crop;  // cells: x, y, width, height
  std::optional<std::int64_t> step;                 // of a master; else its last
  std::optional<std::int64_t> slice;                // z of the layer in 3D; else the middle one
};

// Writes the picture or pattern, says so on standard output and returns 0. Throws usage_error or file_error.
int render(const RenderOptions& options);

}  // namespace hg
