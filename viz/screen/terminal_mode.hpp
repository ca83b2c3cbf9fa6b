#pragma once
// A terminal as a viewer wants it: another screen, no cursor, every key at once, the mouse. It is put back on every way out:
// destruction, exit, exceptions that nobody catches, and signals that end or stop the process.
#include <termios.h>

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

// A terminal that another process is to draw on: as it was, if that one is killed and cannot put it back itself.
class LentTerminal {
 public:
  LentTerminal();  // the terminal of this process; none: it does nothing
  ~LentTerminal();
  LentTerminal(const LentTerminal&) = delete;
  LentTerminal& operator=(const LentTerminal&) = delete;

  void take_back();

 private:
  int terminal_;
  termios before_ = {};
};

}  // namespace hg
