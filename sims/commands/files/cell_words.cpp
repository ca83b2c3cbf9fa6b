#include "sims/commands/files/cell_words.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>

namespace hg {

std::string in_words(const Index<3>& index, int dimension) {
  return dimension == 2 ? fmt::format("({}, {})", index[0], index[1]) : fmt::format("({}, {}, {})", index[0], index[1], index[2]);
}

std::string in_words(const Tiling& tiling, std::int64_t tile, int dimension) {
  const Box<3> cells = tiling.cells_of(tile);
  const Box<3> at = tiling.tiles_of(cells);
  Index<3> last = cells.hi;
  for (int a = 0; a < 3; ++a) --last[a];
  return fmt::format("tile {} (cells {} to {})", in_words(at.lo, dimension), in_words(cells.lo, dimension),
                     in_words(last, dimension));
}

std::string value_in_words(CellType type, const void* cell) {
  const auto as = [&](auto value) {
    std::memcpy(&value, cell, sizeof value);
    return fmt::format("{}", value);
  };
  switch (type) {
    case CellType::uint8:
      return as(std::uint8_t{});
    case CellType::uint32:
      return as(std::uint32_t{});
    case CellType::float32:
      return as(float{});
    default:
      return as(double{});
  }
}

const char* name_of(CellType type) {
  switch (type) {
    case CellType::uint8:
      return "uint8";
    case CellType::uint32:
      return "uint32";
    case CellType::float32:
      return "float32";
    default:
      return "float64";
  }
}

}  // namespace hg
