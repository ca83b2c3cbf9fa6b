#pragma once
// A pixel rule for tests of what makes, moves and stores pixels.
#include "engine/farm/pixel_rule.hpp"

#include <cmath>
#include <vector>

namespace hg_tests {

// A pixel's value follows from its place; the cost is a peak at one spot. The second field is the square root of the first.
class Peak final : public hg::PixelRule {
 public:
  explicit Peak(bool two) {
    fields_ = {{"steps", hg::CellType::uint32}};
    if (two) fields_.push_back({"root", hg::CellType::float64});
  }
  static std::uint32_t value(std::int64_t i, std::int64_t j) {
    const std::int64_t x = i - 30, y = j - 41;
    return static_cast<std::uint32_t>(200000 / (50 + x * x + y * y) + (3 * i + 7 * j) % 5);
  }
  const std::vector<hg::FieldInfo>& fields() const override { return fields_; }
  const char* unit() const override { return "step"; }
  double overhead() const override { return 1; }
  void compute(hg::PixelTile& tile) const override {
    std::int64_t at = 0;
    for (std::int64_t y = tile.box.lo[1]; y < tile.box.hi[1]; ++y)
      for (std::int64_t x = tile.box.lo[0]; x < tile.box.hi[0]; ++x, ++at) {
        const std::int64_t i = x * tile.spacing, j = y * tile.spacing;
        auto& steps = static_cast<std::uint32_t*>(tile.fields[0])[at];
        const bool known = tile.known_every > 0 && i % tile.known_every == 0 && j % tile.known_every == 0;
        // What is said to be known has to be there.
        steps = known ? (steps == value(i, j) ? steps : 0xdeadU) : value(i, j);
        if (fields_.size() > 1) static_cast<double*>(tile.fields[1])[at] = std::sqrt(static_cast<double>(value(i, j)));
        if (tile.costs != nullptr) tile.costs[at] = static_cast<float>(value(i, j));
        tile.work += steps;
        tile.executed += known ? 0 : steps;
      }
  }

 private:
  std::vector<hg::FieldInfo> fields_;
};

}  // namespace hg_tests
