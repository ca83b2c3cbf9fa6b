#pragma once
// The ways of running one input that `halogrid prove` compares: none of them may change a bit of the result.
#include <string>
#include <vector>

namespace hg {

struct Variant {
  int ranks = 1;
  std::vector<std::string> words;      // as the table shows them, below the names of variant_columns()
  std::vector<std::string> overrides;  // of the input
  std::string impossible;              // why the input cannot be run like this; empty: it can
};

// "layout", "depth", "overlap", or where cells are not stepped "scheduler", "tile".
std::vector<std::string> variant_columns(bool has_steps);

// For a job of that many ranks: on 1, 2, 3 and 4, all but one and all of them, each in some combinations of the rest, so that
// every pair of a layout and a depth, and each of both with and without overlap, is there.
std::vector<Variant> all_variants(int ranks, int dimension, bool has_steps);

}  // namespace hg
