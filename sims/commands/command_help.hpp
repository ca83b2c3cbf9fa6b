#pragma once
// The pages that --help prints, at most 79 columns wide.
#include <span>
#include <string>
#include <vector>

namespace hg {

// What the help of a command says beside its options.
struct CommandHelp {
  const char *name, *arguments, *about, *examples;
};
std::span<const CommandHelp> all_commands();
// Also of two words: "bench scaling", which has a page of its own. Null: there is none of that name.
const CommandHelp* find_command(const std::string& name);

// An option or argument of a command as its page shows it.
struct OptionHelp {
  bool is_argument = false;
  std::string names;  // "  FILE", "-o, --output DIR", "    --steps N"
  std::string about;
};

// The page of a command, with these options; and that of the program.
std::string command_help(const CommandHelp& help, const std::vector<OptionHelp>& options);
std::string program_help();

}  // namespace hg
