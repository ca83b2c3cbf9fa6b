#include "sims/fractals/paired_pixels.hpp"

#include "kernels/escape_smooth.hpp"
#include "sims/fractals/decimal.hpp"

namespace hg {

PairedEscapePixels::PairedEscapePixels(const EscapeRule& rule, const View& view, const Index<3>& size, const std::string& c_re,
                                       const std::string& c_im, const EscapeFields& fields)
    : rule_(rule), fields_(escape_field_list(fields, rule.max_iter)) {
  if (view.centred()) {
    const DoubleDouble step = nearest_double_double(view.width) / DoubleDouble(static_cast<double>(size[0]));
    x_ = {nearest_double_double(view.center_re), step, view.x.shift};
    y_ = {nearest_double_double(view.center_im), step, view.y.shift};
  } else {
    const auto axis = [](const PixelAxis& of, double end, std::int64_t pixels) {
      return PairedAxis{of.origin, (DoubleDouble(end) - DoubleDouble(of.origin)) / DoubleDouble(static_cast<double>(pixels)),
                        of.shift};
    };
    x_ = axis(view.x, view.x_end, size[0]);
    y_ = axis(view.y, view.y_end, size[1]);
  }
  if (rule.julia) c_ = {nearest_double_double(c_re), nearest_double_double(c_im)};
}

void PairedEscapePixels::compute(PixelTile& tile) const {
  auto* const counts = static_cast<std::uint32_t*>(tile.fields[0]);
  auto* const smooth = fields_.size() > 1 ? static_cast<double*>(tile.fields[1]) : nullptr;
  const auto spacing = static_cast<double>(tile.spacing);
  with_step<false>(rule_.power, rule_.fold, [&](auto step) {
    std::int64_t at = 0;
    for (std::int64_t j = tile.box.lo[1]; j < tile.box.hi[1]; ++j) {
      const DoubleDouble im = y_.at(spacing * static_cast<double>(j));
      for (std::int64_t i = tile.box.lo[0]; i < tile.box.hi[0]; ++i, ++at) {
        if (tile.known_every > 0 && i % tile.known_every == 0 && j % tile.known_every == 0) continue;
        const Complex<DoubleDouble> pixel{x_.at(spacing * static_cast<double>(i)), im};
        Complex<DoubleDouble> end{};
        const EscapeCount out = escape_count_of<DoubleDouble, decltype(step)>(rule_, pixel, c_, &end);
        counts[at] = out.count;
        tile.executed += out.executed;
        if (tile.costs != nullptr) tile.costs[at] = static_cast<float>(out.executed);
        if (smooth != nullptr)
          smooth[at] = smooth_count(rule_, pixel.re.hi, pixel.im.hi, out.count, {end.re.hi, end.im.hi, out.count});
      }
    }
  });
  tile.work = sum_of_counts(counts, tile.box.volume());
}

}  // namespace hg
