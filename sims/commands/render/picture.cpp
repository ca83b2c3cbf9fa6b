#include "sims/commands/render/picture.hpp"

#include "engine/system/error.hpp"
#include "viz/image/palette.hpp"
#include "viz/image/png.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <type_traits>
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

// The finite values of numbers, without those that stand for none; those of counts by their size too.
template <class Cell>
static void note_values(const FieldInfo& field, const std::vector<Cell>& cells, Values& out) {
  if constexpr (std::is_integral_v<Cell>) {
    if (!field.inside) {
      // In the cells' own type, whole vectors at a time.
      Cell lowest = cells.front(), highest = cells.front();
      for (const Cell cell : cells) {
        lowest = std::min(lowest, cell);
        highest = std::max(highest, cell);
      }
      out.range = {std::min<double>(out.range.lowest, lowest), std::max<double>(out.range.highest, highest)};
      return;
    }
  }
  // Neighbours often have the same value.
  double last = 0;
  std::int64_t times = 0;
  const auto note = [&] {
    if (times == 0) return;
    out.range = {std::min(out.range.lowest, last), std::max(out.range.highest, last)};
    if (field.inside) out.ratios.add(last, times);
    times = 0;
  };
  for (const Cell cell : cells) {
    const double value = static_cast<double>(cell);
    if (!std::isfinite(value) || (field.inside && value == *field.inside)) continue;
    if (value != last) note();
    last = value;
    ++times;
  }
  note();
}

template <class Cell>
static Values values_of(const FieldInfo& field, const Box<3>& box, const ReadCells& read) {
  Values out;
  std::vector<Cell> cells;
  in_pieces(box, [&](const Box<3>& piece) {
    cells.resize(static_cast<std::size_t>(piece.volume()));
    read(piece, cells.data());
    note_values(field, cells, out);
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

Values values_in(const FieldInfo& field, const Box<3>& box, const ReadCells& read) {
  switch (field.type) {
    case CellType::uint8:
      return values_of<std::uint8_t>(field, box, read);
    case CellType::uint32:
      return values_of<std::uint32_t>(field, box, read);
    case CellType::float32:
      return values_of<float>(field, box, read);
    case CellType::float64:
      break;
  }
  return values_of<double>(field, box, read);
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

static ValueRange shown_range(CellType type, const ValueRange& values) {
  if (type == CellType::uint8) return {0, std::max(1.0, values.highest)};
  if (values.lowest > values.highest) return {0, 1};
  if (values.lowest < values.highest && std::isfinite(values.highest - values.lowest)) return values;
  // One value everywhere: any range will do that a double of its size can tell from a point.
  if (values.lowest == values.highest) return {values.lowest, values.lowest + std::max(1.0, std::abs(values.lowest))};
  return {values.lowest / 4, values.highest / 4};
}

Tone shown_tone(const FieldInfo& field, const Values& values) {
  ValueRange shown = shown_range(field.type, values.range);
  if (const auto states = std::count(field.colours.begin(), field.colours.end(), '\n'); states > 1)
    shown = {0, static_cast<double>(states - 1)};
  Tone tone{shown.lowest, shown.highest};
  if (!field.inside) return tone;
  tone.inside = *field.inside;
  tone.curve = values.ratios.curve(tone.low, tone.high);
  return tone;
}

Tone tone_of_range(const FieldInfo& field, double low, double high) {
  Tone tone{low, high};
  if (!field.inside) return tone;
  tone.inside = *field.inside;
  tone.logarithmic = true;
  return tone;
}

std::string default_palette(const FieldInfo& field, const Tone& tone) {
  if (field.inside) return "inferno";
  return field.type == CellType::uint8 && tone.high <= 1 ? "life" : "viridis";
}

Palette palette_of(const FieldInfo& field, const Tone& tone) {
  const auto own = Palette::of_states(field.colours);
  return own ? *own : Palette(default_palette(field, tone));
}

// Those of all ranks, on every rank.
static Values values_of_all(const Communicator& ranks, Values values) {
  values.range = {ranks.min(values.range.lowest), ranks.max(values.range.highest)};
  ranks.sum_to_root(values.ratios.cells);
  std::string bytes(reinterpret_cast<const char*>(values.ratios.cells.data()), values.ratios.cells.size() * sizeof(std::int64_t));
  ranks.broadcast(bytes);
  std::memcpy(values.ratios.cells.data(), bytes.data(), bytes.size());
  return values;
}

Image write_picture(const Communicator& ranks, const FieldInfo& field, const Index<3>& size, const Box<3>& own,
                    const ReadCells& read, const std::string& path) {
  const std::int64_t middle = size[2] / 2;
  const Box<3> layer = intersection(own, Box<3>{{{0, 0, middle}}, {{size[0], size[1], middle + 1}}});
  const Tone tone = shown_tone(field, values_of_all(ranks, values_in(field, layer, read)));
  Frame frame(Region{0, 0, size[0], size[1]}, choose_scale(size[0], size[1]), tone);
  add_cells(frame, field.type, layer, read);
  ranks.sum_to_root(frame.sums());

  Image image;
  std::string failure;
  if (ranks.root()) {
    image = frame.image(palette_of(field, tone), field.y_up);
    try {
      if (!path.empty() && png_available()) write_png(path, image);
    } catch (const std::exception& error) {
      failure = error.what();
    }
  }
  ranks.agree(failure, Exit::file, path, "see that the output folder can be written to and has space left");
  return image;
}

Image write_final_picture(const Simulation& simulation, const std::string& path) {
  const ReadCells read = [&](const Box<3>& box, void* cells) { simulation.copy_out(0, box, cells); };
  return write_picture(simulation.communicator(), simulation.fields().at(0), simulation.grid().size, simulation.own(), read,
                       path);
}

}  // namespace hg
