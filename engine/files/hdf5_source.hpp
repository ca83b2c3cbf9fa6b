#pragma once
// [initial] FIELD = "file.h5:/dataset": cells from an HDF5 array of any program, another run's snapshot for example.
#include "engine/grid/array_source.hpp"
#include "engine/grid/grid.hpp"
#include "engine/mpi/communicator.hpp"

#include <memory>
#include <string>

namespace hg {

// Opens dataset ("/name", "/group/name"; "/name[3]", "/name[-1]": a level of an array with one axis more in front) of a file as
// an array of the grid's size: [y, x] or [z, y, x] of integers or floating-point numbers, stored within the file. Rank 0 examines
// the file before any other rank opens it; collective. Throws usage_error at place (in the input) where the file, the dataset,
// its type or its size does not fit. Its read() converts to the field's type and throws an Error of one rank for a value that the
// type cannot hold, with the cell.
std::shared_ptr<const ArraySource> open_hdf5_array(const Communicator& communicator, const std::string& file,
                                                   const std::string& dataset, const Grid& grid, const std::string& place);

}  // namespace hg
