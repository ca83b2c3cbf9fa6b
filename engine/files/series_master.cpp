#include "engine/files/series_master.hpp"

#include "engine/files/hdf5_write.hpp"
#include "engine/system/file_io.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <limits>

namespace hg {

// An axis as netCDF and xarray know it: a dataset of coordinates that fields refer to.
struct Scale {
  std::string name;
  Hdf5Handle dataset;
};

// An entry of a scale's REFERENCE_LIST.
struct ScaleUse {
  hobj_ref_t dataset;
  std::int32_t axis;
};

static const char* const axis_letters[3] = {"X", "Y", "Z"};

// x, y, z, time; a field of that name keeps it.
static std::string scale_name(const std::string& wanted, const std::vector<FieldInfo>& fields) {
  const bool taken = std::any_of(fields.begin(), fields.end(), [&](const FieldInfo& field) { return field.name == wanted; });
  return taken ? wanted + "_axis" : wanted;
}

static Scale make_scale(hid_t root, const std::string& name, const std::string& axis, const std::vector<double>& values) {
  Scale scale{name, hdf5_written_array(root, name, values)};
  hdf5_ascii_attribute(scale.dataset, "CLASS", "DIMENSION_SCALE");
  hdf5_ascii_attribute(scale.dataset, "NAME", name);
  hdf5_ascii_attribute(scale.dataset, "axis", axis);
  return scale;
}

// time, then the axes of a field from the slowest to the fastest.
static std::vector<Scale> make_scales(hid_t root, const Grid& grid, const std::vector<FieldInfo>& fields,
                                      const std::vector<double>& times) {
  std::vector<Scale> scales;
  scales.push_back(make_scale(root, scale_name("time", fields), "T", times));
  for (int a = grid.dimension - 1; a >= 0; --a) {
    const auto axis = static_cast<std::size_t>(a);
    std::vector<double> centres(static_cast<std::size_t>(grid.size[a]));
    for (std::size_t i = 0; i < centres.size(); ++i)
      centres[i] = grid.origin[axis] + (static_cast<double>(i) + 0.5) * grid.spacing[axis];
    scales.push_back(make_scale(root, scale_name(std::string(1, "xyz"[a]), fields), axis_letters[a], centres));
  }
  return scales;
}

static hobj_ref_t reference_to(hid_t root, const std::string& name) {
  hobj_ref_t reference;
  hdf5(H5Rcreate(&reference, root, ("/" + name).c_str(), H5R_OBJECT, -1), "refer to " + name);
  return reference;
}

// hvl_t by a name of its own: device compilers fail on a vector of a struct without one.
struct ReferenceList {
  std::size_t length;
  void* references;
};
static_assert(sizeof(ReferenceList) == sizeof(hvl_t) && offsetof(ReferenceList, references) == offsetof(hvl_t, p));

static void attach_scales(hid_t root, hid_t dataset, const std::vector<Scale>& scales) {
  std::vector<hobj_ref_t> references;
  for (const Scale& scale : scales) references.push_back(reference_to(root, scale.name));
  std::vector<ReferenceList> lists;
  for (hobj_ref_t& reference : references) lists.push_back({1, &reference});
  const Hdf5Handle type(H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, "make a list type");
  hdf5_attribute(dataset, "DIMENSION_LIST", type, type, {lists.size()}, lists.data());
}

// The way back, from a scale to the fields that use it as that axis.
static void list_uses(hid_t root, const Scale& scale, std::int32_t axis, const std::vector<FieldInfo>& fields) {
  std::vector<ScaleUse> uses;
  for (const FieldInfo& field : fields) uses.push_back({reference_to(root, field.name), axis});
  const Hdf5Handle native(H5Tcreate(H5T_COMPOUND, sizeof(ScaleUse)), H5Tclose, "make a type");
  hdf5(H5Tinsert(native, "dataset", offsetof(ScaleUse, dataset), H5T_STD_REF_OBJ), "make a type");
  hdf5(H5Tinsert(native, "dimension", offsetof(ScaleUse, axis), H5T_NATIVE_INT32), "make a type");
  const Hdf5Handle stored(H5Tcreate(H5T_COMPOUND, sizeof(hobj_ref_t) + 4), H5Tclose, "make a type");
  hdf5(H5Tinsert(stored, "dataset", 0, H5T_STD_REF_OBJ), "make a type");
  hdf5(H5Tinsert(stored, "dimension", sizeof(hobj_ref_t), H5T_STD_I32LE), "make a type");
  hdf5_attribute(scale.dataset, "REFERENCE_LIST", stored, native, {uses.size()}, uses.data());
}

static void set_fill(hid_t creation, CellType type) {
  const auto set = [&](hid_t native, auto value) { hdf5(H5Pset_fill_value(creation, native, &value), "set a fill value"); };
  switch (type) {
    case CellType::uint8:
      return set(H5T_NATIVE_UINT8, std::numeric_limits<std::uint8_t>::max());
    case CellType::uint32:
      return set(H5T_NATIVE_UINT32, std::numeric_limits<std::uint32_t>::max());
    case CellType::float32:
      return set(H5T_NATIVE_FLOAT, std::numeric_limits<float>::quiet_NaN());
    default:
      return set(H5T_NATIVE_DOUBLE, std::numeric_limits<double>::quiet_NaN());
  }
}

// HDF5 reads %b in the name of a source file as a number of blocks.
static std::string literal(const std::string& name) {
  std::string out;
  for (const char c : name) out += c == '%' ? std::string("%%") : std::string(1, c);
  return out;
}

// (t, y, x) or (t, z, y, x), each step from its own file beside the master, so that the folder can be moved.
static Hdf5Handle virtual_field(hid_t root, const Grid& grid, const FieldInfo& field,
                                const std::vector<std::string>& step_files) {
  const std::vector<hsize_t> step_shape = hdf5_shape(grid.dimension, grid.size);
  std::vector<hsize_t> shape = step_shape, start(step_shape.size() + 1), block = step_shape;
  shape.insert(shape.begin(), step_files.size());
  block.insert(block.begin(), 1);
  const std::vector<hsize_t> one(shape.size(), 1);
  const Hdf5Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr), H5Sclose, "describe a shape");
  const Hdf5Handle source(H5Screate_simple(static_cast<int>(step_shape.size()), step_shape.data(), nullptr), H5Sclose,
                          "describe a shape");
  const Hdf5Handle creation = hdf5_dataset_list();
  set_fill(creation, field.type);
  for (std::size_t i = 0; i < step_files.size(); ++i) {
    start[0] = i;
    hdf5(H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, one.data(), block.data()), "select a step");
    hdf5(H5Pset_virtual(creation, space, literal("./" + step_files[i]).c_str(), literal("/" + field.name).c_str(), source),
         "refer to a step file");
  }
  hdf5(H5Sselect_all(space), "select all steps");
  return {H5Dcreate2(root, field.name.c_str(), hdf5_type(field.type), space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose,
          "create the dataset " + field.name};
}

