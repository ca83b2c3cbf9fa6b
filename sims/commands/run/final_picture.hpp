#pragma once
// NAME.png: the last state of a run that came to its end.
#include "sims/commands/run/output.hpp"
#include "sims/commands/run/snapshots.hpp"
#include "viz/image/image.hpp"

namespace hg {

class FinalPicture final : public Output {
 public:
  FinalPicture(const PreparedRun& run, const Snapshots& snapshots) : run_(run), snapshots_(snapshots) {}

  void finish(const Simulation& simulation) override;
  // Empty where there is none, where libpng is missing, and on other ranks than 0.
  const Image& image() const { return image_; }

 private:
  const PreparedRun& run_;
  const Snapshots& snapshots_;
  Image image_;
};

}  // namespace hg
