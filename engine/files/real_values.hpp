#pragma once
// Values of another program's array as cells of a field.
#include "engine/grid/cell_type.hpp"
#include "kernels/base/box.hpp"

#include <functional>
#include <string>

namespace hg {

using ReadReals = std::function<void(const Box<3>& box, double* values)>;

// The cells of a box, x fastest, in pieces. Throws an Error of one rank that names the first cell with a value that the field's
// type cannot hold. name: of the array, for that message.
void read_reals(const std::string& name, int dimension, const Box<3>& box, CellType type, void* cells, const ReadReals& read);

}  // namespace hg
