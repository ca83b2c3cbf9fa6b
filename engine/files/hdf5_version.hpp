#pragma once
// The HDF5 library that is loaded, which may be newer than the headers that halogrid was compiled with.
#include <string>

namespace hg {

std::string hdf5_version();  // "1.10.8"

}  // namespace hg
