#pragma once
// From cells to a picture: what the final picture of a run and `halogrid render` share.
#include "engine/model/simulation.hpp"
#include "kernels/base/box.hpp"
#include "viz/image/frame.hpp"
#include "viz/image/image.hpp"
#include "viz/image/palette.hpp"

#include <functional>
#include <limits>
#include <string>

namespace hg {

// Copies the cells of a box, x fastest, to memory.
using ReadCells = std::function<void(const Box<3>& box, void* cells)>;

// The finite values of some cells that have one; lowest > highest where there is none.
struct ValueRange {
  double lowest = std::numeric_limits<double>::infinity(), highest = -std::numeric_limits<double>::infinity();
};
struct Values {
  ValueRange range;
  Ratios ratios;  // only of fields some of whose cells have no number of their own
};

// Both go through the box in pieces of a few MiB, so that a grid of any size is drawn in little memory.
Values values_in(const FieldInfo& field, const Box<3>& box, const ReadCells& read);
void add_cells(Frame& frame, CellType type, const Box<3>& box, const ReadCells& read);

// The values that a picture shows as levels 0 and 1: from 0 for states (uint8), else from the lowest; never without extent. Steps
// to escape are shown by ratio and frequency (Ratios), or by ratio where the range is the user's.
Tone shown_tone(const FieldInfo& field, const Values& values);
Tone tone_of_range(const FieldInfo& field, double low, double high);

// life where cells are dead or alive, inferno for steps to escape, else viridis.
std::string default_palette(const FieldInfo& field, const Tone& tone);
// The same, or the colours that the field's states are known by.
Palette palette_of(const FieldInfo& field, const Tone& tone);

// The picture of a field on a grid of that size, in 3D of the middle layer; collective, at most 16 MiB a rank and no gather of
// cells. own: the cells that this rank reads; together all of them. Rank 0 writes it to path (not written where path is empty or
// PNG is not available) and returns it; the others return an empty image. Throws file_error on every rank if the file cannot be
// written.
Image write_picture(const Communicator& ranks, const FieldInfo& field, const Index<3>& size, const Box<3>& own,
                    const ReadCells& read, const std::string& path);
// The same of a simulation's first field, whose cells are all there.
Image write_final_picture(const Simulation& simulation, const std::string& path);

}  // namespace hg
