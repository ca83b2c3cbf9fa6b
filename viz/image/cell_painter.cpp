#include "viz/image/cell_painter.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace hg {

static constexpr std::size_t nan_index = CellPainter::levels, unknown_index = nan_index + 1, outside_index = nan_index + 2;

CellPainter::CellPainter(const Tone& tone, const Palette& palette, const Colour& nan) : tone_(tone) {
  for (std::size_t i = 0; i < levels; ++i) colours_[i] = palette.colour(static_cast<double>(i) / (levels - 1));
  colours_[nan_index] = nan;
  colours_[unknown_index] = not_yet_known;
  colours_[outside_index] = ground;
  for (std::size_t i = 0; i < packed_.size(); ++i) std::memcpy(&packed_[i], colours_[i].data(), 3);
}

std::size_t CellPainter::index(float value) const {
  std::uint16_t out = 0;
  indices(&value, 1, &out);
  return out;
}

void CellPainter::indices(const float* values, std::size_t number, std::uint16_t* out) const {
  constexpr float top = levels - 1;
  if (tone_.logarithmic || !tone_.curve.empty()) {
    for (std::size_t i = 0; i < number; ++i)
      out[i] = values[i] == values[i] ? static_cast<std::uint16_t>(tone_.level(values[i]) * top + 0.5) : std::uint16_t{nan_index};
    return;
  }
  // Differences first: a large value times the scale could overflow.
  const float low = static_cast<float>(tone_.low), scale = static_cast<float>(1 / (tone_.high - tone_.low));
  for (std::size_t i = 0; i < number; ++i) {
    const float level = (values[i] - low) * scale;
    const float inside = level > 0 ? (level < 1 ? level : 1.0F) : 0.0F;
    out[i] =
        values[i] == values[i] ? static_cast<std::uint16_t>(static_cast<int>(inside * top + 0.5F)) : std::uint16_t{nan_index};
  }
}

// For each pixel of an axis the sample of the frame that it shows; behind the last one lie those that are not known, and ground.
static std::vector<std::uint32_t> samples_of(const ViewAxis& axis, int zoom, std::int64_t first, std::int64_t number,
                                             std::int64_t reduction, std::size_t samples) {
  std::vector<std::uint32_t> out(static_cast<std::size_t>(axis.pixels));
  for (int pixel = 0; pixel < axis.pixels; ++pixel) {
    const std::int64_t cell = axis.cell(pixel, zoom);
    std::size_t sample = samples + 1;
    if (cell >= first && cell < first + number)
      sample = static_cast<std::size_t>((cell - first) / reduction);
    else if (cell >= 0 && cell < axis.cells)
      sample = samples;
    out[static_cast<std::size_t>(pixel)] = static_cast<std::uint32_t>(sample);
  }
  return out;
}

// Four bytes a pixel, of which the next pixel overwrites the last: a third of the stores.
void CellPainter::write_row(const std::vector<std::uint16_t>& line, std::uint8_t* out) const {
  const std::size_t last = line.size() - 1;
  for (std::size_t x = 0; x < last; ++x) std::memcpy(out + 3 * x, &packed_[line[x]], 4);
  std::memcpy(out + 3 * last, &packed_[line[last]], 3);
}

void CellPainter::paint(Image& image, const ViewTransform& transform, const ViewFrame& frame) const {
  const Region& region = frame.of.region;
  const int zoom = transform.zoom();
  const auto wide = static_cast<std::size_t>(frame.columns), high = static_cast<std::size_t>(frame.rows);
  const auto columns = samples_of(transform.x(), zoom, region.x, region.width, frame.of.reduction, wide);
  const auto rows = samples_of(transform.y(), zoom, region.y, region.height, frame.of.reduction, high);
  std::vector<std::uint16_t> row(wide + 2), line(columns.size());
  for (std::size_t y = 0; y < rows.size(); ++y) {
    std::uint8_t* out = image.rgb.data() + image.offset(0, static_cast<int>(y));
    if (y > 0 && rows[y] == rows[y - 1]) {
      std::memcpy(out, image.rgb.data() + image.offset(0, static_cast<int>(y) - 1), columns.size() * 3);
      continue;
    }
    row[wide] = unknown_index;
    row[wide + 1] = outside_index;
    if (rows[y] < high)
      indices(frame.values.data() + rows[y] * wide, wide, row.data());
    else  // one colour, but beside the grid there is ground
      std::fill(row.begin(), row.end() - 1, rows[y] == high ? row[wide] : row[wide + 1]);
    for (std::size_t x = 0; x < columns.size(); ++x) line[x] = row[columns[x]];
    write_row(line, out);
  }
}

}  // namespace hg
