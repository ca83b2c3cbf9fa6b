#pragma once
// A simulation of a pixel rule (engine/farm/pixel_rule.hpp) behind the interface that the program sees. The grid is made in bands
// of rows, all of them in the same memory (and so are the frames of a film): a coarse preview tells what its tiles will cost, the
// farm has them computed by ranks that are free, and a canvas brings them to the ranks that own the rows.
#include "engine/farm/canvas.hpp"
#include "engine/farm/farm_settings.hpp"
#include "engine/farm/pixel_rule.hpp"
#include "engine/farm/tile_farm.hpp"
#include "engine/model/problem.hpp"
#include "engine/model/simulation.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hg {

std::int64_t pixel_bytes(const std::vector<FieldInfo>& fields);
// Rows that are made at a time.
std::int64_t band_rows(const Grid& grid, std::int64_t pixel_bytes, const FarmSettings& settings, std::int64_t ranks);

// Makes the rule of a frame (0 where there is one picture only) when it is wanted, not when its input is read: it may be long
// work. Collective. All frames have the same fields.
using MakePixelRule = std::function<std::shared_ptr<const PixelRule>(const Communicator& world, std::int64_t frame)>;

// The value of the first field where a pixel has not been made yet. Counts of steps are less.
inline constexpr std::uint32_t unmade_pixel = 0xffffffff;

class PixelSimulation final : public Simulation {
 public:
  PixelSimulation(const Communicator& world, MakePixelRule make, const FarmSettings& settings, const Problem& problem);

  const Communicator& communicator() const override { return communicator_; }
  const Grid& grid() const override { return grid_; }
  const std::vector<FieldInfo>& fields() const override { return rule_->fields(); }
  std::int64_t step() const override { return frame_; }
  double time() const override { return static_cast<double>(frame_); }
  Box<3> own() const override;
  Completion completion() const override;
  std::int64_t advance(std::int64_t steps, const Meanwhile& meanwhile) override;
  StepFacts facts() const override;
  const Timing& timing() const override { return timing_; }
  void record_phases(std::size_t most) override { timing_.record(most); }
  void copy_out(int field, const Box<3>& box, void* cells) const override;

 private:
  static constexpr std::int64_t preview_spacing = 8;

  void begin_band();
  bool resumes() const { return resumed_.has_value() && *resumed_ == frame_; }
  void set_first_pixels();
  std::vector<FarmTile> unmade(std::vector<FarmTile> tiles) const;
  bool finish_band(const Meanwhile& meanwhile);
  void preview(const Box<2>& band);
  void make_tile(const Box<2>& box);
  void compute(PixelTile& tile);

  Communicator communicator_;
  Grid grid_;
  MakePixelRule make_;
  std::shared_ptr<const PixelRule> rule_;
  std::int64_t frame_ = 0;
  FarmSettings settings_;
  std::int64_t rows_;  // of a band
  std::int64_t made_ = 0, parts_ = 0, tiles_ = 0;
  std::optional<Box<2>> band_;           // the one under way
  std::optional<std::int64_t> resumed_;  // the frame that begins with the pixels of a checkpoint
  std::vector<std::pair<std::string, std::shared_ptr<const ArraySource>>> first_pixels_;
  std::vector<std::unique_ptr<Canvas>> canvases_;  // per field
  std::unique_ptr<TileFarm> farm_;
  CostMap costs_;                                    // of the present band
  std::vector<std::uint32_t> known_;                 // the first field at the samples of costs_
  std::vector<std::vector<std::uint64_t>> buffers_;  // of one tile, per field
  Timing timing_;
  double work_ = 0, executed_ = 0;
};

}  // namespace hg
