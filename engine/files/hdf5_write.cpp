#include "engine/files/hdf5_write.hpp"

#include <algorithm>
#include <bit>

namespace hg {

static_assert(std::endian::native == std::endian::little, "cells are written as they lie in memory: little endian");

hid_t hdf5_type(CellType type) {
  switch (type) {
    case CellType::uint8:
      return H5T_STD_U8LE;
    case CellType::uint32:
      return H5T_STD_U32LE;
    case CellType::float32:
      return H5T_IEEE_F32LE;
    default:
      return H5T_IEEE_F64LE;
  }
}

Hdf5Handle hdf5_start_file(const std::string& path) {
  const Hdf5Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "make a property list");
  hdf5(H5Pset_obj_track_times(creation, false), "turn time stamps off");
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
  hdf5(H5Pset_libver_bounds(access, H5F_LIBVER_V110, H5F_LIBVER_V110), "choose the format version");
  // Whole pages for large arrays; small ones stay packed.
  hdf5(H5Pset_alignment(access, 64 * 1024, 4096), "set the alignment");
#if (H5_VERS_MINOR == 10 && H5_VERS_RELEASE >= 7) || H5_VERSION_GE(1, 12, 1)
  hdf5(H5Pset_file_locking(access, false, true), "turn file locking off");
#endif
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, creation, access), H5Fclose, "create " + path};
}

Hdf5Handle hdf5_group(hid_t parent, const std::string& name) {
  const Hdf5Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "make a property list");
  hdf5(H5Pset_obj_track_times(creation, false), "turn time stamps off");
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, creation, H5P_DEFAULT), H5Gclose, "create the group " + name};
}

Hdf5Handle hdf5_dataset_list() {
  Hdf5Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "make a property list");
  hdf5(H5Pset_obj_track_times(creation, false), "turn time stamps off");
  return creation;
}

static Hdf5Handle simple_space(const std::vector<hsize_t>& shape) {
  return {H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, "describe a shape"};
}

static Hdf5Handle scalar_space() { return {H5Screate(H5S_SCALAR), H5Sclose, "describe a scalar"}; }

Hdf5Handle hdf5_reserved_array(hid_t parent, const std::string& name, hid_t type, const std::vector<hsize_t>& shape) {
  const Hdf5Handle creation = hdf5_dataset_list();
  hdf5(H5Pset_layout(creation, H5D_CONTIGUOUS), "set the layout");
  hdf5(H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY), "set the allocation time");
  hdf5(H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER), "turn filling off");
  return {H5Dcreate2(parent, name.c_str(), type, simple_space(shape), H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose,
          "create the dataset " + name};
}

std::int64_t hdf5_offset(hid_t dataset) {
  const haddr_t offset = H5Dget_offset(dataset);
  if (offset == HADDR_UNDEF) throw_hdf5("tell where a dataset lies");
  return static_cast<std::int64_t>(offset);
}

template <class T>
static Hdf5Handle written(hid_t parent, const std::string& name, const std::vector<T>& values, hid_t stored, hid_t native) {
  Hdf5Handle dataset(
      H5Dcreate2(parent, name.c_str(), stored, simple_space({values.size()}), H5P_DEFAULT, hdf5_dataset_list(), H5P_DEFAULT),
      H5Dclose, "create the dataset " + name);
  hdf5(H5Dwrite(dataset, native, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "write the dataset " + name);
  return dataset;
}

Hdf5Handle hdf5_written_array(hid_t parent, const std::string& name, const std::vector<double>& values) {
  return written(parent, name, values, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE);
}

Hdf5Handle hdf5_written_array(hid_t parent, const std::string& name, const std::vector<std::int64_t>& values) {
  return written(parent, name, values, H5T_STD_I64LE, H5T_NATIVE_INT64);
}

static void attribute(hid_t object, const std::string& name, hid_t stored, hid_t native, const Hdf5Handle& space,
                      const void* values) {
  const Hdf5Handle handle(H5Acreate2(object, name.c_str(), stored, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                          "create the attribute " + name);
  hdf5(H5Awrite(handle, native, values), "write the attribute " + name);
}

void hdf5_attribute(hid_t object, const std::string& name, double value) {
  attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, scalar_space(), &value);
}

void hdf5_attribute(hid_t object, const std::string& name, std::int64_t value) {
  attribute(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, scalar_space(), &value);
}

void hdf5_attribute(hid_t object, const std::string& name, const std::vector<double>& values) {
  attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, simple_space({values.size()}), values.data());
}

void hdf5_attribute(hid_t object, const std::string& name, const std::vector<std::int64_t>& values) {
  attribute(object, name, H5T_STD_I64LE, H5T_NATIVE_INT64, simple_space({values.size()}), values.data());
}

static Hdf5Handle text_type(std::size_t length, H5T_cset_t characters, H5T_str_t padding) {
  Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a string type");
  hdf5(H5Tset_size(type, length), "set a string's length");
  hdf5(H5Tset_cset(type, characters), "set a string's characters");
  hdf5(H5Tset_strpad(type, padding), "set a string's padding");
  return type;
}

void hdf5_attribute(hid_t object, const std::string& name, const std::string& text) {
  // The final null is stored as well: HDF5 knows no string of length 0.
  const Hdf5Handle type = text_type(text.size() + 1, H5T_CSET_UTF8, H5T_STR_NULLTERM);
  attribute(object, name, type, type, scalar_space(), text.c_str());
}

void hdf5_ascii_attribute(hid_t object, const std::string& name, const std::string& text) {
  const Hdf5Handle type = text_type(text.size() + 1, H5T_CSET_ASCII, H5T_STR_NULLTERM);
  attribute(object, name, type, type, scalar_space(), text.c_str());
}

void hdf5_padded_attribute(hid_t object, const std::string& name, const std::string& text) {
  const Hdf5Handle type = text_type(text.size(), H5T_CSET_ASCII, H5T_STR_NULLPAD);
  attribute(object, name, type, type, scalar_space(), text.data());
}

void hdf5_attribute(hid_t object, const std::string& name, hid_t stored, hid_t native, const std::vector<hsize_t>& shape,
                    const void* values) {
  attribute(object, name, stored, native, simple_space(shape), values);
}

std::vector<hsize_t> hdf5_shape(int dimension, const Index<3>& size) {
  std::vector<hsize_t> shape;
  for (int a = dimension - 1; a >= 0; --a) shape.push_back(static_cast<hsize_t>(size[a]));
  return shape;
}

}  // namespace hg
