#include "sims/fractals/jump_table.hpp"

#include <cmath>

namespace hg {

// A jump while the table is built: its radius with an exponent, as it shrinks with the growth of delta.
struct WideJump {
  double a_re, a_im, b_re, b_im;
  ScaledNumber radius;  // 0: must not be taken
};

static const WideJump no_jump{0, 0, 0, 0, {0, 0}};

// Coefficients stay where products of them and of deltas of 2^+-200 fit double.
static bool fits(double re, double im) {
  const double size = larger(absolute(re), absolute(im));
  return size < 0x1p300 && size > 0x1p-300;
}

static ScaledNumber size_of(double re, double im) { return normal({std::sqrt(re * re + im * im), 0}); }

// delta' = (2 Z + delta) delta + delta_c is linear to within the tolerance where |delta| < tolerance * |2 Z|.
static WideJump single_step(double z_re, double z_im, double escape) {
  const double squared = z_re * z_re + z_im * z_im, near_escape = escape * (1 - 0x1p-20);
  if (larger(absolute(z_re), absolute(z_im)) < small_point || squared >= near_escape * near_escape) return no_jump;
  return {2 * z_re, 2 * z_im, 1, 0, normal({2 * jump_tolerance * std::sqrt(squared), 0})};
}

// First x, then y: |delta| after x, at most |a_x| |delta| + |b_x| |delta_c|, must be within y's radius.
static WideJump joined(const WideJump& x, const WideJump& y, ScaledNumber c_reach) {
  if (x.radius.mantissa == 0 || y.radius.mantissa == 0) return no_jump;
  WideJump out{y.a_re * x.a_re - y.a_im * x.a_im, y.a_re * x.a_im + y.a_im * x.a_re, y.a_re * x.b_re - y.a_im * x.b_im + y.b_re,
               y.a_re * x.b_im + y.a_im * x.b_re + y.b_im, x.radius};
  if (!fits(out.a_re, out.a_im) || larger(absolute(out.b_re), absolute(out.b_im)) >= 0x1p300) return no_jump;
  ScaledNumber moved = product(size_of(x.b_re, x.b_im), c_reach);
  if (!is_less(moved, y.radius)) return no_jump;
  moved.mantissa = -moved.mantissa;
  const ScaledNumber within_y = quotient(sum(y.radius, moved), size_of(x.a_re, x.a_im));
  if (is_less(within_y, out.radius)) out.radius = within_y;
  return out;
}

static LinearJump narrow(const WideJump& jump) {
  if (jump.radius.mantissa == 0) return {0, 0, 0, 0, INT64_MIN};
  return {jump.a_re, jump.a_im, jump.b_re, jump.b_im, 2 * jump.radius.exponent};
}

JumpTable append_jumps(std::vector<LinearJump>& jumps, const ReferenceOrbit& orbit, std::int64_t first, std::int64_t last,
                       ScaledNumber c_reach, double escape) {
  JumpTable table{};
  table.first = first;
  const std::int64_t steps = last - first;
  std::vector<WideJump> level(static_cast<std::size_t>(steps > 0 ? steps >> JumpTable::lowest : 0));
  for (std::size_t block = 0; block < level.size(); ++block) {
    const std::size_t from = static_cast<std::size_t>(first) + (block << JumpTable::lowest);
    WideJump out = single_step(orbit.points[2 * from], orbit.points[2 * from + 1], escape);
    for (std::size_t m = from + 1; m < from + (std::size_t{1} << JumpTable::lowest); ++m)
      out = joined(out, single_step(orbit.points[2 * m], orbit.points[2 * m + 1], escape), c_reach);
    level[block] = out;
  }
  for (int number = JumpTable::lowest; number <= JumpTable::highest && !level.empty(); ++number) {
    table.begin[number] = static_cast<std::int64_t>(jumps.size());
    table.blocks[number] = static_cast<std::int64_t>(level.size());
    for (const WideJump& jump : level) jumps.push_back(narrow(jump));
    for (std::size_t block = 0; 2 * block + 1 < level.size(); ++block)
      level[block] = joined(level[2 * block], level[2 * block + 1], c_reach);
    level.resize(level.size() / 2);
  }
  return table;
}

}  // namespace hg
