#pragma once
// The command line of the program: words into a checked request. Prints nothing: help is returned as text.
#include "bench/scaling/scaling_options.hpp"
#include "engine/input/settings.hpp"
#include "engine/system/progress.hpp"
#include "kernels/base/box.hpp"
#include "sims/commands/explain.hpp"
#include "sims/commands/render.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg {

enum class Command {
  text,  // CommandLine::text is to be printed: help or the version
  run,   // `check` is a run with dry_run
  list,
  info,
  verify,
  prove,
  render,
  view,
  bench,
  explain  // `bench explain`
};

// `halogrid view`.
struct ViewOptions {
  std::string target;                // a run's folder, a snapshot, a master, or host:port of a live run
  std::string token_file;            // with host:port
  ViewMode mode = ViewMode::sdl;     // which window
  std::string script;                // keys to replay; empty: none
  std::string palette;               // empty: as the field suggests
  double fps = 30;                   // most frames a second
  std::array<int, 2> size = {0, 0};  // of the window in pixels; 0: chosen
};

struct ListenAddress {
  std::string host = "127.0.0.1";
  int port = 0;  // 0: any that is free
};

struct CommandLine {
  Command command = Command::text;
  std::string text;

  std::string file;                // run, prove
  std::vector<std::string> files;  // verify

  // run
  std::vector<std::string> settings;  // "section.key=value", in order
  std::string output;                 // folder; empty = as the input says
  std::optional<std::int64_t> steps;
  std::string restart;               // "auto" or a checkpoint's file; empty: none
  bool overwrite = false;            // remove the checkpoints of an earlier run
  std::optional<double> time_limit;  // seconds from the start on
  bool dry_run = false;
  std::optional<int> ranks;      // with dry_run: as if on that many
  std::string networks;          // check: file of networks to predict the speed on; empty: those that were measured
  std::optional<ViewMode> view;  // none given: as the input says
  std::string view_script;       // keys for the viewer to replay; empty: none
  std::optional<ListenAddress> view_listen;
  std::string report;  // file for the machine-readable report; empty = none
  ProgressMode progress = ProgressMode::automatic;
  bool quiet = false;
  int verbosity = 0;

  std::string simulation;  // list: empty = all
  bool json = false;       // info
  std::string against;     // verify

  RenderOptions render;
  ViewOptions viewer;

  // bench
  std::string benchmark;  // its name; empty = those that compare with a reference
  std::optional<Index<3>> size;
  bench::ScalingOptions scaling;
  ExplainOptions explain;
};

// Throws usage_error for words that make no request, with "did you mean" where one is near.
CommandLine parse_command_line(int argc, const char* const* argv);

}  // namespace hg
