// Julia sets: which starting points z of the complex plane stay bounded under z -> z^2 + c for one c, and after how many steps
// the others escape.
#include "sims/fractals/escape_model.hpp"

namespace julia {

static hg::Model make(hg::Parameters& input) {
  hg::EscapeInput escape(input);
  escape.starts_at_pixels("c", {-0.8, 0.156});
  return escape.model();
}

const hg::Register simulation{"julia", "steps until z -> z^2 + c escapes, for every starting point; as mandelbrot, plus c", make};

}  // namespace julia
