#pragma once
// Escape-time pictures whose pixels double cannot tell apart, in numbers of twice its digits (kernels/double_double.hpp): every
// power and fold, views by their centre or by their ends. One pixel at a time: where double has vectors it takes up to 80 times
// as long.
#include "engine/farm/pixel_rule.hpp"
#include "kernels/double_double.hpp"
#include "kernels/escape_time.hpp"
#include "sims/fractals/escape_pixels.hpp"
#include "sims/fractals/view.hpp"

#include <string>
#include <vector>

namespace hg {

inline constexpr int paired_digits = 104;  // binary ones that may be relied on

// Pixel i is origin + (i - shift) * step.
struct PairedAxis {
  DoubleDouble origin, step;
  double shift;

  DoubleDouble at(double i) const { return origin + step * DoubleDouble(i - shift); }
};

class PairedEscapePixels final : public PixelRule {
 public:
  // c_re, c_im: of a Julia set, as decimal texts. The fields have no distance.
  PairedEscapePixels(const EscapeRule& rule, const View& view, const Index<3>& size, const std::string& c_re,
                     const std::string& c_im, const EscapeFields& fields);

  const std::vector<FieldInfo>& fields() const override { return fields_; }
  const char* unit() const override { return "iteration"; }
  double overhead() const override { return 12; }
  void compute(PixelTile& tile) const override;

 private:
  EscapeRule rule_;
  PairedAxis x_, y_;
  Complex<DoubleDouble> c_{};
  std::vector<FieldInfo> fields_;
};

}  // namespace hg
