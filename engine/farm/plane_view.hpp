#pragma once
// The part of the complex plane that a picture of square pixels shows. Decimal texts of any length, because views go deeper than
// any number of the machine.
#include <string>

namespace hg {

struct PlaneView {
  std::string center_re, center_im, width;
};

}  // namespace hg
