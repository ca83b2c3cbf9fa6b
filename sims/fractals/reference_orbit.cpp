#include "sims/fractals/reference_orbit.hpp"

#include "sims/fractals/decimal.hpp"

#include <stdexcept>

namespace hg {

static constexpr std::size_t packed_numbers = 9, numbers_of_small_point = 4, numbers_of_rim_point = 3;

std::int64_t ReferenceOrbit::bytes() const {
  return static_cast<std::int64_t>(points.capacity() * sizeof(double) + small_points.capacity() * sizeof(SmallPoint) +
                                   rim_points.capacity() * sizeof(RimPoint));
}

// Integers stay below 2^53, so doubles hold them exactly.
std::vector<double> ReferenceOrbit::packed() const {
  std::vector<double> out{static_cast<double>(critical_last),
                          static_cast<double>(start),
                          static_cast<double>(start_last),
                          static_cast<double>(period),
                          static_cast<double>(bits),
                          step,
                          static_cast<double>(step_exponent),
                          static_cast<double>(small_points.size()),
                          static_cast<double>(rim_points.size())};
  out.reserve(out.size() + numbers_of_small_point * small_points.size() + numbers_of_rim_point * rim_points.size() +
              points.size());
  for (const SmallPoint& p : small_points)
    out.insert(out.end(), {p.re, p.im, static_cast<double>(p.index), static_cast<double>(p.exponent)});
  for (const RimPoint& p : rim_points)
    out.insert(out.end(), {p.excess, static_cast<double>(p.index), static_cast<double>(p.exponent)});
  out.insert(out.end(), points.begin(), points.end());
  return out;
}

ReferenceOrbit ReferenceOrbit::unpacked(const std::vector<double>& numbers) {
  ReferenceOrbit out;
  const auto integer = [&](std::size_t i) { return static_cast<std::int64_t>(numbers.at(i)); };
  out.critical_last = integer(0);
  out.start = integer(1);
  out.start_last = integer(2);
  out.period = integer(3);
  out.bits = integer(4);
  out.step = numbers.at(5);
  out.step_exponent = integer(6);
  std::size_t at = packed_numbers;
  for (std::int64_t left = integer(7); left > 0; --left, at += numbers_of_small_point)
    out.small_points.push_back({numbers.at(at), numbers.at(at + 1), integer(at + 2), integer(at + 3)});
  for (std::int64_t left = integer(8); left > 0; --left, at += numbers_of_rim_point)
    out.rim_points.push_back({numbers.at(at), integer(at + 1), integer(at + 2)});
  out.points.assign(numbers.begin() + static_cast<std::ptrdiff_t>(at), numbers.end());
  return out;
}

void check_deep_view(const DeepView& view) {
  check_decimal(view.center_re);
  check_decimal(view.center_im);
  check_decimal(view.width);
  if (!is_positive(view.width)) throw std::invalid_argument("the width of a view must be above 0, not " + view.width);
  if (view.nx < 1 || view.ny < 1) throw std::invalid_argument("a view needs at least one pixel along each axis");
  if (!(view.escape > 0)) throw std::invalid_argument("the escape radius must be above 0");
  if (view.max_iter < 1) throw std::invalid_argument("max_iter must be at least 1");
  if (!view.julia()) return;
  check_decimal(view.c_re);
  check_decimal(view.c_im);
}

#if !defined(HALOGRID_HAS_MPFR)
bool deep_zoom_available() { return false; }

ReferenceOrbit reference_orbit(const DeepView& view, std::int64_t) {
  check_deep_view(view);
  throw std::runtime_error("this halogrid was built without GNU MPFR, which views this deep are computed with");
}
#endif

}  // namespace hg
