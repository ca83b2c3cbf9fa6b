#include "sims/commands/view/explorer.hpp"

#include "sims/commands/view/square_sums.hpp"
#include "sims/fractals/decimal.hpp"
#include "sims/fractals/decimal_between.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace hg {

Explorer::Explorer(const Communicator& world, Model model, Problem problem)
    : world_(world), model_(std::move(model)), problem_(std::move(problem)) {
  problem_.resumed_step.reset();
  problem_.memory.clear();
  problem_.arrays.clear();
}

void Explorer::resize(std::int64_t width, std::int64_t height) {
  if (sized_ && width == width_ && height == height_) return;
  const Index<3> size{{width, height, 1}};
  home_ = *model_.plane_view(size);
  if (at_home_) view_ = home_;
  width_ = width;
  height_ = height;
  sized_ = true;
  next_ = coarsest;
}

bool Explorer::zoom(double x, double y, double factor) {
  if (!sized_) return false;
  PlaneView next = view_;
  const double shape = static_cast<double>(height_) / static_cast<double>(width_);
  next.center_re = decimal_moved(view_.center_re, view_.width, x - 0.5);
  next.center_im = decimal_moved(view_.center_im, view_.width, (y - 0.5) * shape);
  next.width = decimal_times(view_.width, 1 / factor);
  constexpr double widest = 2;  // powers of ten beyond the first view
  if (decimal_log10(next.width) > decimal_log10(home_.width) + widest) return false;
  if (!model_.seen_at(next, {{width_, height_, 1}})) return false;
  view_ = std::move(next);
  at_home_ = false;
  next_ = coarsest;
  return true;
}

void Explorer::go_home() {
  view_ = home_;
  at_home_ = true;
  next_ = coarsest;
}

bool Explorer::refine(const std::function<bool()>& interrupted, ViewFrame& frame) {
  const std::int64_t coarse = next_;
  const Index<3> size{{(width_ - 1) / coarse + 1, (height_ - 1) / coarse + 1, 1}};
  // Its pixels are as far apart as so many of the window's, from the same corner on.
  PlaneView view = view_;
  const auto share = [&](std::int64_t pixels, std::int64_t of) {
    return 0.5 * static_cast<double>(pixels * coarse - of) / static_cast<double>(width_);
  };
  view.center_re = decimal_moved(view_.center_re, view_.width, share(size[0], width_));
  view.center_im = decimal_moved(view_.center_im, view_.width, share(size[1], height_));
  view.width = decimal_times(view_.width, static_cast<double>(size[0] * coarse) / static_cast<double>(width_));
  const std::shared_ptr<const Model> seen = model_.seen_at(view, size);
  next_ = 0;
  if (!seen) return false;
  Problem problem = problem_;
  problem.grid.size = size;
  const std::unique_ptr<Simulation> picture = seen->start(world_, problem);

  ViewRequest all;
  all.region = {0, 0, size[0], size[1]};
  SquareSums sums(all, picture->fields().front(), 1);
  while (!picture->complete()) {
    picture->advance(1, {{}, interrupted});
    if (world_.max(std::int64_t{interrupted() ? 1 : 0}) > 0) {
      next_ = coarse;  // another time
      return false;
    }
    if (!picture->unfinished().empty()) continue;
    sums.add(picture->own(), [&](const Box<3>& box, void* to) { picture->copy_out(0, box, to); });
  }
  sums.gather(world_);
  next_ = coarse / 2;
  if (!world_.root()) return true;
  ViewFrame small;
  sums.make(small);
  frame.of = {};
  frame.of.region = {0, 0, width_, height_};
  frame.columns = static_cast<int>(width_);
  frame.rows = static_cast<int>(height_);
  frame.values.resize(static_cast<std::size_t>(width_ * height_));
  for (std::int64_t y = 0; y < height_; ++y)
    for (std::int64_t x = 0; x < width_; ++x)
      frame.values[static_cast<std::size_t>(y * width_ + x)] =
          small.values[static_cast<std::size_t>(y / coarse * size[0] + x / coarse)];
  frame.coarseness = static_cast<double>(coarse);
  const auto shortened = [](const std::string& text) { return text.size() <= 24 ? text : text.substr(0, 21) + "..."; };
  frame.plane = fmt::format("center {} {} width {:.3g}e{:.0f}", shortened(view_.center_re), shortened(view_.center_im),
                            std::pow(10.0, decimal_log10(view_.width) - std::floor(decimal_log10(view_.width))),
                            std::floor(decimal_log10(view_.width)));
  return true;
}

}  // namespace hg
