#pragma once
// Reading HDF5 files of strangers: nothing is followed out of the file, and nothing is allocated by a size that was not checked.
// Everything throws std::runtime_error with a sentence. Only for use inside engine/*.cpp.
#include "engine/files/hdf5_handle.hpp"
#include "engine/grid/cell_type.hpp"
#include "engine/system/file_io.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

// Opens a regular file for reading, by HDF5 and as a plain descriptor.
struct Hdf5Input {
  explicit Hdf5Input(const std::string& path);
  FileDescriptor descriptor;
  std::int64_t bytes = 0;
  Hdf5Handle file;
};

// Opens an object below a group; every part of its path must be a plain link within the file. kind: H5I_DATASET or H5I_GROUP.
Hdf5Handle hdf5_open_inside(hid_t group, const std::string& path, H5I_type_t kind);
std::vector<std::string> hdf5_names(hid_t group);  // throws where there are more than 4096

bool hdf5_has_attribute(hid_t object, const std::string& name);
std::int64_t hdf5_integer(hid_t object, const std::string& name);
std::vector<std::int64_t> hdf5_integers(hid_t object, const std::string& name, std::int64_t most);  // a list
double hdf5_real(hid_t object, const std::string& name);
std::string hdf5_text(hid_t object, const std::string& name);  // fixed length, at most 16 MiB

// A dataset as it is described in the file.
struct Hdf5Array {
  std::vector<std::int64_t> shape;
  H5D_layout_t layout;
  Hdf5Handle type;
};
// Refuses arrays whose cells lie outside the file, of more than 8 axes or of more than 2^62 bytes.
Hdf5Array hdf5_describe(hid_t dataset);
// Where a contiguous array lies, after checking that the file is long enough to hold it.
std::int64_t hdf5_checked_offset(hid_t dataset, const Hdf5Array& array, std::int64_t file_bytes);

// Whether a dataset holds cells as bits, and how many cells a row of it then has, after checking that against its shape.
bool hdf5_is_packed(hid_t dataset);
std::int64_t hdf5_cells_per_row(hid_t dataset, const Hdf5Array& array);

// [y, x] or [z, y, x] as x, y, z.
Index<3> size_of_shape(const std::vector<std::int64_t>& shape);

}  // namespace hg
