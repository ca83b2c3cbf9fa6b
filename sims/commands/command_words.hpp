#pragma once
// One command while its words are read. Values stay text until they are checked here: the parser's own sentences name no remedy.
// Its source file is the only one that knows the parser, whose header takes longer to compile than most of the program.
#include "engine/input/config_value.hpp"
#include "sims/commands/command_help.hpp"
#include "sims/commands/command_line.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace hg {

class CommandWords {
 public:
  CommandWords(const CommandHelp& help, CommandLine& out);
  ~CommandWords();
  CommandWords(const CommandWords&) = delete;
  CommandWords& operator=(const CommandWords&) = delete;

  CommandLine& out() { return out_; }

  // What the command takes; values are written by read().
  void argument(const std::string& name, std::string& value, const std::string& about);
  void arguments(const std::string& name, std::vector<std::string>& values, const std::string& about);
  void flag(const std::string& names, bool& value, const std::string& about);
  void counted_flag(const std::string& names, int& value, const std::string& about);
  void option(const std::string& names, std::string& value, const std::string& type, const std::string& about);
  // The value may be left out. It is one of `own`, or where "FILE" is among them any word but an option or an input, as an input
  // behind the bare option is not meant for it. The first of them is what is meant without one.
  void optional_value(const std::string& name, std::string& value, const std::string& type, const std::vector<std::string>& own,
                      const std::string& about);
  void options(const std::string& names, std::vector<std::string>& values, const std::string& type, const std::string& about);

  // False where help was asked for instead; it is then in CommandLine::text.
  bool read(std::vector<std::string> words);

  bool given(const std::string& name) const;

  [[noreturn]] void fail(const std::string& reason, const std::string& hint = "") const;

  // An option's text as numbers from least to most, separated by commas. Of std::int64_t or double.
  template <class Number>
  std::vector<Number> numbers(const std::string& name, const std::string& text, const std::string& form, std::size_t count_min,
                              std::size_t count_max, Number least, Number most) const;
  std::int64_t count(const std::string& name, const std::string& text, std::int64_t least, std::int64_t most) const;
  double seconds(const std::string& name, const std::string& text) const;
  std::size_t choice(const std::string& name, const std::string& word, const std::vector<std::string>& words) const;

 private:
  struct Parser;

  void give_left_out_value(std::vector<std::string>& words) const;
  [[noreturn]] void unknown_option(const std::string& word) const;

  const CommandHelp& help_;
  CommandLine& out_;
  std::unique_ptr<Parser> parser_;
  std::map<std::string, std::vector<std::string>> with_optional_value_;  // the option's name and its values
};

}  // namespace hg
