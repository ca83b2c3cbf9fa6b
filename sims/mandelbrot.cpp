// The Mandelbrot set and its kin: which points c of the complex plane keep z -> z^2 + c bounded when it starts from 0, and after
// how many steps the others escape.
#include "sims/fractals/escape_model.hpp"

namespace mandelbrot {

static hg::Model make(hg::Parameters& input) {
  hg::EscapeInput escape(input);
  return escape.model();
}

const hg::Register simulation{"mandelbrot", "steps until z -> z^2 + c escapes, for every c; Burning Ship, Tricorn, powers to 8",
                              make};

}  // namespace mandelbrot
