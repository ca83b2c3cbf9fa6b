#include "sims/commands/input/array_sources.hpp"

#include "engine/files/hdf5_source.hpp"
#include "engine/files/npy_source.hpp"
#include "engine/mpi/text_file.hpp"
#include "engine/system/error.hpp"
#include "viz/image/png.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace hg {

// A picture's brightness as cells: 0 to 1 for real-valued fields; for states 1 where it is brighter than half, else 0.
class PictureSource : public ArraySource {
 public:
  PictureSource(GrayImage image, bool y_up) : image_(std::move(image)), y_up_(y_up) {}
  Index<3> size() const override { return {{image_.width, image_.height, 1}}; }

  void read(const Box<3>& box, CellType type, void* cells) const override {
    switch (type) {
      case CellType::uint8:
        return copy(box, static_cast<std::uint8_t*>(cells), true);
      case CellType::uint32:
        return copy(box, static_cast<std::uint32_t*>(cells), true);
      case CellType::float32:
        return copy(box, static_cast<float*>(cells), false);
      case CellType::float64:
        return copy(box, static_cast<double*>(cells), false);
    }
  }

 private:
  template <class T>
  void copy(const Box<3>& box, T* cells, bool states) const {
    for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
      for (std::int64_t x = box.lo[0]; x < box.hi[0]; ++x) {
        const std::int64_t row = y_up_ ? image_.height - 1 - y : y;
        const double level = image_.levels[static_cast<std::size_t>(row * image_.width + x)];
        *cells++ = static_cast<T>(!states ? level : level > 0.5 ? 1 : 0);
      }
  }

  GrayImage image_;
  bool y_up_;
};

static std::shared_ptr<const ArraySource> open_picture(const Communicator& world, const InitialSource& source, const Grid& grid,
                                                       bool y_up, std::string& fingerprint) {
  GrayImage image;
  std::string failure, bytes;
  if (world.root()) {
    try {
      image = read_png(source.file, grid.size[0], grid.size[1], &fingerprint);
    } catch (const std::runtime_error& error) {
      failure = fmt::format("{}: {}", source.file, error.what());
    }
    if (failure.empty() && (grid.dimension != 2 || image.width != grid.size[0] || image.height != grid.size[1]))
      failure = fmt::format("{} has {} x {} pixels, and the grid {} cells", source.file, image.width, image.height,
                            fmt::join(grid.size.v, grid.size.v + grid.dimension, " x "));
    bytes.assign(reinterpret_cast<const char*>(image.levels.data()), image.levels.size() * sizeof(double));
  }
  world.agree(failure, Exit::usage, source.place, "a pixel becomes a cell: give the grid the picture's size");
  world.broadcast(bytes);
  world.broadcast(fingerprint);
  image.width = static_cast<int>(grid.size[0]);
  image.height = static_cast<int>(grid.size[1]);
  image.levels.resize(bytes.size() / sizeof(double));
  std::memcpy(image.levels.data(), bytes.data(), bytes.size());
  return std::make_shared<PictureSource>(std::move(image), y_up);
}

// A rule has no answer to a state that it does not know, and a cell of two states may be stored as one bit.
class StateSource : public ArraySource {
 public:
  StateSource(std::shared_ptr<const ArraySource> array, const InitialSource& source, int states)
      : array_(std::move(array)), source_(source), states_(states) {}
  Index<3> size() const override { return array_->size(); }

  void read(const Box<3>& box, CellType type, void* cells) const override {
    array_->read(box, type, cells);
    if (type != CellType::uint8) return;
    const auto* states = static_cast<const std::uint8_t*>(cells);
    std::uint8_t highest = 0;
    for (std::int64_t i = 0; i < box.volume(); ++i) highest = std::max(highest, states[i]);
    if (highest < states_) return;
    const std::int64_t found = std::find(states, states + box.volume(), highest) - states;
    Index<3> cell = box.row_start(found / box.extent(0));
    cell[0] += found % box.extent(0);
    throw Error(
        Exit::usage, Scope::one_rank, source_.place,
        fmt::format("initial.{}: cell ({}, {}{}) = {} is no state of this simulation, whose cells are 0 to {}", source_.field,
                    cell[0], cell[1], size()[2] > 1 ? fmt::format(", {}", cell[2]) : "", highest, states_ - 1),
        "choose a rule with as many states, or convert the array before it is read");
  }

 private:
  std::shared_ptr<const ArraySource> array_;
  InitialSource source_;
  int states_;
};

static std::shared_ptr<const ArraySource> open_any(const Communicator& world, const InitialSource& source, const Grid& grid,
                                                   bool y_up, std::string& fingerprint) {
  if (!source.dataset.empty()) {
    auto array = open_hdf5_array(world, source.file, source.dataset, grid, source.place);
    fingerprint = fingerprint_of_file(world, source.file, source.place);
    return array;
  }
  const std::string extension = std::filesystem::path(source.file).extension();
  if (extension == ".png") return open_picture(world, source, grid, y_up, fingerprint);
  if (extension == ".npy") {
    auto array = open_npy_array(world, source.file, grid, source.place);
    fingerprint = fingerprint_of_file(world, source.file, source.place);
    return array;
  }
  throw usage_error(source.place, fmt::format("initial.{} = \"{}\" is neither a picture nor an array", source.field, source.file),
                    "write \"file.h5:/dataset\", \"file.npy\" or \"pic.png\"");
}

std::shared_ptr<const ArraySource> open_array(const Communicator& world, const InitialSource& source, const Grid& grid,
                                              int states, bool y_up, std::string& fingerprint) {
  const std::shared_ptr<const ArraySource> array = open_any(world, source, grid, y_up, fingerprint);
  if (states == 0) return array;
  return std::make_shared<StateSource>(array, source, states);
}

}  // namespace hg
