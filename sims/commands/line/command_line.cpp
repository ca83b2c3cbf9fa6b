#include "sims/commands/line/command_line.hpp"

#include "engine/input/config.hpp"
#include "engine/input/config_value.hpp"
#include "engine/system/error.hpp"
#include "engine/system/optimisation.hpp"
#include "engine/system/version.hpp"
#include "sims/commands/line/help.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace hg {

using Words = std::vector<std::string>;

static Words words_of(int argc, const char* const* argv) { return {argv + std::min(argc, 1), argv + argc}; }

static const Command* find_command(const std::vector<Command>& commands, const std::string& name) {
  const auto found =
      std::find_if(commands.begin(), commands.end(), [&](const Command& command) { return name == command.page().name; });
  return found == commands.end() ? nullptr : &*found;
}

// Takes the name of a command, of one word or two, off the words; null where they begin with none.
static const Command* take_command(const std::vector<Command>& commands, Words& words) {
  if (words.empty()) return nullptr;
  const Command* const two = words.size() > 1 ? find_command(commands, words[0] + " " + words[1]) : nullptr;
  const Command* const command = two ? two : find_command(commands, words[0]);
  if (command) words.erase(words.begin(), words.begin() + (two ? 2 : 1));
  return command;
}

// Commands in two words stand on the page of their first.
static std::vector<CommandHelp> overview(const std::vector<Command>& commands) {
  std::vector<CommandHelp> out;
  for (const Command& command : commands)
    if (std::string(command.page().name).find(' ') == std::string::npos)
      out.push_back({command.page().name, command.page().about});
  return out;
}

[[noreturn]] static void unknown_command(const std::vector<Command>& commands, const std::string& word) {
  Words names;
  for (const CommandHelp& command : overview(commands)) names.push_back(command.name);
  const std::string near = did_you_mean(word, names);
  throw usage_error("halogrid",
                    fmt::format("unknown command {}{}", toml_key(word), near.empty() ? "" : "; did you mean " + near + "?"),
                    fmt::format("the commands are {}; an input file has a dot or a slash in its name", fmt::join(names, ", ")));
}

static bool asks_for_help(const std::string& word) { return word == "--help" || word == "-h" || word == "help"; }

static bool asks_for_text(const Words& words) { return !words.empty() && (words[0] == "--version" || asks_for_help(words[0])); }

// `halogrid FILE` and `halogrid --steps 5 FILE` are runs; another word is a slip.
static bool is_run_without_its_name(const Words& words) {
  return !words.empty() && !words[0].empty() && (words[0][0] == '-' || words[0].find_first_of("./") != std::string::npos);
}

bool needs_mpi(const std::vector<Command>& commands, int argc, const char* const* argv) {
  Words words = words_of(argc, argv);
  if (asks_for_text(words)) return false;
  const Command* const command = take_command(commands, words);
  return command == nullptr || command->needs_mpi();
}

bool heeds_signals(const std::vector<Command>& commands, int argc, const char* const* argv) {
  Words words = words_of(argc, argv);
  if (asks_for_text(words)) return false;
  const Command* command = take_command(commands, words);
  if (command == nullptr && is_run_without_its_name(words)) command = find_command(commands, "run");
  return command != nullptr && command->heeds_signals();
}

Asked read_command_line(const std::vector<Command>& commands, int argc, const char* const* argv) {
  Words words = words_of(argc, argv);
  if (words.empty())
    throw usage_error("halogrid", "a command or an input file is missing", "`halogrid --help` lists the commands");
  if (words[0] == "--version") {
    const std::string unoptimised = unoptimised_in_words();
    return {{}, fmt::format("halogrid {}\n{}{}", version, unoptimised, unoptimised.empty() ? "" : "\n")};
  }
  if (asks_for_help(words[0])) {
    if (words.size() == 1) return {{}, program_help(overview(commands))};
    words.erase(words.begin());
    if (!find_command(commands, words[0])) unknown_command(commands, words[0]);
    words.emplace_back("--help");
  }
  const Command* command = take_command(commands, words);
  if (!command) {
    if (!is_run_without_its_name(words)) unknown_command(commands, words[0]);
    command = find_command(commands, "run");
  }
  Asked out;
  out.action = command->read(words, out.text);
  return out;
}

}  // namespace hg
