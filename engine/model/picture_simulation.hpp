#pragma once
// A simulation whose pixels follow from their place alone. A picture (a step of the output) is made part by part: the pixels of a
// part are this rank's until the next one is made.
#include "engine/model/simulation.hpp"

#include <functional>

namespace hg {

class PictureSimulation : public Simulation {
 public:
  // Makes the next part, of the next picture where this one is complete; collective. tick(pixels) is called now and then with the
  // number of pixels that have been made.
  virtual void make_part(const std::function<void(std::int64_t)>& tick) = 0;

  // `wanted` is asked now and then, on every rank; once any of them answers yes, make_part() returns early and the next one goes
  // on where it ended.
  virtual void interrupt_when(const std::function<bool()>& wanted) = 0;
};

}  // namespace hg
