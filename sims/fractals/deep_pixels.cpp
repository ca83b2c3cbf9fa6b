#include "sims/fractals/deep_pixels.hpp"

#include "engine/system/error.hpp"
#include "kernels/host/perturbation.hpp"

#include <cmath>
#include <cstring>
#include <exception>
#include <utility>

namespace hg {

// The orbit that rank 0 computes, on every rank.
static ReferenceOrbit shared_orbit(const Communicator& world, const DeepView& view, const std::string& place) {
  std::string failure, bytes;
  if (world.root()) {
    try {
      const std::vector<double> numbers = reference_orbit(view).packed();
      bytes.assign(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(double));
    } catch (const std::exception& error) {
      failure = error.what();
    }
  }
  world.agree(failure, Exit::usage, place, "choose a smaller max_iter or a wider view");
  world.broadcast(bytes);
  std::vector<double> numbers(bytes.size() / sizeof(double));
  std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return ReferenceOrbit::unpacked(numbers);
}

DeepEscapePixels::DeepEscapePixels(const Communicator& world, const DeepView& view, const EscapeFields& fields,
                                   const std::string& place)
    : fields_(escape_field_list(fields, view.max_iter)) {
  pixels_.emplace(view, shared_orbit(world, view, place));
}

void DeepEscapePixels::compute(PixelTile& tile) const {
  PerturbationJob job = pixels_->job();
  const auto spacing = static_cast<double>(tile.spacing);
  job.shift_x /= spacing;
  job.shift_y /= spacing;
  job.step_exponent += std::ilogb(spacing);
  job.x_begin = tile.box.lo[0];
  job.x_end = tile.box.hi[0];
  job.y_begin = tile.box.lo[1];
  job.y_end = tile.box.hi[1];
  job.counts = static_cast<std::uint32_t*>(tile.fields[0]);
  job.smooth = fields_.size() > 1 ? static_cast<double*>(tile.fields[1]) : nullptr;
  job.pitch = tile.box.extent(0);
  job.known_every = tile.known_every;
  job.executed = 0;
  job.costs = tile.costs;
  HostKernel<Perturbation>::run(job);
  tile.executed = job.executed;
  tile.work = sum_of_counts(job.counts, tile.box.volume());
}

}  // namespace hg
