#pragma once
// What a viewer draws over cells: lines between them, the borders of the ranks' blocks and the halo beside them.
#include "viz/image/image.hpp"
#include "viz/image/view_frame.hpp"
#include "viz/image/view_slice.hpp"
#include "viz/image/view_transform.hpp"

namespace hg {

inline constexpr int grid_lines_from = 8;                // pixels a cell
inline constexpr Colour border_colour = {255, 150, 20};  // of ranks' blocks
inline constexpr Colour grid_line_colour = {128, 128, 128};

// `part` of 256 of the colour, the rest of what is there.
void blend(Image& image, int x, int y, const Colour& colour, int part);
void blend_box(Image& image, int x, int y, int width, int height, const Colour& colour, int part);

// On the first row and column of pixels of each cell, every tenth one stronger. Nothing where cells are small.
void draw_grid_lines(Image& image, const ViewTransform& transform);

// A line where a rank's block begins, and a veil over the halo layers that it and its neighbour exchange.
void draw_rank_borders(Image& image, const ViewTransform& transform, const ViewSlice& slice, const ViewedRun& run);

}  // namespace hg
