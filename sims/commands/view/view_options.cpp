#include "sims/commands/view/view_options.hpp"

#include <fmt/format.h>

namespace hg {

void declare(CommandWords& words, ViewOptions& out) {
  words.argument("DIR|FILE", out.target, "folder of a run, live or finished, or a snapshot (.h5), a master (.vtkhdf), HOST:PORT",
                 "the output folder of a run");
  words.flag("--terminal", "show it in this terminal instead of a window", [&] { out.mode = ViewMode::terminal; });
  words.text("--token", "FILE", out.token_file,
             "with HOST:PORT: .view.token of the run's folder, or .view.readonly to look only");
  words.text("--script", "FILE", out.script, "keys to replay; at their end the viewer closes");
  words.seconds("--patience", "[[D-]HH:]MM:SS", out.patience, "how long a script waits for a frame (default: 60 s)");
  words.text("--palette", "NAME", out.palette, "colours (default: as the field suggests)");
  words.real("--fps", "N", out.fps, "most frames a second (default: 30)", "a number from 0.1 to 240", 0.1, 240);
  words.option(
      "--size", "W,H", "of the window in pixels (default: 960,720)", [&](const std::string& name, const std::string& word) {
        const auto sides = words.numbers<std::int64_t>(name, word, "W,H: two whole numbers from 64 to 16384", 2, 2, 64, 16384);
        out.size = {static_cast<int>(sides[0]), static_cast<int>(sides[1])};
      });
}

std::vector<std::string> words_of(const ViewOptions& options) {
  std::vector<std::string> out = {"view", options.target, "--fps", fmt::format("{}", options.fps)};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) out.insert(out.end(), {name, value});
  };
  if (options.mode == ViewMode::terminal) out.emplace_back("--terminal");
  add("--token", options.token_file);
  add("--script", options.script);
  add("--palette", options.palette);
  if (options.size[0] > 0) add("--size", fmt::format("{},{}", options.size[0], options.size[1]));
  return out;
}

}  // namespace hg
