#pragma once
// A command of the program: its page of help, what stands on its line, and what it does. sims/commands/commands.cpp lists them.
#include "sims/commands/line/command_words.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace hg {

class Communicator;

// What the help of a command says beside its options.
struct CommandPage {
  const char* name;       // "run"; of two words: "bench scaling", which the overview leaves to the page of the first
  const char* arguments;  // "FILE [OPTIONS]"
  const char* about;      // sentences
  const char* examples;   // a line each, ready to be printed
};

class Command {
 public:
  // Does what the line asks for and returns the exit status. world: null for a command that needs no MPI.
  using Action = std::function<int(const Communicator* world)>;

  // act(world, options) is done by all ranks; act(options) by one process, without MPI. A function declare(CommandWords&,
  // Options&) beside Options says which words give it its values. heeds_signals: they ask it for something instead of ending it.
  template <class Options>
  Command(const CommandPage& page, int (*act)(const Communicator&, const Options&), bool heeds_signals = false)
      : page_(&page),
        needs_mpi_(true),
        heeds_signals_(heeds_signals),
        read_(reader<Options>([act](const Communicator* world, const Options& options) { return act(*world, options); })) {}
  template <class Options>
  Command(const CommandPage& page, int (*act)(const Options&))
      : page_(&page),
        needs_mpi_(false),
        read_(reader<Options>([act](const Communicator*, const Options& options) { return act(options); })) {}

  const CommandPage& page() const { return *page_; }
  bool needs_mpi() const { return needs_mpi_; }
  bool heeds_signals() const { return heeds_signals_; }
  // words: those behind the name. Where they ask for help its page is written to `help`, and there is no action. Throws
  // usage_error.
  Action read(std::vector<std::string> words, std::string& help) const { return read_(*page_, std::move(words), help); }

 private:
  using Reader = std::function<Action(const CommandPage&, std::vector<std::string>, std::string&)>;

  template <class Options, class Act>
  static Reader reader(Act act) {
    return [act](const CommandPage& page, std::vector<std::string> given, std::string& help) -> Action {
      Options options;
      CommandWords words(page.name);
      declare(words, options);
      if (words.read(std::move(given))) return [act, options](const Communicator* world) { return act(world, options); };
      help = words.page(page.arguments, page.about, page.examples);
      return {};
    };
  }

  const CommandPage* page_;
  bool needs_mpi_, heeds_signals_ = false;
  Reader read_;
};

}  // namespace hg
