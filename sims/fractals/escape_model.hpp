#pragma once
// What the simulations of escape times have in common: their parameters, and from these a model in the arithmetic that the view
// needs.
#include "engine/model/registered.hpp"
#include "kernels/escape_time.hpp"
#include "sims/fractals/escape_pixels.hpp"
#include "sims/fractals/view.hpp"
#include "sims/fractals/zoom.hpp"

#include <string>
#include <vector>

namespace hg {

class EscapeInput {
 public:
  // Reads the parameters that all of them have. Throws usage_error for values that make no sense together.
  explicit EscapeInput(Parameters& input);
  // Pixels are starting points; the c of the step is read from this key.
  void starts_at_pixels(const std::string& key, const std::vector<double>& fallback);
  Model model();

 private:
  void read_views();
  void check_view(const View& view);
  void refuse_distance(const View& view) const;

  Parameters& input_;
  std::vector<View> views_;  // one, or those of the key frames
  std::vector<KeyFrame> keys_;
  std::int64_t frames_ = 1;
  EscapeRule rule_;
  EscapeFields fields_;
  std::string c_re_, c_im_;  // as written
};

}  // namespace hg
