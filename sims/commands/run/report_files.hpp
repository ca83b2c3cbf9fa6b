#pragma once
// The report of a run, as files: report.json and log.txt in the output folder, and one that the user names.
#include "sims/commands/run/output.hpp"
#include "sims/commands/run/report.hpp"

#include <functional>
#include <string>

namespace hg {

class ReportFiles final : public Output {
 public:
  // What there is to be said of a run in this state; collective.
  using Source = std::function<Report(const Simulation&)>;

  // file: another one, TOML where it is named so; may be empty. Throws where it cannot be written.
  ReportFiles(const Communicator& world, const PreparedRun& run, std::string file);

  void report_from(Source source) { source_ = std::move(source); }
  // After all other outputs have finished.
  void finish(const Simulation& simulation) override;
  const Report& last() const { return last_; }

 private:
  const Communicator& world_;
  const PreparedRun& run_;
  std::string file_;
  Source source_;
  Report last_;
};

}  // namespace hg
