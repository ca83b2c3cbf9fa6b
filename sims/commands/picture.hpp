#pragma once
// From cells to a picture: what the final picture of a run and `halogrid render` share.
#include "engine/box.hpp"
#include "engine/simulation.hpp"
#include "viz/frame.hpp"
#include "viz/image.hpp"

#include <functional>
#include <string>

namespace hg {

// Copies the cells of a box, x fastest, to memory.
using ReadCells = std::function<void(const Box<3>& box, void* cells)>;

// The finite values of some cells; lowest > highest where there is none.
struct ValueRange {
  double lowest, highest;
};

// Both go through the box in pieces of a few MiB, so that a grid of any size is drawn in little memory.
ValueRange values_in(CellType type, const Box<3>& box, const ReadCells& read);
void add_cells(Frame& frame, CellType type, const Box<3>& box, const ReadCells& read);

// The values that a picture shows as levels 0 and 1: from 0 for states (uint8), else from the lowest; never without extent.
ValueRange shown_range(CellType type, const ValueRange& values);

// life where cells are dead or alive, else viridis.
std::string default_palette(CellType type, const ValueRange& shown);

// The picture of a simulation's first field, in 3D of the middle layer; collective, at most 8 MiB a rank and no gather of cells.
// Rank 0 writes it to path (not written where path is empty or PNG is not available) and returns it; the others return an empty
// image. Throws file_error on every rank if the file cannot be written.
Image write_final_picture(const Simulation& simulation, const std::string& path);

}  // namespace hg
