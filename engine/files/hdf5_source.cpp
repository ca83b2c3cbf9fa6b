#include "engine/files/hdf5_source.hpp"

#include "engine/files/hdf5_read.hpp"
#include "engine/files/hdf5_write.hpp"
#include "engine/files/packed_cells.hpp"
#include "engine/grid/slab.hpp"
#include "engine/system/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace hg {

class Hdf5Source : public ArraySource {
 public:
  // Throws std::runtime_error with a reason that reads on from the file's name.
  Hdf5Source(const std::string& file, const std::string& dataset, const Grid& grid);
  Index<3> size() const override { return grid_.size; }
  void read(const Box<3>& box, CellType type, void* cells) const override;

 private:
  void read_as(hid_t native, const Box<3>& box, void* cells) const;
  void read_packed(const Box<3>& box, CellType type, void* cells) const;

  std::string name_;
  Grid grid_;
  Hdf5Input input_;
  Hdf5Handle data_;
  Hdf5Array array_;
  bool packed_ = false;  // cells are bits
};

static std::string in_words(const std::vector<std::int64_t>& shape) {
  std::string out;
  for (const std::int64_t extent : shape) out += (out.empty() ? "[" : ", ") + std::to_string(extent);
  return out + "]";
}

// Filters run code of the library on the stranger's bytes; only the common ones are let in.
static void check_storage(hid_t dataset, const Hdf5Array& array) {
  const Hdf5Handle creation(H5Dget_create_plist(dataset), H5Pclose, "read how a dataset was made");
  for (int i = 0; i < H5Pget_nfilters(creation); ++i) {
    unsigned flags = 0, configuration = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &configuration);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32)
      throw std::runtime_error(
          fmt::format("is compressed by filter {}; only deflate, shuffle and fletcher32 are read", static_cast<int>(filter)));
  }
  if (array.layout != H5D_CHUNKED) return;
  std::vector<hsize_t> chunk(array.shape.size());
  hdf5(H5Pget_chunk(creation, static_cast<int>(chunk.size()), chunk.data()), "read the size of chunks");
  double bytes = static_cast<double>(H5Tget_size(array.type));
  for (const hsize_t extent : chunk) bytes *= static_cast<double>(extent);
  if (bytes > 1 << 30)
    throw std::runtime_error(fmt::format("is stored in chunks of {:.1f} GB; at most 1.1 GB are read", bytes * 1e-9));
}

Hdf5Source::Hdf5Source(const std::string& file, const std::string& dataset, const Grid& grid)
    : name_(file + ":" + dataset), grid_(grid), input_(file) {
  const QuietHdf5 quiet;
  data_ = hdf5_open_inside(input_.file, dataset, H5I_DATASET);
  array_ = hdf5_describe(data_);
  const H5T_class_t kind = H5Tget_class(array_.type);
  if ((kind != H5T_INTEGER && kind != H5T_FLOAT && kind != H5T_ENUM) || H5Tget_size(array_.type) > 8)
    throw std::runtime_error("holds neither integers nor floating-point numbers of at most 64 bits");
  const std::vector<hsize_t> needed = hdf5_shape(grid.dimension, grid.size);
  std::vector<std::int64_t> shape = array_.shape;
  packed_ = hdf5_is_packed(data_);
  if (packed_) shape.back() = hdf5_cells_per_row(data_, array_);
  if (!std::equal(shape.begin(), shape.end(), needed.begin(), needed.end(),
                  [](std::int64_t a, hsize_t b) { return static_cast<hsize_t>(a) == b; }))
    throw std::runtime_error("has the shape " + in_words(shape) + ", but the grid needs " +
                             in_words(std::vector<std::int64_t>(needed.begin(), needed.end())));
  if (array_.layout == H5D_CONTIGUOUS) hdf5_checked_offset(data_, array_, input_.bytes);
  check_storage(data_, array_);
}

void Hdf5Source::read_as(hid_t native, const Box<3>& box, void* cells) const {
  std::vector<hsize_t> start, count;
  for (int a = grid_.dimension - 1; a >= 0; --a) {
    start.push_back(static_cast<hsize_t>(box.lo[a]));
    count.push_back(static_cast<hsize_t>(box.extent(a)));
  }
  const QuietHdf5 quiet;
  try {
    const Hdf5Handle in_file(H5Dget_space(data_), H5Sclose, "read a shape");
    hdf5(H5Sselect_hyperslab(in_file, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), "select cells");
    const Hdf5Handle in_memory(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose,
                               "describe a shape");
    hdf5(H5Dread(data_, native, in_memory, in_file, H5P_DEFAULT, cells), "read cells");
  } catch (const std::exception& error) {
    throw file_error(Scope::one_rank, name_, error.what(), "the file may be damaged; write it again");
  }
}

