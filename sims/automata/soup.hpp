#pragma once
// A random soup: the starting state of a cellular automaton that is given no pattern.
#include "engine/grid/random.hpp"
#include "kernels/near.hpp"

namespace life {

struct Soup {
  double density;  // share of live cells (state 1)
  HG_FUNCTION std::uint8_t operator()(const hg::Where<2>& where) const {
    return hg::random_uniform(where.seed, where.number()) < density ? 1 : 0;
  }
};

}  // namespace life
