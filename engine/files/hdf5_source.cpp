#include "engine/files/hdf5_source.hpp"

#include "engine/files/hdf5_read.hpp"
#include "engine/files/hdf5_write.hpp"
#include "engine/files/packed_cells.hpp"
#include "engine/files/real_values.hpp"
#include "engine/grid/slab.hpp"
#include "engine/system/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <system_error>
#include <vector>

namespace hg {

// "/u", or a level of a series of arrays: "/u[3]" of [t, y, x], "/u[-1]" its last.
struct ArrayName {
  std::string dataset;
  std::optional<std::int64_t> level;
};

static ArrayName array_name(const std::string& text) {
  const std::size_t open = text.rfind('[');
  if (open == std::string::npos || text.back() != ']') return {text, {}};
  std::int64_t level = 0;
  const char *const first = text.data() + open + 1, *const last = text.data() + text.size() - 1;
  const auto [end, failure] = std::from_chars(first, last, level);
  if (failure != std::errc() || end != last) return {text, {}};
  return {text.substr(0, open), level};
}

class Hdf5Source : public ArraySource {
 public:
  // Throws std::runtime_error with a reason that reads on from the file's name.
  Hdf5Source(const std::string& file, const ArrayName& array, const Grid& grid);
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
  std::optional<hsize_t> level_;  // of an array with one axis more than the grid
  bool packed_ = false;           // cells are bits
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

Hdf5Source::Hdf5Source(const std::string& file, const ArrayName& array, const Grid& grid)
    : name_(file + ":" + array.dataset + (array.level ? fmt::format("[{}]", *array.level) : "")), grid_(grid), input_(file) {
  const QuietHdf5 quiet;
  data_ = hdf5_open_inside(input_.file, array.dataset, H5I_DATASET);
  array_ = hdf5_describe(data_);
  const H5T_class_t kind = H5Tget_class(array_.type);
  if ((kind != H5T_INTEGER && kind != H5T_FLOAT && kind != H5T_ENUM) || H5Tget_size(array_.type) > 8)
    throw std::runtime_error("holds neither integers nor floating-point numbers of at most 64 bits");
  const std::vector<hsize_t> needed = hdf5_shape(grid.dimension, grid.size);
  std::vector<std::int64_t> shape = array_.shape;
  if (array.level) {
    const std::int64_t levels = shape.empty() ? 0 : shape.front(),
                       level = *array.level < 0 ? levels + *array.level : *array.level;
    if (level < 0 || level >= levels)
      throw std::runtime_error(fmt::format("has the shape {}, and so no level {}", in_words(shape), *array.level));
    level_ = static_cast<hsize_t>(level);
    shape.erase(shape.begin());
  }
  packed_ = hdf5_is_packed(data_);
  if (packed_ && level_) throw std::runtime_error("holds cells as bits, which have no levels");
  if (packed_) shape.back() = hdf5_cells_per_row(data_, array_);
  if (!std::equal(shape.begin(), shape.end(), needed.begin(), needed.end(),
                  [](std::int64_t a, hsize_t b) { return static_cast<hsize_t>(a) == b; }))
    throw std::runtime_error(fmt::format("has the shape {}, but the grid needs {}{}", in_words(level_ ? array_.shape : shape),
                                         level_ ? "[levels] of " : "",
                                         in_words(std::vector<std::int64_t>(needed.begin(), needed.end()))));
  if (array_.layout == H5D_CONTIGUOUS) hdf5_checked_offset(data_, array_, input_.bytes);
  check_storage(data_, array_);
}

void Hdf5Source::read_as(hid_t native, const Box<3>& box, void* cells) const {
  std::vector<hsize_t> start, count;
  if (level_) {
    start.push_back(*level_);
    count.push_back(1);
  }
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
  read_reals(name_, grid_.dimension, box, type, cells,
             [&](const Box<3>& part, double* to) { read_as(H5T_NATIVE_DOUBLE, part, to); });
}

std::shared_ptr<const ArraySource> open_hdf5_array(const Communicator& communicator, const std::string& file,
                                                   const std::string& dataset, const Grid& grid, const std::string& place) {
  std::shared_ptr<const ArraySource> source;
  const auto open = [&] {
    try {
      source = std::make_shared<Hdf5Source>(file, array_name(dataset), grid);
      return std::string();
    } catch (const std::exception& error) {
      return fmt::format("{}:{} {}", file, dataset, error.what());
    }
  };
  const std::string hint =
      "name an array of the grid's size in a file of its own: \"file.h5:/dataset\", [y, x] or [z, y, x]; with one axis more "
      "a level of it: \"file.h5:/dataset[3]\"";
  communicator.agree(communicator.root() ? open() : "", Exit::usage, place, hint);
  communicator.agree(communicator.root() ? "" : open(), Exit::usage, place, hint);
  return source;
}

}  // namespace hg
