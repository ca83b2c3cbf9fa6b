#pragma once
// What a viewer is asked for: on the line of `halogrid view`, and by a run that starts one.
#include "engine/input/settings.hpp"
#include "sims/commands/line/command_words.hpp"

#include <array>
#include <string>
#include <vector>

namespace hg {

struct ViewOptions {
  std::string target;                // a run's folder, a snapshot, a master, or host:port of a live run
  std::string token_file;            // with host:port
  ViewMode mode = ViewMode::sdl;     // which window
  std::string script;                // keys to replay; empty: none
  std::string palette;               // empty: as the field suggests
  double fps = 30;                   // most frames a second
  std::array<int, 2> size = {0, 0};  // of the window in pixels; 0: chosen
  double patience = 60;              // seconds that a script waits for a frame before it gives up
};
void declare(CommandWords& words, ViewOptions& out);

// The line that gives these options, from the command's name on.
std::vector<std::string> words_of(const ViewOptions& options);

}  // namespace hg
