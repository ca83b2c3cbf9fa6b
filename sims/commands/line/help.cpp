#include "sims/commands/line/help.hpp"

#include "engine/system/version.hpp"
#include "engine/system/wrapped_lines.hpp"

#include <fmt/format.h>

namespace hg {

static constexpr std::size_t help_columns = 79;

// A text from a column on, behind what stands before that column on its first line.
static std::string indented(const std::string& before, std::size_t column, const std::string& text) {
  std::string out, start = fmt::format("{:<{}}", before, column);
  for (const std::string& line : wrapped_lines(text, help_columns - column)) {
    out += start + line + "\n";
    start = std::string(column, ' ');
  }
  return out;
}

static std::string option_help(const OptionHelp& option) {
  constexpr std::size_t column = 28;
  const bool fits = option.names.size() + 2 <= column;
  return (fits ? "" : option.names + "\n") + indented(fits ? option.names : "", column, option.about);
}

std::string command_help(const std::string& name, const std::string& arguments, const std::string& about,
                         const std::vector<OptionHelp>& all, const std::string& examples) {
  std::string taken, options;
  for (const OptionHelp& option : all) (option.is_argument ? taken : options) += option_help(option);
  return fmt::format("Usage: halogrid {} {}\n\n{}{}{}{}{}\nExamples:\n{}", name, arguments, indented("", 0, about),
                     taken.empty() ? "" : "\nArguments:\n", taken, "\nOptions:\n", options, examples);
}

std::string program_help(const std::vector<CommandHelp>& commands) {
  std::string out = fmt::format(
      "halogrid {} - distributed stencil and grid simulations\n\n"
      "Usage: halogrid COMMAND [ARGUMENTS] [OPTIONS]\n"
      "       halogrid FILE [OPTIONS]         the same as halogrid run FILE\n"
      "       mpirun -n 4 halogrid run FILE   on 4 ranks\n\nCommands:\n",
      version);
  for (const CommandHelp& command : commands) out += indented("  " + command.name, 12, command.about);
  out +=
      "\nOptions:\n"
      "  -h, --help [COMMAND]      this page, or that of a command\n"
      "      --version             the version of this program\n"
      "\nExit status:\n"
      "  0 done                    2 usage or input error    3 file or disk error\n"
      "  4 verification failed     70 internal error\n"
      "  75 stopped early with a good checkpoint (--restart goes on from it)\n"
      "\nExamples:\n"
      "  halogrid run inputs/life/gosper_gun.toml\n"
      "  mpirun -n 4 halogrid run inputs/life/soup.toml --report report.json\n"
      "  halogrid check inputs/life/soup.toml --ranks 64\n"
      "  halogrid render out/soup/soup.00002000.h5 -o soup.png\n";
  return out;
}

}  // namespace hg
