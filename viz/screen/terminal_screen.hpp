#pragma once
// A viewer in a terminal of 256 colours: two pixels a character, the status line as text below them, the help as text over them.
// Only characters that changed are sent, and at most some frames a second: a terminal may be far away.
#include "viz/screen/terminal_keys.hpp"
#include "viz/screen/terminal_mode.hpp"
#include "viz/screen/view_screen.hpp"

#include <chrono>
#include <cstdint>

namespace hg {

class TerminalScreen : public ViewScreen {
 public:
  // File descriptors of a terminal. Throws std::runtime_error where they are none.
  TerminalScreen(int in, int out, int frames_a_second = 10);
  TerminalScreen();  // standard input and output

  std::vector<InputEvent> events(int milliseconds) override;
  void show(const Image& image, const std::string& status, const std::vector<std::string>& help) override;
  ScreenSize size() const override { return {columns_, 2 * (lines_ - 1)}; }
  bool writes_text() const override { return true; }
  int text_columns() const override { return columns_; }

 private:
  using Clock = std::chrono::steady_clock;
  // A character: two pixels one above the other, or a letter of a text.
  struct Character {
    std::uint8_t top = 0, bottom = 0;  // the terminal's colours; of a letter and its ground
    char letter = 0;                   // 0: pixels
    friend bool operator==(const Character&, const Character&) = default;
  };

  bool measure();  // whether the size changed
  void write_text(int line, int column, const std::string& text);
  void draw();
  bool read_keys(int milliseconds, std::vector<InputEvent>& out);  // whether something came
  int until_drawing(int milliseconds) const;                       // at most this many, less where a picture waits

  int in_, out_;
  TerminalMode mode_;
  TerminalKeys keys_;
  int columns_ = 80, lines_ = 24;
  std::vector<Character> wanted_, shown_;  // line by line; shown_ is empty where nothing is known of the screen
  bool waiting_ = false, gone_ = false;    // a picture is to be drawn; the terminal is closed
  std::chrono::milliseconds pause_;        // between two pictures
  Clock::time_point last_drawn_, last_key_;
};

}  // namespace hg
