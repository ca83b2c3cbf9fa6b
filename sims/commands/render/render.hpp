#pragma once
// `halogrid render FILE -o PIC`: a snapshot (.h5), a run's master (.vtkhdf) or folder, or a pattern (.rle .cells .lif .life .mc)
// as a picture (.png .ppm), a film (.gif .mp4 .apng) or a pattern (.rle .cells). One process does it.
#include "engine/mpi/communicator.hpp"
#include "sims/commands/line/command.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace hg {

extern const CommandPage render_page;

// Every so many steps from the first to the last one.
struct StepRange {
  std::int64_t first = 0, last = std::numeric_limits<std::int64_t>::max(), every = 1;
};

struct RenderOptions {
  std::string file, output;
  std::string field;                                // empty: the file's first
  std::string palette;                              // empty: life for dead and live cells, else viridis
  std::optional<std::array<double, 2>> range;       // values of the palette's ends; else lowest and highest of all cells
  double zoom = 0;                                  // pixels per cell, or one over a whole number; 0: as `size` allows
  int size = 0;                                     // longest side of the picture in pixels, where zoom is 0; 0: not given
  std::optional<std::array<std::int64_t, 4>> crop;  // cells: x, y, width, height
  std::optional<std::int64_t> step;                 // of a series; else its last, or for a film all of them
  std::optional<StepRange> steps;                   // of a film
  std::optional<std::int64_t> slice;                // z of the layer in 3D; else the middle one
  std::optional<double> frames_per_second;          // of a film
  bool bar = false;                                 // draw a colour bar below
};

void declare(CommandWords& words, RenderOptions& out);

// Writes the picture or pattern, says so on standard output and returns 0. Throws usage_error or file_error.
int render(const RenderOptions& options);
// The same by rank 0, whose status all ranks return; collective.
int render_on_root(const Communicator& world, const RenderOptions& options);

}  // namespace hg
