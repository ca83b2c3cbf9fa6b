#pragma once
// `halogrid render FILE -o final.rle` and `-o final.cells`: cells as a pattern that this and other programs read.
#include "sims/commands/render/render.hpp"
#include "sims/commands/render/render_source.hpp"

#include <string>

namespace hg {

// Whether a file's extension is that of a pattern format that is written.
bool is_pattern_output(const std::string& path);

// Writes the cells of a box of the source, one layer thick; a pattern is written whole unless it is cropped. An .rle file of a
// snapshot holds the smallest box around its live cells and says where on the grid it lies, its step, rule and grid, so that a
// run of it goes on from there. Says so on standard output and returns 0. Throws usage_error or file_error.
int write_pattern(const RenderOptions& options, const RenderSource& source, const Box<3>& box);

}  // namespace hg
