#pragma once
// What halogrid's HDF5 files are made of: no time stamps, fixed-size types, one format version, so that the same content gives
// the same bytes. Everything throws std::runtime_error with HDF5's reason. Only for use inside engine/*.cpp.
#include "engine/files/hdf5_handle.hpp"
#include "engine/grid/cell_type.hpp"
#include "kernels/base/box.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

hid_t hdf5_type(CellType type);  // as stored: little endian; not to be closed

// Opens an existing empty file for writing, by the serial interface and without HDF5's own file lock.
Hdf5Handle hdf5_start_file(const std::string& path);
Hdf5Handle hdf5_group(hid_t parent, const std::string& name);
// A creation list for datasets: no time stamp.
Hdf5Handle hdf5_dataset_list();
// An array that lies in the file in one piece, allocated but not written. Its offset: hdf5_offset().
Hdf5Handle hdf5_reserved_array(hid_t parent, const std::string& name, hid_t type, const std::vector<hsize_t>& shape);
std::int64_t hdf5_offset(hid_t dataset);
// A dataset with these values.
Hdf5Handle hdf5_written_array(hid_t parent, const std::string& name, const std::vector<double>& values);
Hdf5Handle hdf5_written_array(hid_t parent, const std::string& name, const std::vector<std::int64_t>& values);

void hdf5_attribute(hid_t object, const std::string& name, double value);
void hdf5_attribute(hid_t object, const std::string& name, std::int64_t value);
void hdf5_attribute(hid_t object, const std::string& name, const std::vector<double>& values);
void hdf5_attribute(hid_t object, const std::string& name, const std::vector<std::int64_t>& values);
void hdf5_attribute(hid_t object, const std::string& name, const std::string& text);  // UTF-8
// ASCII with a final null, as HDF5's own dimension scales have it, and without one, as VTKHDF has it.
void hdf5_ascii_attribute(hid_t object, const std::string& name, const std::string& text);
void hdf5_padded_attribute(hid_t object, const std::string& name, const std::string& text);
// Of any type: values are of the native type, in the file they are of the stored one.
void hdf5_attribute(hid_t object, const std::string& name, hid_t stored, hid_t native, const std::vector<hsize_t>& shape,
                    const void* values);

// Rows and planes as datasets have them: [y, x] or [z, y, x].
std::vector<hsize_t> hdf5_shape(int dimension, const Index<3>& size);

}  // namespace hg
