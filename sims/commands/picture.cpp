#include "sims/commands/picture.hpp"

#include "engine/error.hpp"
#include "viz/palette.hpp"
#include "viz/png.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace hg {

// Calls visit with boxes of at most 2^20 cells that together are the box, whole rows where they are short enough.
template <class Visit>
static void in_pieces(const Box<3>& box, const Visit& visit) {
  static constexpr std::int64_t most_cells = std::int64_t{1} << 20;
  const std::int64_t wide = std::clamp<std::int64_t>(box.extent(0), 1, most_cells),
                     high = std::max<std::int64_t>(1, most_cells / wide);
  for (std::int64_t z = box.lo[2]; z < box.hi[2]; ++z)
    for (std::int64_t y = box.lo[1]; y < box.hi[1]; y += high)
      for (std::int64_t x = box.lo[0]; x < box.hi[0]; x += wide)
        visit(Box<3>{{{x, y, z}}, {{std::min(x + wide, box.hi[0]), std::min(y + high, box.hi[1]), z + 1}}});
}

template <class Cell>
static std::pair<Cell, Cell> extremes(const std::vector<Cell>& cells) {
  Cell lowest = cells.front(), highest = cells.front();
  for (const Cell cell : cells) {
    lowest = std::min(lowest, cell);
    highest = std::max(highest, cell);
  }
  return {lowest, highest};
}

template <class Cell>
static ValueRange values_of(const Box<3>& box, const ReadCells& read) {
  ValueRange out{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  std::vector<Cell> cells;
  in_pieces(box, [&](const Box<3>& piece) {
    cells.resize(static_cast<std::size_t>(piece.volume()));
    read(piece, cells.data());
    if constexpr (std::is_integral_v<Cell>) {
      // In the cells' own type, whole vectors at a time.
      const auto [lowest, highest] = extremes(cells);
      out = {std::min<double>(out.lowest, lowest), std::max<double>(out.highest, highest)};
    } else {
      for (const Cell cell : cells) {
        const double value = static_cast<double>(cell);
        if (!std::isfinite(value)) continue;
        out.lowest = std::min(out.lowest, value);
        out.highest = std::max(out.highest, value);
      }
    }
  });
  return out;
}

template <class Cell>
static void add_cells_of(Frame& frame, const Box<3>& box, const ReadCells& read) {
  std::vector<Cell> cells;
  in_pieces(box, [&](const Box<3>& piece) {
    cells.resize(static_cast<std::size_t>(piece.volume()));
    read(piece, cells.data());
    frame.add(Region{piece.lo[0], piece.lo[1], piece.extent(0), piece.extent(1)}, cells.data());
  });
}

ValueRange values_in(CellType type, const Box<3>& box, const ReadCells& read) {
  switch (type) {
    case CellType::uint8:
      return values_of<std::uint8_t>(box, read);
    case CellType::uint32:
      return values_of<std::uint32_t>(box, read);
    case CellType::float32:
      return values_of<float>(box, read);
    case CellType::float64:
      break;
  }
  return values_of<double>(box, read);
}

void add_cells(Frame& frame, CellType type, const Box<3>& box, const ReadCells& read) {
  switch (type) {
    case CellType::uint8:
      return add_cells_of<std::uint8_t>(frame, box, read);
    case CellType::uint32:
      return add_cells_of<std::uint32_t>(frame, box, read);
    case CellType::float32:
      return add_cells_of<float>(frame, box, read);
    case CellType::float64:
      return add_cells_of<double>(frame, box, read);
  }
}

ValueRange shown_range(CellType type, const ValueRange& values) {
  if (type == CellType::uint8) return {0, std::max(1.0, values.highest)};
  if (values.lowest > values.highest) return {0, 1};
  if (values.lowest < values.highest && std::isfinite(values.highest - values.lowest)) return values;
  // One value everywhere: any range will do that a double of its size can tell from a point.
  if (values.lowest == values.highest) return {values.lowest, values.lowest + std::max(1.0, std::abs(values.lowest))};
  return {values.lowest / 4, values.highest / 4};
}

std::string default_palette(CellType type, const ValueRange& shown) {
  return type == CellType::uint8 && shown.highest <= 1 ? "life" : "viridis";
}

Image write_final_picture(const Simulation& simulation, const std::string& path) {
  const Communicator& ranks = simulation.communicator();
  const Index<3>& size = simulation.grid().size;
  const CellType type = simulation.fields().at(0).type;
  const std::int64_t middle = size[2] / 2;
  const Box<3> layer = intersection(simulation.own(), Box<3>{{{0, 0, middle}}, {{size[0], size[1], middle + 1}}});
  const ReadCells read = [&](const Box<3>& box, void* cells) { simulation.copy_out(0, box, cells); };

  const ValueRange own = values_in(type, layer, read);
  const ValueRange shown = shown_range(type, {ranks.min(own.lowest), ranks.max(own.highest)});
  Frame frame(Region{0, 0, size[0], size[1]}, choose_scale(size[0], size[1]), shown.lowest, shown.highest);
  add_cells(frame, type, layer, read);
  ranks.sum_to_root(frame.sums());

  Image image;
  std::string failure;
  if (ranks.root()) {
    image = frame.image(Palette(default_palette(type, shown)));
    try {
      if (!path.empty() && png_available()) write_png(path, image);
    } catch (const std::exception& error) {
      failure = error.what();
    }
  }
  ranks.agree(failure, Exit::file, path, "see that the output folder can be written to and has space left");
  return image;
}

}  // namespace hg
