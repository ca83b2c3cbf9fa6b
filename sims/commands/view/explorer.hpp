#pragma once
// Other views of a fractal for the window of a viewer: computed by all ranks at the window's size, coarse first and finer while
// nobody asks for another, as deep as the arithmetic goes. The run's own picture is left alone.
#include "engine/farm/plane_view.hpp"
#include "engine/model/model.hpp"
#include "engine/model/problem.hpp"
#include "viz/image/view_frame.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace hg {

class Explorer {
 public:
  // The model must be of a picture of the plane (Model::plane_view). The same calls on every rank.
  Explorer(const Communicator& world, Model model, Problem problem);

  // The window has so many pixels now.
  void resize(std::int64_t width, std::int64_t height);
  // The point (x, y) of the window, each from 0 to 1, becomes its middle, `factor` times as large. A view that is too narrow for
  // the arithmetic, or wider than all there is to see, is not taken: false.
  bool zoom(double x, double y, double factor);

  // All of the picture again.
  void go_home();

  // Whether a finer picture is to be made.
  bool unfinished() const { return sized_ && next_ > 0; }
  // Makes the next finer one, unless interrupted() says so on any rank; collective. True: `frame` has it, on rank 0.
  bool refine(const std::function<bool()>& interrupted, ViewFrame& frame);

 private:
  static constexpr std::int64_t coarsest = 8;

  const Communicator& world_;
  Model model_;
  Problem problem_;
  PlaneView home_, view_;
  std::int64_t width_ = 0, height_ = 0;
  bool sized_ = false, at_home_ = true;
  std::int64_t next_ = coarsest;  // pixels a side that share a value in the next picture; 0: all are made
};

}  // namespace hg
