#include "viz/screen/terminal_keys.hpp"

#include <cstdio>

namespace hg {

static constexpr char escape = '\x1b';
static constexpr int longest_sequence = 64;

static InputEvent key(const std::string& name) { return {InputEvent::Kind::key, name, 0, 0, 0}; }

static const char* name_of_letter(char letter) {
  switch (letter) {
    case 'A':
      return "up";
    case 'B':
      return "down";
    case 'C':
      return "right";
    case 'D':
      return "left";
    case 'H':
      return "home";
    case 'F':
      return "end";
    case 'Z':  // tab with shift
      return "tab";
    default:
      return "";
  }
}

static const char* name_of_number(int number) {
  switch (number) {
    case 1:
    case 7:
      return "home";
    case 4:
    case 8:
      return "end";
    case 5:
      return "pageup";
    case 6:
      return "pagedown";
    default:
      return "";
  }
}

static const char* name_of_keypad(char letter) {
  switch (letter) {
    case 'M':
      return "enter";
    case 'k':
      return "+";
    case 'm':
      return "-";
    default:
      return name_of_letter(letter);
  }
}

static void add_key(const std::string& name, std::vector<InputEvent>& out) {
  if (!name.empty()) out.push_back(key(name));
}

// "<buttons;column;row" and M (down or moved) or m (up).
static void add_mouse(const std::string& parameters, char last, std::vector<InputEvent>& out) {
  int buttons = 0, column = 0, row = 0;
  if (std::sscanf(parameters.c_str(), "<%9d;%9d;%9d", &buttons, &column, &row) != 3 || column < 1 || row < 1) return;
  InputEvent event{InputEvent::Kind::pointer_move, "", column - 1, 2 * (row - 1), 0};
  constexpr int moved = 32, wheel = 64;
  const int button = buttons & 3;
  if ((buttons & wheel) != 0) {
    if (button > 1) return;  // to the sides
    event.kind = InputEvent::Kind::wheel;
    event.amount = button == 0 ? 1 : -1;
  } else if ((buttons & moved) == 0) {
    if (button != 0) return;
    event.kind = last == 'M' ? InputEvent::Kind::pointer_down : InputEvent::Kind::pointer_up;
  }
  out.push_back(event);
}

static void add_control_sequence(const std::string& parameters, char last, std::vector<InputEvent>& out) {
  if (!parameters.empty() && parameters[0] == '<') return add_mouse(parameters, last, out);
  int number = 0, modifiers = 1;
  std::sscanf(parameters.c_str(), "%9d;%9d", &number, &modifiers);
  std::string name = last == '~' ? name_of_number(number) : name_of_letter(last);
  const bool arrow = last >= 'A' && last <= 'D';
  if (arrow && ((modifiers - 1) & 1) != 0) name = "shift+" + name;
  add_key(name, out);
}

static void add_character(char character, std::vector<InputEvent>& out) {
  if (character == ' ')
    add_key("space", out);
  else if (character == '\t')
    add_key("tab", out);
  else if (character == '\r' || character == '\n')
    add_key("enter", out);
  else if (character == '\f')  // control and L: people's way to have a screen drawn again
    out.push_back({InputEvent::Kind::redraw, "", 0, 0, 0});
  else if (character > ' ' && character <= '~')
    add_key(std::string(1, character), out);
}

// The bytes of the escape sequence at the start of the text; 0: some are still to come.
static std::size_t sequence(const std::string& text, std::vector<InputEvent>& out) {
  if (text.size() < 2) return 0;
  if (text[1] == escape) {  // the first one was a key
    add_key("escape", out);
    return 1;
  }
  if (text[1] == 'O') {
    if (text.size() < 3) return 0;
    add_key(name_of_keypad(text[2]), out);
    return 3;
  }
  if (text[1] != '[') return 2;                                           // a character with alt: none of the viewer's
  if (text.size() > 2 && text[2] == '[') return text.size() > 3 ? 4 : 0;  // function keys of the Linux console
  for (std::size_t i = 2; i < text.size(); ++i) {
    if (text[i] < '@' || text[i] > '~') continue;
    add_control_sequence(text.substr(2, i - 2), text[i], out);
    return i + 1;
  }
  return text.size() > longest_sequence ? text.size() : 0;
}

std::vector<InputEvent> TerminalKeys::feed(const std::string& bytes) {
  rest_ += bytes;
  std::vector<InputEvent> out;
  std::size_t at = 0;
  while (at < rest_.size()) {
    std::size_t taken = 1;
    if (rest_[at] == escape)
      taken = sequence(rest_.substr(at), out);
    else
      add_character(rest_[at], out);
    if (taken == 0) break;
    at += taken;
  }
  rest_.erase(0, at);
  return out;
}

std::vector<InputEvent> TerminalKeys::give_up() {
  std::vector<InputEvent> out;
  if (rest_.size() == 1 && rest_[0] == escape) out.push_back(key("escape"));
  rest_.clear();
  return out;
}

}  // namespace hg
