#pragma once
// What a run says of itself in files: report.json, which is there from the start and says how far the run came, log.txt, and a
// report that the user names.
#include "sims/commands/line/command_words.hpp"
#include "sims/commands/run/run_facts.hpp"
#include "sims/commands/run/run_log.hpp"

#include <string>

namespace hg {

// Whether a report of that name goes to standard output, where nothing else may stand then.
bool goes_to_stdout(const std::string& report_file);

struct ReportOptions {
  std::string file;            // another report, TOML where it is named so; empty: none
  std::string log;             // another log; empty: none
  std::string input, restart;  // files that the run reads; restart may be empty
};

class ReportFiles {
 public:
  // Throws on every rank where a file that the user names cannot be written, or is one that the run reads or writes itself.
  ReportFiles(const Communicator& world, const PreparedRun& run, ReportOptions options, RunLog& log);

  // The first report, and the head of the log; collective, once it is known where the run begins.
  void begin();
  // A checkpoint of that step is in that file.
  void wrote_checkpoint(std::int64_t step, const std::string& path);
  // How far the run is: reports say so now and then. Costs a look at the clock.
  void look(std::int64_t step);
  // The last report; collective. exit_status: how the process will end, which after some signals is not by `status`.
  void finish(std::int64_t step, ReportFacts facts, Exit status, int exit_status);
  // The run ends by an error.
  void failed(Exit status, const std::string& message);

  const Report& last() const { return last_; }

 private:
  void add_start(ReportFacts& out, const char* state) const;
  ReportFacts so_far(const char* state) const;
  void bring_up_to_date(const ReportFacts& facts);

  const Communicator& world_;
  const PreparedRun& run_;
  ReportOptions options_;
  RunLog& log_;
  std::string path_, command_, started_, checkpoint_;
  std::int64_t step_ = 0;
  double written_at_ = 0;
  bool open_ = false;  // on rank 0, from begin() on
  Report last_;
};

}  // namespace hg
