#pragma once
// A point of a scaling study, measured: `halogrid run` by a launcher, as a user would start it, with as little output as can be.
#include "bench/scaling/child_job.hpp"
#include "bench/scaling/scaling_row.hpp"

#include <string>
#include <vector>

namespace hg::bench {

// The launcher for this machine: srun within a SLURM job, else mpirun.
std::string default_launcher();
// Its words with {ranks} and {threads} filled in.
std::vector<std::string> launcher_words(const std::string& launcher, std::int64_t ranks, std::int64_t threads);

// Physical cores that this process may use, times the nodes of its job.
std::int64_t cores_of_job();

struct ScalingTry {
  CsvRow row;  // with status and message
  bool interrupted = false;
};

class ScalingRunner {
 public:
  // folder: for the files of one run, made and removed for each; all nodes have to see it.
  ScalingRunner(const ScalingOptions& options, std::string folder);

  // What `halogrid check` says, for the first of these numbers of ranks that the input is good for; throws the usage_error that
  // it ends with.
  ScalingInput look_at_input(const std::vector<std::int64_t>& ranks) const;
  ScalingTry measure(const ScalingPoint& point, const ScalingInput& input) const;

 private:
  ChildJob job(std::int64_t ranks, std::int64_t threads, const std::vector<std::string>& words) const;

  const ScalingOptions& options_;
  std::string folder_, program_, launcher_;
};

}  // namespace hg::bench
