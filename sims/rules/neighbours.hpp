#pragma once
#include <cstdint>

namespace hg {

// Which of the eight cells around a cell are its neighbours. Hexagonal: all but the north-east and south-west ones, as in Golly.
enum class Neighbours : std::uint8_t { moore, von_neumann, hexagonal };

}  // namespace hg
