#pragma once
// Where a dataset's values lie in an HDF5 file, asked of HDF5 and not of the code under test.
#include <hdf5.h>

#include <cstddef>
#include <string>

namespace hg_tests {

inline std::size_t offset_of(const std::string& path, const std::string& dataset) {
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), data = H5Dopen2(file, dataset.c_str(), H5P_DEFAULT);
  const haddr_t offset = H5Dget_offset(data);
  H5Dclose(data);
  H5Fclose(file);
  return static_cast<std::size_t>(offset);
}

}  // namespace hg_tests
