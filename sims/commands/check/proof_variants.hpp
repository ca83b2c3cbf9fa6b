#pragma once
// The ways of running one input that `halogrid prove` compares: none of them may change a bit of the result.
#include <string>
#include <vector>

namespace hg {

struct Variant {
  int ranks = 1;
  std::vector<std::string> words;      // as the table shows them, below its columns
  std::vector<std::string> overrides;  // of the input
  bool splits = false;                 // the first word is the layout, as far as it is not left open
  std::string impossible = {};         // why the input cannot be run like this; empty: it can
};

struct VariantTable {
  std::vector<std::string> columns;
  std::vector<Variant> variants;
};

// For a job of that many ranks: on 1, 2, 3 and 4, all but one and all of them, each in some combinations of the rest. Of cells
// that are stepped every pair of a layout and a depth, and each of both with and without overlap, is there.
VariantTable step_variants(int ranks, int dimension);
// Of pixels that a tile farm computes.
VariantTable tile_variants(int ranks);

}  // namespace hg
