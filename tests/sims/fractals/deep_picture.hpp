#pragma once
// Pictures of deep views through any of the kernels' bodies.
#include "kernels/host/perturbation.hpp"
#include "sims/fractals/deep_view.hpp"

#include <cstdint>
#include <vector>

namespace hg_tests {

struct DeepPicture {
  std::vector<std::uint32_t> counts;
  std::vector<double> smooth;
  std::uint64_t executed;
};

template <class Body>
DeepPicture deep_picture(const hg::DeepPixels& pixels, const hg::DeepView& view, Body body) {
  const std::size_t cells = static_cast<std::size_t>(view.nx * view.ny);
  DeepPicture out{std::vector<std::uint32_t>(cells), std::vector<double>(cells), 0};
  hg::PerturbationJob job = pixels.job();
  job.x_end = job.pitch = view.nx;
  job.y_end = view.ny;
  job.counts = out.counts.data();
  job.smooth = out.smooth.data();
  body(job);
  out.executed = job.executed;
  return out;
}

}  // namespace hg_tests