// The values as T, where T can hold them; else false and the position of the first that it cannot.
template <class T>
static bool convert(const std::vector<double>& values, T* cells, std::size_t& position) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = values[i];
    bool fits = true;
    if constexpr (std::is_integral_v<T>)
      fits = value >= 0 && value <= static_cast<double>(std::numeric_limits<T>::max()) && value == std::floor(value);
    else
      fits = !std::isfinite(value) || std::isfinite(static_cast<T>(value));
    if (!fits) {
      position = i;
      return false;
    }
    cells[i] = static_cast<T>(value);
  }
  return true;
}

void Hdf5Source::read_packed(const Box<3>& box, CellType type, void* cells) const {
  const ReadBytes bytes = [&](const Box<3>& part, std::uint8_t* to) { read_as(H5T_NATIVE_UINT8, part, to); };
  const auto unpack = [&](const Box<3>& part, std::uint8_t* to) {
    try {
      unpack_box(grid_.size, part, bytes, to);
    } catch (const Error&) {
      throw;
    } catch (const std::runtime_error& error) {
      throw file_error(Scope::one_rank, name_, error.what(), "the file may be damaged; write it again");
    }
  };
  if (type == CellType::uint8) return unpack(box, static_cast<std::uint8_t*>(cells));
  std::vector<std::uint8_t> states;
  char* at = static_cast<char*>(cells);
  for_each_slab(box, std::int64_t{1} << 20, [&](const Box<3>& slab) {
    states.resize(static_cast<std::size_t>(slab.volume()));
    unpack(slab, states.data());
    if (type == CellType::uint32) std::copy(states.begin(), states.end(), reinterpret_cast<std::uint32_t*>(at));
    if (type == CellType::float32) std::copy(states.begin(), states.end(), reinterpret_cast<float*>(at));
    if (type == CellType::float64) std::copy(states.begin(), states.end(), reinterpret_cast<double*>(at));
    at += states.size() * size_of(type);
  });
}

void Hdf5Source::read(const Box<3>& box, CellType type, void* cells) const {
  if (packed_) return read_packed(box, type, cells);
  if (H5Tequal(array_.type, hdf5_type(type)) > 0 || type == CellType::float64) {
    if (!box.empty()) read_as(type == CellType::float64 ? H5T_NATIVE_DOUBLE : hdf5_type(type), box, cells);
    return;
  }
  char* at = static_cast<char*>(cells);
  std::vector<double> values;
  for_each_slab(box, std::int64_t{1} << 20, [&](const Box<3>& slab) {
    values.resize(static_cast<std::size_t>(slab.volume()));
    read_as(H5T_NATIVE_DOUBLE, slab, values.data());
    std::size_t position = 0;
    const bool good = type == CellType::uint8    ? convert(values, reinterpret_cast<std::uint8_t*>(at), position)
                      : type == CellType::uint32 ? convert(values, reinterpret_cast<std::uint32_t*>(at), position)
                                                 : convert(values, reinterpret_cast<float*>(at), position);
    if (!good) {
      const std::int64_t width = slab.extent(0), found = static_cast<std::int64_t>(position);
      Index<3> cell = slab.row_start(found / width);
      cell[0] += found % width;
      const char* kind = type == CellType::uint8    ? "an integer from 0 to 255"
                         : type == CellType::uint32 ? "an integer from 0 to 4294967295"
                                                    : "a float32";
      throw Error(Exit::usage, Scope::one_rank, name_,
                  fmt::format("cell ({}, {}{}) = {} is not {}, which the field needs", cell[0], cell[1],
                              grid_.dimension == 3 ? fmt::format(", {}", cell[2]) : "", values[position], kind),
                  "convert the array before it is read");
    }
    at += values.size() * size_of(type);
  });
}

std::shared_ptr<const ArraySource> open_hdf5_array(const Communicator& communicator, const std::string& file,
                                                   const std::string& dataset, const Grid& grid, const std::string& place) {
  std::shared_ptr<const ArraySource> source;
  const auto open = [&] {
    try {
      source = std::make_shared<Hdf5Source>(file, dataset, grid);
      return std::string();
    } catch (const std::exception& error) {
      return fmt::format("{}:{} {}", file, dataset, error.what());
    }
  };
  const std::string hint = "name an array of the grid's size in a file of its own: \"file.h5:/dataset\", [y, x] or [z, y, x]";
  communicator.agree(communicator.root() ? open() : "", Exit::usage, place, hint);
  communicator.agree(communicator.root() ? "" : open(), Exit::usage, place, hint);
  return source;
}

}  // namespace hg
