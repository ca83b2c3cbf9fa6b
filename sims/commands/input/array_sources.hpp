#pragma once
// [initial] FIELD = "file.h5:/dataset", "file.npy" or "pic.png": the array that a field starts from.
#include "engine/grid/array_source.hpp"
#include "engine/input/settings.hpp"
#include "engine/mpi/communicator.hpp"

#include <memory>
#include <string>

namespace hg {

// Collective. Throws usage_error at source.place where the file, its type or its size does not fit the grid. states: how many a
// cell of the field has; its read() throws an Error of one rank for a cell with another value. 0: any value of the field's type.
// y_up: the first row of a picture is the last one of the field. fingerprint: becomes the file's. Of an HDF5 file all bytes
// count, whatever is read of it: a run that goes on reads no cells, and one that says "changed" without need costs a sentence.
std::shared_ptr<const ArraySource> open_array(const Communicator& world, const InitialSource& source, const Grid& grid,
                                              int states, bool y_up, std::string& fingerprint);

}  // namespace hg
