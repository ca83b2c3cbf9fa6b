#include "engine/files/hdf5_read.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace hg {

Hdf5Input::Hdf5Input(const std::string& path) {
  if (const std::string failure = open_regular(path, descriptor, bytes); !failure.empty()) throw std::runtime_error(failure);
  const QuietHdf5 quiet;
  const Hdf5Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "make a property list");
#if (H5_VERS_MINOR == 10 && H5_VERS_RELEASE >= 7) || H5_VERSION_GE(1, 12, 1)
  hdf5(H5Pset_file_locking(access, false, true), "turn file locking off");
#endif
  const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access);
  if (id < 0) throw std::runtime_error("is not a whole HDF5 file (" + hdf5_reason() + ")");
  file = Hdf5Handle(id, H5Fclose, "open the file");
}

Hdf5Handle hdf5_open_inside(hid_t group, const std::string& path, H5I_type_t kind) {
  std::string prefix;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    if (end > at) {
      if (!prefix.empty()) prefix += '/';
      prefix.append(path, at, end - at);
      H5L_info_t link;
      if (H5Lexists(group, prefix.c_str(), H5P_DEFAULT) <= 0) throw std::runtime_error("holds no /" + prefix);
      hdf5(H5Lget_info(group, prefix.c_str(), &link, H5P_DEFAULT), "examine /" + prefix);
      if (link.type != H5L_TYPE_HARD)
        throw std::runtime_error("/" + prefix + " is a soft or external link, which is not followed");
    }
    at = end + 1;
  }
  if (prefix.empty()) throw std::runtime_error("no name of a dataset is given");
  Hdf5Handle object(H5Oopen(group, prefix.c_str(), H5P_DEFAULT), H5Oclose, "open /" + prefix);
  if (H5Iget_type(object) != kind)
    throw std::runtime_error("/" + prefix + (kind == H5I_DATASET ? " is not a dataset" : " is not a group"));
  return object;
}

std::vector<std::string> hdf5_names(hid_t group) {
  constexpr hsize_t most = 4096;
  H5G_info_t info;
  hdf5(H5Gget_info(group, &info), "examine a group");
  if (info.nlinks > most) throw std::runtime_error(fmt::format("a group holds {} names; at most {} are read", info.nlinks, most));
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const ssize_t length =
        hdf5(H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, nullptr, 0, H5P_DEFAULT), "read a name");
    if (length > 4096) throw std::runtime_error(fmt::format("a name of {} characters", length));
    std::string name(static_cast<std::size_t>(length) + 1, '\0');
    hdf5(H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT), "read a name");
    name.pop_back();
    names.push_back(std::move(name));
  }
  return names;
}

bool hdf5_has_attribute(hid_t object, const std::string& name) { return H5Aexists(object, name.c_str()) > 0; }

// One value of the class asked for, or at most so many.
static Hdf5Handle open_attribute(hid_t object, const std::string& name, H5T_class_t wanted, Hdf5Handle& type,
                                 std::int64_t* count = nullptr, std::int64_t most = 1) {
  if (!hdf5_has_attribute(object, name)) throw std::runtime_error("has no attribute \"" + name + "\"");
  Hdf5Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, "open the attribute " + name);
  type = Hdf5Handle(H5Aget_type(attribute), H5Tclose, "read a type");
  const Hdf5Handle space(H5Aget_space(attribute), H5Sclose, "read a shape");
  const std::int64_t points = H5Sget_simple_extent_npoints(space);
  if (count != nullptr) *count = points;
  if (H5Tget_class(type) != wanted || points < 1 || points > most)
    throw std::runtime_error("attribute \"" + name + "\" is of the wrong type");
  return attribute;
}

std::int64_t hdf5_integer(hid_t object, const std::string& name) {
  Hdf5Handle type;
  const Hdf5Handle attribute = open_attribute(object, name, H5T_INTEGER, type);
  std::int64_t value = 0;
  hdf5(H5Aread(attribute, H5T_NATIVE_INT64, &value), "read the attribute " + name);
  return value;
}

std::vector<std::int64_t> hdf5_integers(hid_t object, const std::string& name, std::int64_t most) {
  Hdf5Handle type;
  std::int64_t count = 0;
  const Hdf5Handle attribute = open_attribute(object, name, H5T_INTEGER, type, &count, most);
  std::vector<std::int64_t> values(static_cast<std::size_t>(count));
  hdf5(H5Aread(attribute, H5T_NATIVE_INT64, values.data()), "read the attribute " + name);
  return values;
}

double hdf5_real(hid_t object, const std::string& name) {
  Hdf5Handle type;
  const Hdf5Handle attribute = open_attribute(object, name, H5T_FLOAT, type);
  double value = 0;
  hdf5(H5Aread(attribute, H5T_NATIVE_DOUBLE, &value), "read the attribute " + name);
  return value;
}

