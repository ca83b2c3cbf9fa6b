#pragma once
// A terminal as a viewer wants it: another screen, no cursor, every key at once, the mouse. It is put back on every way out:
// destruction, exit, exceptions that nobody catches, and signals that end or stop the process.

namespace hg {

class TerminalMode {
 public:
  // The terminal `out`; keys come from it, or through a pipe from somebody who reads it, a launcher: then this process may be in
  // the background. Throws std::runtime_error where `out` is no terminal or `in` neither, and for a second one at a time.
  TerminalMode(int in, int out);
  ~TerminalMode();
  TerminalMode(const TerminalMode&) = delete;
  TerminalMode& operator=(const TerminalMode&) = delete;

  static bool take_resumed();  // whether the process was stopped and went on since the last call: nothing is on the screen
};

}  // namespace hg