// The group that ParaView reads: the same datasets by hard links, a regular image and the times.
static void write_vtkhdf(hid_t root, const Grid& grid, const std::vector<FieldInfo>& fields, const std::vector<double>& times) {
  const Hdf5Handle group = hdf5_group(root, "VTKHDF");
  hdf5_padded_attribute(group, "Type", "ImageData");
  hdf5_attribute(group, "Version", std::vector<std::int64_t>{2, 0});
  hdf5_attribute(group, "WholeExtent",
                 std::vector<std::int64_t>{0, grid.size[0], 0, grid.size[1], 0, grid.dimension == 3 ? grid.size[2] : 0});
  hdf5_attribute(group, "Origin", std::vector<double>(grid.origin.begin(), grid.origin.end()));
  hdf5_attribute(group, "Spacing", std::vector<double>(grid.spacing.begin(), grid.spacing.end()));
  hdf5_attribute(group, "Direction", std::vector<double>{1, 0, 0, 0, 1, 0, 0, 0, 1});
  const Hdf5Handle cells = hdf5_group(group, "CellData");
  const Hdf5Handle steps = hdf5_group(group, "Steps");
  hdf5_attribute(steps, "NSteps", static_cast<std::int64_t>(times.size()));
  hdf5_written_array(steps, "Values", times);
  const Hdf5Handle offsets = hdf5_group(steps, "CellDataOffsets");
  std::vector<std::int64_t> counted(times.size());
  for (std::size_t i = 0; i < counted.size(); ++i) counted[i] = static_cast<std::int64_t>(i);
  for (const FieldInfo& field : fields) {
    hdf5(H5Lcreate_hard(root, field.name.c_str(), cells, field.name.c_str(), H5P_DEFAULT, H5P_DEFAULT), "link " + field.name);
    hdf5_written_array(offsets, field.name, counted);
  }
}

static void write_content(const std::string& path, const Grid& grid, const std::vector<FieldInfo>& fields,
                          const std::vector<std::string>& step_files, const std::vector<double>& times) {
  Hdf5Handle root = hdf5_start_file(path);
  {
    hdf5_ascii_attribute(root, "Conventions", "CF-1.8");
    const std::vector<Scale> scales = make_scales(root, grid, fields, times);
    for (const FieldInfo& field : fields) attach_scales(root, virtual_field(root, grid, field, step_files), scales);
    for (std::size_t axis = 0; axis < scales.size(); ++axis)
      list_uses(root, scales[axis], static_cast<std::int32_t>(axis), fields);
    write_vtkhdf(root, grid, fields, times);
  }
  root.close("finish " + path);
}

std::string write_series_master(const std::string& folder, const std::string& file, const Grid& grid,
                                const std::vector<FieldInfo>& fields, const std::vector<std::string>& step_files,
                                const std::vector<double>& times) {
  const QuietHdf5 quiet;
  TemporaryFile out(folder, file);
  std::string failure = out.failure();
  // HDF5 1.10 may crash later on when a file cannot grow, so that more than the file needs is tried before.
  std::int64_t most = (1 << 20) + 8 * (grid.size[0] + grid.size[1] + grid.size[2]);
  for (const std::string& name : step_files) most += static_cast<std::int64_t>(fields.size() * (1024 + 2 * name.size()));
  if (failure.empty()) failure = try_length(out.descriptor(), most);
  try {
    if (failure.empty()) write_content(out.path_to_open(), grid, fields, step_files, times);
  } catch (const std::exception& error) {
    failure = error.what();
  }
  if (failure.empty()) failure = out.still_there();
  if (failure.empty()) failure = out.commit();
  return failure;
}

}  // namespace hg
