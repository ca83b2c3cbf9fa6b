#pragma once
// The pixel rule of views too narrow for double: perturbation about one reference orbit (kernels/perturbation.hpp).
#include "engine/farm/pixel_rule.hpp"
#include "engine/mpi/communicator.hpp"
#include "sims/fractals/deep_view.hpp"
#include "sims/fractals/escape_pixels.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hg {

class DeepEscapePixels final : public PixelRule {
 public:
  // Collective: rank 0 computes the reference orbit for all. place: of max_iter in the input, for the message where it is too
  // long.
  DeepEscapePixels(const Communicator& world, const DeepView& view, const EscapeFields& fields, const std::string& place);

  const std::vector<FieldInfo>& fields() const override { return fields_; }
  const char* unit() const override { return "iteration"; }
  double overhead() const override { return 20; }
  void compute(PixelTile& tile) const override;

 private:
  std::vector<FieldInfo> fields_;
  std::optional<DeepPixels> pixels_;
};

}  // namespace hg
