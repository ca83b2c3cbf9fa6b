#pragma once
// The pixel rule of escape-time pictures (engine/farm/pixel_rule.hpp): counts, and where asked for smooth counts and distances,
// from the fastest kernel that this CPU can execute.
#include "engine/farm/pixel_rule.hpp"
#include "kernels/escape_time.hpp"
#include "sims/fractals/view.hpp"

#include <vector>

namespace hg {

// Which fields there are beside the counts.
struct EscapeFields {
  bool smooth = false, distance = false;
  bool imag_up = false;  // drawn with row 0 at the bottom
};

// iterations (uint32), then smooth and distance (float64): see docs/fractals.md.
std::vector<FieldInfo> escape_field_list(const EscapeFields& fields, std::uint32_t max_iter);

std::uint64_t sum_of_counts(const std::uint32_t* counts, std::int64_t pixels);

class EscapePixels final : public PixelRule {
 public:
  EscapePixels(const EscapeRule& rule, const PixelAxis& x, const PixelAxis& y, const EscapeFields& fields);

  const std::vector<FieldInfo>& fields() const override { return fields_; }
  const char* unit() const override { return "iteration"; }
  double overhead() const override { return 12; }
  void compute(PixelTile& tile) const override;

 private:
  EscapeRule rule_;
  PixelAxis x_, y_;
  EscapeFields which_;
  std::vector<FieldInfo> fields_;
};

}  // namespace hg
