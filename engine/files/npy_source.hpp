#pragma once
// [initial] FIELD = "file.npy": cells from an array that NumPy has saved (numpy.lib.format, versions 1 to 3).
#include "engine/grid/array_source.hpp"
#include "engine/grid/grid.hpp"
#include "engine/mpi/communicator.hpp"

#include <memory>
#include <string>

namespace hg {

// An array of the grid's size, [y, x] or [z, y, x], of booleans, integers or floating-point numbers of any byte order, row by row
// or (fortran_order) column by column. Rank 0 examines the file before any other rank opens it; collective. Throws usage_error at
// place (in the input) where it does not fit. Its read() is as that of open_hdf5_array().
std::shared_ptr<const ArraySource> open_npy_array(const Communicator& communicator, const std::string& file, const Grid& grid,
                                                  const std::string& place);

}  // namespace hg
