#pragma once
// Cells, tiles and values as messages name them.
#include "engine/files/fingerprint.hpp"

#include <string>

namespace hg {

// "(12, 7)", of as many axes as the grid has.
std::string in_words(const Index<3>& index, int dimension);
// "tile (2, 1) (cells (512, 256) to (599, 299))".
std::string in_words(const Tiling& tiling, std::int64_t tile, int dimension);
// The value of one cell, with all digits that it needs.
std::string value_in_words(CellType type, const void* cell);
// "float64".
const char* name_of(CellType type);

}  // namespace hg
