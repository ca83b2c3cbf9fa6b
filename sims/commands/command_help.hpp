#pragma once
// The pages that --help prints, at most 79 columns wide.
#include <CLI/CLI.hpp>

#include <span>
#include <string>

namespace hg {

// What the help of a command says beside its options.
struct CommandHelp {
  const char *name, *arguments, *about, *examples;
};
std::span<const CommandHelp> all_commands();
// Also of two words: "bench scaling", which has a page of its own. Null: there is none of that name.
const CommandHelp* find_command(const std::string& name);

// The page of a command, with the options that its parser knows; and that of the program.
std::string command_help(const CommandHelp& help, CLI::App& app);
std::string program_help();

}  // namespace hg
