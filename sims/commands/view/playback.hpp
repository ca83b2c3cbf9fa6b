#pragma once
// Frames for a viewer from the snapshots of a finished run, one step at a time; only the rows that are shown are read.
#include "engine/files/snapshot_file.hpp"
#include "viz/line/view_source.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hg {

class Playback final : public ViewSource {
 public:
  // path: a run's folder, its master (.vtkhdf) or a snapshot (.h5), which is shown first of its series; else that is the last
  // one. Throws usage_error or file_error.
  explicit Playback(const std::string& path);

  const ViewedRun& run() const override { return run_; }
  void ask(const ViewRequest& request) override;
  void command(const ViewCommand& command) override;
  bool receive(ViewFrame& frame, int milliseconds) override;

 private:
  void open(std::size_t number);

  ViewedRun run_;
  std::vector<std::string> files_;  // one for each of run_.steps
  std::size_t shown_ = 0;
  std::unique_ptr<const SnapshotFile> snapshot_;
  ViewRequest request_;
  bool asked_ = false, due_ = false;
};

}  // namespace hg
