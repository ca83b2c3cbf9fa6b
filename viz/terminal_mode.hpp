#pragma once
// A terminal as a viewer wants it: another screen, no cursor, every key at once, the mouse. It is put back on every way out:
// destruction, exit, exceptions that nobody catches, and signals that end or stop the process.

namespace hg {

class TerminalMode {
 public:
  // Throws std::runtime_error where one of the two is no terminal, and for a second one at a time.
  TerminalMode(int in, int out);
  ~TerminalMode();
  TerminalMode(const TerminalMode&) = delete;
  TerminalMode& operator=(const TerminalMode&) = delete;

  static bool take_resumed();  // whether the process was stopped and went on since the last call: nothing is on the screen
};

}  // namespace hg
