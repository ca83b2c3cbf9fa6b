#include "sims/fractals/escape_pixels.hpp"

#include "kernels/escape_rows.hpp"
#include "kernels/escape_smooth.hpp"
#include "kernels/host/escape_time.hpp"

#include <utility>

namespace hg {

std::vector<FieldInfo> escape_field_list(const EscapeFields& fields, std::uint32_t max_iter) {
  std::vector<FieldInfo> out = {{"iterations", CellType::uint32, static_cast<double>(max_iter)}};
  if (fields.smooth) out.push_back({"smooth", CellType::float64, static_cast<double>(max_iter)});
  if (fields.distance) out.push_back({"distance", CellType::float64, 0.0});
  for (FieldInfo& field : out) field.y_up = fields.imag_up;
  return out;
}

std::uint64_t sum_of_counts(const std::uint32_t* counts, std::int64_t pixels) {
  std::uint64_t sum = 0;
  for (std::int64_t i = 0; i < pixels; ++i) sum += counts[i];
  return sum;
}

EscapePixels::EscapePixels(const EscapeRule& rule, const PixelAxis& x, const PixelAxis& y, const EscapeFields& fields)
    : rule_(rule), x_(x), y_(y), which_(fields), fields_(escape_field_list(fields, rule.max_iter)) {
  x_.fuses = y_.fuses = rule.arithmetic == EscapeArithmetic::fma;
}

// Every spacing-th pixel of an axis. Bits are the same: multiplying by a power of two is exact.
static PixelAxis spaced(const PixelAxis& axis, std::int64_t spacing) {
  return {axis.origin, axis.shift / static_cast<double>(spacing), axis.step * static_cast<double>(spacing), axis.fuses};
}

// visit(place in an array, i, j) for every pixel of a box.
template <class Visit>
static void for_pixels(const Box<2>& box, const Visit& visit) {
  std::int64_t at = 0;
  for (std::int64_t j = box.lo[1]; j < box.hi[1]; ++j)
    for (std::int64_t i = box.lo[0]; i < box.hi[0]; ++i, ++at) visit(at, i, j);
}

void EscapePixels::compute(PixelTile& tile) const {
  const PixelAxis x = spaced(x_, tile.spacing), y = spaced(y_, tile.spacing);
  auto* const counts = static_cast<std::uint32_t*>(tile.fields[0]);
  const Box<2>& box = tile.box;
  std::vector<EscapeOrbitPoint> points;
  if constexpr (runs_on_host) {
    if (which_.smooth) points.resize(static_cast<std::size_t>(box.volume()));
    EscapeJob job{};
    job.x = x;
    job.y = y;
    job.rule = rule_;
    job.x_begin = box.lo[0];
    job.x_end = box.hi[0];
    job.y_begin = box.lo[1];
    job.y_end = box.hi[1];
    job.counts = counts;
    job.pitch = box.extent(0);
    job.known_every = tile.known_every;
    job.costs = tile.costs;
    job.points = which_.smooth ? points.data() : nullptr;
    HostKernel<EscapeTime>::run(job);
    tile.executed = job.executed;
  } else {
    std::vector<std::uint32_t> executed(static_cast<std::size_t>(box.volume()));
    escape_rows(rule_, x, y, box, counts, executed.data());
    tile.executed = sum_of_counts(executed.data(), box.volume());
    for (std::size_t i = 0; tile.costs != nullptr && i < executed.size(); ++i) tile.costs[i] = static_cast<float>(executed[i]);
  }
  tile.work = sum_of_counts(counts, box.volume());

  std::size_t field = 1;
  if (which_.smooth) {
    auto* const smooth = static_cast<double*>(tile.fields[field++]);
    for_pixels(box, [&](std::int64_t at, std::int64_t i, std::int64_t j) {
      smooth[at] = smooth_count(rule_, x.at(i), y.at(j), counts[at],
                                points.empty() ? EscapeOrbitPoint() : points[static_cast<std::size_t>(at)]);
    });
  }
  if (which_.distance) {
    auto* const distance = static_cast<double*>(tile.fields[field]);
    for_pixels(box, [&](std::int64_t at, std::int64_t i, std::int64_t j) {
      distance[at] = boundary_distance(rule_, x.at(i), y.at(j), counts[at]);
    });
  }
}

}  // namespace hg
