#include "sims/fractals/view.hpp"

#include "sims/fractals/decimal.hpp"
#include "sims/fractals/decimal_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace hg {

double View::spacing_in_ulps(int digits) const {
  double least = INFINITY;
  for (const PixelAxis& axis : {x, y}) {
    // A picture is about twice as wide as its shift, or begins at its origin; a view is as far from 0 as its farther end.
    const double far = std::max(std::abs(axis.origin), std::abs(axis.step));
    least = std::min(least, std::abs(axis.step) / std::ldexp(1.0, std::ilogb(far) - digits + 1));
  }
  return least;
}

double View::spacing_at_work(int digits, bool julia) const {
  double step = INFINITY, reach = 0;
  for (const PixelAxis& axis : {x, y}) {
    step = std::min(step, std::abs(axis.step));
    reach += std::abs(axis.origin) + std::abs(axis.step * axis.shift);
  }
  if (julia) step = std::min(step, 2 * reach * step);
  const double largest = std::max({1.0, std::abs(x.origin), std::abs(y.origin)});
  return step / std::ldexp(1.0, std::ilogb(largest) - digits + 1);
}

void refuse_bad_decimal(const Parameters& input, const std::string& key, const std::string& name, const std::string& text) {
  try {
    check_decimal(text);
  } catch (const std::invalid_argument& error) {
    const std::string& section = input.section_name();
    input.fail(key, fmt::format("{}.{}: {}", section, name, error.what()),
               "write a decimal number, such as \"-0.75\" or \"1e-30\"");
  }
}

static PixelAxis read_ends(Parameters& input, const std::string& key, double low, double high, std::int64_t pixels, double& end,
                           const std::string& about) {
  const std::vector<double> ends = input.reals(key, {low, high}, "", {-1e100, 1e100}, about);
  const std::string& section = input.section_name();
  if (ends.size() != 2)
    input.fail(key,
               fmt::format("{}.{} has {} {}; the two ends of the axis are needed", section, key, ends.size(),
                           ends.size() == 1 ? "entry" : "entries"),
               fmt::format("write {} = [{}, {}]", key, low, high));
  if (ends[0] == ends[1])
    input.fail(key, fmt::format("{}.{} = [{}, {}] is an empty view", section, key, ends[0], ends[1]),
               "give it two different ends; the larger one first turns the picture round");
  end = ends[1];
  return PixelAxis::between(ends[0], ends[1], pixels);
}

View view_around(const std::string& center_re, const std::string& center_im, const std::string& width, const Index<3>& grid) {
  const double step = nearest_double(width) / static_cast<double>(grid[0]);
  return {PixelAxis::around(nearest_double(center_re), step, grid[0]),
          PixelAxis::around(nearest_double(center_im), step, grid[1]),
          center_re,
          center_im,
          width,
          0,
          0};
}

static View read_centred(Parameters& input) {
  const std::string& section = input.section_name();
  const std::vector<std::string> center =
      read_decimals(input, "center", {}, "middle of the view [re, im], in as many digits as a zoom needs; instead of x and y");
  View out;
  out.width = read_decimal(input, "width", "width of the view, with center; pixels are squares");
  if (input.describing()) return out;
  if (center.size() != 2)
    input.fail("center",
               fmt::format("{}.center {}", section,
                           center.empty() ? "is missing" : fmt::format("has {} entries; 2 are needed", center.size())),
               "write center = [\"-0.75\", \"0.0\"]");
  if (out.width.empty())
    input.fail("width", fmt::format("{}.width is missing: a center alone is no view", section), "write width = 3.0");
  out.center_re = center[0];
  out.center_im = center[1];
  refuse_bad_decimal(input, "center", "center[0]", out.center_re);
  refuse_bad_decimal(input, "center", "center[1]", out.center_im);
  refuse_bad_decimal(input, "width", "width", out.width);
  if (!is_positive(out.width))
    input.fail("width", fmt::format("{}.width = {} is an empty view", section, out.width), "it must be > 0");
  out = view_around(out.center_re, out.center_im, out.width, input.grid().size);
  if (!std::isfinite(out.x.step) || !std::isfinite(out.x.origin) || !std::isfinite(out.y.origin))
    input.fail("center", fmt::format("{}: the view does not lie in the range of numbers", section),
               "nothing is to be seen out there");
  return out;
}

View read_view(Parameters& input) {
  const bool ends = input.given("x") || input.given("y"), centred = input.given("center") || input.given("width");
  if (ends && centred)
    input.fail(input.given("x") ? "x" : "y",
               fmt::format("{0}.{1} and {0}.{2} both say what is shown", input.section_name(), input.given("x") ? "x" : "y",
                           input.given("center") ? "center" : "width"),
               "give x and y, or center and width");
  View out;
  if (centred || input.describing()) out = read_centred(input);
  if (centred) return out;
  const Index<3> size = input.grid().size;
  out.x = read_ends(input, "x", -2, 1, size[0], out.x_end, "real parts of the view [first, end]; the end is excluded");
  out.y =
      read_ends(input, "y", -1, 1, size[1], out.y_end, "imaginary parts [first, end]; row 0 is the first, the end is excluded");
  return out;
}

}  // namespace hg
