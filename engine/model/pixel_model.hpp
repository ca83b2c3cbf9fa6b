#pragma once
// The model of a pixel rule: see engine/model/model.hpp.
#include "engine/model/model.hpp"
#include "engine/model/pixel_simulation.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace hg {

// How the pictures of the complex plane are seen from elsewhere: Model::plane_view and seen_at.
struct PlaneViews {
  std::function<PlaneView(const Index<3>& size)> whole;
  std::function<std::shared_ptr<const Model>(const PlaneView& view, const Index<3>& size)> at;
};

class PixelModel final : public Model::Concept {
 public:
  PixelModel(std::vector<FieldInfo> fields, MakePixelRule make, std::int64_t frames, const FarmSettings& settings,
             PlaneViews views)
      : fields_(std::move(fields)), make_(std::move(make)), frames_(frames), settings_(settings), views_(std::move(views)) {}

  const std::vector<FieldInfo>& fields() const override { return fields_; }
  bool works_in(int dimension) const override { return dimension == 2; }
  bool has_steps() const override { return false; }
  std::int64_t frames() const override { return frames_; }
  std::optional<PlaneView> plane_view(const Index<3>& size) const override {
    return views_.whole ? std::optional(views_.whole(size)) : std::nullopt;
  }
  std::shared_ptr<const Model> seen_at(const PlaneView& view, const Index<3>& size) const override {
    return views_.at ? views_.at(view, size) : nullptr;
  }
  Plan plan(const Problem& problem, std::int64_t ranks) const override {
    const std::int64_t bytes = pixel_bytes(fields_), rows = band_rows(problem.grid, bytes, settings_, ranks);
    Plan out;
    out.layout = {{1, ranks, 1}};
    out.largest_block = {{{0, 0, 0}}, {{problem.grid.size[0], (rows + ranks - 1) / ranks, 1}}};
    // Beside the rows of a rank: the preview, 8 bytes a sample, and a tile on its way.
    const std::int64_t samples = (problem.grid.size[0] / 8 + 1) * (rows / 8 + 1);
    out.memory_bytes = (out.largest_block.volume() + largest_tile * largest_tile) * bytes + 8 * samples;
    out.on_host = true;
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
  PlaneViews views_;
};

inline Model pixel_model(std::vector<FieldInfo> fields, MakePixelRule make, std::int64_t frames, const FarmSettings& settings,
                         PlaneViews views = {}) {
  return Model(std::make_shared<PixelModel>(std::move(fields), std::move(make), frames, settings, std::move(views)));
}

}  // namespace hg
