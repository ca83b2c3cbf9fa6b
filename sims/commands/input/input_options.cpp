#include "sims/commands/input/input_options.hpp"

#include <fmt/format.h>

namespace hg {

void declare_settings(CommandWords& words, std::vector<std::string>& settings) {
  words.texts("-s,--set", "SECTION.KEY=VALUE", settings, "override a key of the input; may repeat");
}

void declare_input(CommandWords& words, InputOptions& out) {
  words.argument("FILE", out.file, about_input, "an input (.toml) or a pattern (.rle)");
  words.finally([&] {
    if (out.file == "-") out.file = "/dev/stdin";
  });
  declare_settings(words, out.overrides);
}

void declare_output(CommandWords& words, InputOptions& out) {
  words.option("-o,--output", "DIR", "where everything is written; made if missing (default: output.dir)",
               [&](const std::string& name, const std::string& word) {
                 if (word.empty()) words.fail(name + " has an empty folder name");
                 out.overrides.push_back("output.dir=" + word);
               });
}

void declare_steps(CommandWords& words, InputOptions& out) {
  words.option("--steps", "N", "steps to do (overrides run.steps)", [&](const std::string& name, const std::string& word) {
    out.overrides.push_back(fmt::format("run.steps={}", words.whole_in(name, word, 0, most_steps)));
  });
}

}  // namespace hg