std::string hdf5_text(hid_t object, const std::string& name) {
  Hdf5Handle type;
  const Hdf5Handle attribute = open_attribute(object, name, H5T_STRING, type);
  const std::size_t length = H5Tget_size(type);
  if (H5Tis_variable_str(type) != 0 || length > (std::size_t{16} << 20))
    throw std::runtime_error("attribute \"" + name + "\" is not a text of fixed length");
  std::string text(length, '\0');
  hdf5(H5Aread(attribute, type, text.data()), "read the attribute " + name);
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

Hdf5Array hdf5_describe(hid_t dataset) {
  const Hdf5Handle space(H5Dget_space(dataset), H5Sclose, "read a shape");
  const Hdf5Handle creation(H5Dget_create_plist(dataset), H5Pclose, "read how a dataset was made");
  Hdf5Array out{{}, H5Pget_layout(creation), Hdf5Handle(H5Dget_type(dataset), H5Tclose, "read a type")};
  if (out.layout == H5D_VIRTUAL) throw std::runtime_error("is a virtual dataset, whose cells lie in other files");
  if (out.layout == H5D_CONTIGUOUS && H5Pget_external_count(creation) != 0)
    throw std::runtime_error("keeps its cells in other files");
  const int axes = H5Sget_simple_extent_type(space) == H5S_SIMPLE ? H5Sget_simple_extent_ndims(space) : 0;
  if (axes < 1 || axes > 8) throw std::runtime_error("is not an array");
  std::vector<hsize_t> extents(static_cast<std::size_t>(axes));
  hdf5(H5Sget_simple_extent_dims(space, extents.data(), nullptr), "read a shape");
  std::int64_t bytes = static_cast<std::int64_t>(std::max<std::size_t>(H5Tget_size(out.type), 1));
  for (const hsize_t extent : extents) {
    if (extent == 0) throw std::runtime_error("has no cells");
    if (extent > static_cast<hsize_t>((std::int64_t{1} << 62) / bytes))
      throw std::runtime_error("claims more cells than any file can hold");
    bytes *= static_cast<std::int64_t>(extent);
    out.shape.push_back(static_cast<std::int64_t>(extent));
  }
  return out;
}

std::int64_t hdf5_checked_offset(hid_t dataset, const Hdf5Array& array, std::int64_t file_bytes) {
  if (array.layout != H5D_CONTIGUOUS) throw std::runtime_error("is not stored in one piece");
  std::int64_t bytes = static_cast<std::int64_t>(H5Tget_size(array.type));
  for (const std::int64_t extent : array.shape) bytes *= extent;
  const haddr_t offset = H5Dget_offset(dataset);
  if (offset == HADDR_UNDEF) throw std::runtime_error("has no cells in the file");
  if (bytes > file_bytes || offset > static_cast<haddr_t>(file_bytes - bytes))
    throw std::runtime_error(fmt::format("claims {} from byte {} on, but the file ends after {}", bytes_in_words(bytes), offset,
                                         bytes_in_words(file_bytes)));
  return static_cast<std::int64_t>(offset);
}

bool hdf5_is_packed(hid_t dataset) { return hdf5_has_attribute(dataset, "packed_bits"); }

std::int64_t hdf5_cells_per_row(hid_t dataset, const Hdf5Array& array) {
  const std::int64_t bits = hdf5_integer(dataset, "packed_bits"), cells = hdf5_integer(dataset, "cells_per_row");
  if (bits != 1) throw std::runtime_error(fmt::format("is packed with {} bits a cell; 1 is read", bits));
  if (H5Tequal(array.type, H5T_STD_U8LE) <= 0) throw std::runtime_error("is packed into something else than uint8");
  // Compared without a sum that could overflow.
  const std::int64_t bytes = array.shape.back();
  if (cells < 1 || (cells - 1) / 8 + 1 != bytes)
    throw std::runtime_error(
        fmt::format("says that a row has {} cells, and has {} byte{} a row", cells, bytes, bytes == 1 ? "" : "s"));
  std::int64_t all_bytes = 1;
  for (const std::int64_t extent : array.shape) all_bytes *= extent;
  if (all_bytes > std::int64_t{1} << 58) throw std::runtime_error("claims more cells than any file can hold");
  return cells;
}

Index<3> size_of_shape(const std::vector<std::int64_t>& shape) {
  Index<3> size = Index<3>::filled(1);
  for (std::size_t axis = 0; axis < shape.size() && axis < 3; ++axis)
    size[static_cast<int>(axis)] = shape[shape.size() - 1 - axis];
  return size;
}

}  // namespace hg
