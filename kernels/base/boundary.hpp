#pragma once
// What lies outside the grid at the end of an axis: one vocabulary from the input to the kernel. Device-clean. How the ends of a
// periodic axis are joined with a move along the other one is no kind of boundary: kernels/base/seam.hpp.
#include <cstdint>

namespace hg {

enum class BoundaryKind : std::uint8_t { periodic, fixed, reflect, open };

// A word that an input may give. Switches over kinds have no default: one that forgets a kind does not compile.
struct BoundaryWord {
  const char* word;
  BoundaryKind kind;
  bool takes_value;     // "word:VALUE" or, for each field, "word:FIELD=VALUE,FIELD=VALUE"
  const char* meaning;  // as docs/inputs.md has it: what the ghost cells at the low end hold
};

inline constexpr BoundaryWord boundary_words[] = {
    {"periodic", BoundaryKind::periodic, false, "the cells at the other end of the axis"},
    {"dead", BoundaryKind::fixed, false, "0; for a real field no Dirichlet wall, which would hold 0 on the face"},
    {"fixed", BoundaryKind::fixed, true, "that value, or each field its own"},
    {"reflect", BoundaryKind::reflect, false,
     "symmetric about the face: cell -1-i is cell i (NumPy's `symmetric`, not its `reflect`)"},
    {"open", BoundaryKind::open, false, "outflow, a gradient of zero: cell -1-i is cell 0"},
};

}  // namespace hg
