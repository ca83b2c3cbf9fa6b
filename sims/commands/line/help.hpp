#pragma once
// The pages that --help prints, at most 79 columns wide.
#include <string>
#include <vector>

namespace hg {

// An option or argument of a command as its page shows it.
struct OptionHelp {
  bool is_argument = false;
  std::string names;  // "  FILE", "  -o, --output DIR", "      --steps N"
  std::string about;
};

// A command as the overview shows it.
struct CommandHelp {
  std::string name, about;
};

std::string command_help(const std::string& name, const std::string& arguments, const std::string& about,
                         const std::vector<OptionHelp>& options, const std::string& examples);
std::string program_help(const std::vector<CommandHelp>& commands);

}  // namespace hg
