#pragma once
// The model of a pixel rule: see engine/model.hpp.
#include "engine/model.hpp"
#include "engine/pixel_simulation.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace hg {

class PixelModel final : public Model::Concept {
 public:
  PixelModel(std::vector<FieldInfo> fields, MakePixelRule make, std::int64_t frames, const FarmSettings& settings)
      : fields_(std::move(fields)), make_(std::move(make)), frames_(frames), settings_(settings) {}

  const std::vector<FieldInfo>& fields() const override { return fields_; }
  bool works_in(int dimension) const override { return dimension == 2; }
  bool has_steps() const override { return false; }
  std::int64_t frames() const override { return frames_; }
  Plan plan(const Problem& problem, std::int64_t ranks) const override {
    const std::int64_t bytes = pixel_bytes(fields_), rows = band_rows(problem.grid, bytes, settings_, ranks);
    Plan out;
    out.layout = {{1, ranks, 1}};
    out.largest_block = {{{0, 0, 0}}, {{problem.grid.size[0], (rows + ranks - 1) / ranks, 1}}};
    // Beside the rows of a rank: the preview, 8 bytes a sample, and a tile on its way.
    const std::int64_t samples = (problem.grid.size[0] / 8 + 1) * (rows / 8 + 1);
    out.memory_bytes = (out.largest_block.volume() + largest_tile * largest_tile) * bytes + 8 * samples;
    out.parts = (problem.grid.size[1] + rows - 1) / rows;
    return out;
  }
  std::unique_ptr<Simulation> start(const Communicator& world, const Problem& problem, double, bool) const override {
    return std::make_unique<PixelSimulation>(world, make_, settings_, problem);
  }

 private:
  std::vector<FieldInfo> fields_;
  MakePixelRule make_;
  std::int64_t frames_;
  FarmSettings settings_;
};

inline Model pixel_model(std::vector<FieldInfo> fields, MakePixelRule make, std::int64_t frames, const FarmSettings& settings) {
  return Model(std::make_shared<PixelModel>(std::move(fields), std::move(make), frames, settings));
}

}  // namespace hg
