#pragma once
// What a run says to the person who started it, and to its log. Only rank 0 speaks: results on standard output, the rest on
// standard error. Where nobody listens any more the run goes on, and the log says so.
#include "engine/model/simulation.hpp"
#include "engine/step/control.hpp"
#include "engine/system/progress.hpp"
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/line/command_words.hpp"
#include "sims/commands/run/run_log.hpp"
#include "viz/image/image.hpp"

#include <cstdio>
#include <string>
#include <vector>

namespace hg {

struct TalkOptions {
  ProgressMode progress = ProgressMode::automatic;
  bool quiet = false;
  int verbosity = 0;
  std::FILE* report_to = stdout;  // elsewhere where standard output is for a report that programs read
};
void declare_progress(CommandWords& words, TalkOptions& out);
// -q and -v.
void declare(CommandWords& words, TalkOptions& out);

// That this program was built to be slow, where it was: whoever waits for cells hears it at once.
void say_unoptimised(const Communicator& world);

class Talk {
 public:
  // viewed: a viewer has the terminal during the run.
  Talk(const Communicator& world, const TalkOptions& options, bool viewed, RunLog& log)
      : world_(world), options_(options), viewed_(viewed), log_(log) {}

  // The progress of a run that has not begun.
  Progress progress(const PreparedRun& run, const Simulation& simulation) const;
  void warn(const std::vector<std::string>& sentences) const;
  // What happened, in one sentence; not with -q, nor into a viewer's picture.
  void note(const std::string& sentence) const;
  // The same that few want to know: with -v.
  void remark(const std::string& sentence) const;
  // That the run stopped at a step, why, and how it goes on.
  void stopped(StopReason reason, const Simulation& simulation, const PreparedRun& run, const std::string& checkpoint) const;
  // With -v: the resolved input.
  void details(const std::string& resolved) const;
  // Where it is watched: the step after which live cells first lay beside the edge of the plane; collective.
  void edge_warning(const Simulation& simulation, const std::string& remedy) const;
  // The report, the picture as text where a terminal shows it, and how to look at the output. series: whether there are master
  // files.
  void report(const std::string& text, const Image& picture, const std::string& folder, const std::string& name,
              bool series) const;

 private:
  bool on_terminal() const;
  void say(const std::string& text) const;
  void heard(std::FILE* by) const;

  const Communicator& world_;
  TalkOptions options_;
  bool viewed_;
  RunLog& log_;
};

}  // namespace hg
