#include "viz/screen/view_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>

namespace hg {

static const std::vector<std::string>& key_names() {
  static const std::vector<std::string> names = {"space", "escape", "tab",    "enter",    "left", "right",
                                                 "up",    "down",   "pageup", "pagedown", "home", "end"};
  return names;
}

// The name that InputEvent has for a key, which people write in several ways; "": there is no such key.
static std::string key_named(const std::string& word) {
  if (word.size() == 1) return word[0] > ' ' && word[0] <= '~' ? word : "";
  std::string name = word, shift;
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name.starts_with("shift+")) {
    shift = "shift+";
    name.erase(0, shift.size());
  }
  static const std::map<std::string, std::string> others = {{"esc", "escape"},    {"return", "enter"}, {"pgup", "pageup"},
                                                            {"pgdn", "pagedown"}, {"plus", "+"},       {"minus", "-"},
                                                            {"question", "?"}};
  if (const auto found = others.find(name); found != others.end()) name = found->second;
  const bool known =
      (shift.empty() && name.size() == 1) || std::find(key_names().begin(), key_names().end(), name) != key_names().end();
  return known ? shift + name : "";
}

// Words of a line, without comments. "#" alone is a comment, too: no key of the viewer.
static std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word && word[0] != '#';) words.push_back(word);
  return words;
}

template <class Number>
static std::optional<Number> number_in(const std::string& word) {
  Number out{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), out);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return out;
}

// The pixels in words[first...], all of them 0 or more and below a million.
static std::vector<int> pixels_in(const std::vector<std::string>& words, std::size_t first, std::size_t number) {
  std::vector<int> out;
  if (words.size() != first + number) return out;
  for (std::size_t i = first; i < words.size(); ++i) {
    const auto pixel = number_in<int>(words[i]);
    if (!pixel || *pixel < 0 || *pixel >= 1000000) return {};
    out.push_back(*pixel);
  }
  return out;
}

// Of a window, as for --size.
static constexpr int largest_side = 16384;

static InputEvent pointer(InputEvent::Kind kind, int x, int y) { return {kind, "", x, y, 0}; }

struct ScriptLine {
  const char* usage;  // its first word is the command
  std::size_t pixels;
};
static constexpr ScriptLine script_lines[] = {{"move X Y", 2}, {"click X Y", 2}, {"drag X0 Y0 X1 Y1", 4}, {"resize W H", 2}};

static std::vector<InputEvent> events_of(const std::string& command, const std::vector<int>& at) {
  using Kind = InputEvent::Kind;
  if (command == "move") return {pointer(Kind::pointer_move, at[0], at[1])};
  if (command == "resize") return {pointer(Kind::resize, at[0], at[1])};
  if (command == "click") return {pointer(Kind::pointer_down, at[0], at[1]), pointer(Kind::pointer_up, at[0], at[1])};
  return {pointer(Kind::pointer_down, at[0], at[1]), pointer(Kind::pointer_move, at[2], at[3]),
          pointer(Kind::pointer_up, at[2], at[3])};
}

ViewScript ViewScript::parse(const std::string& text, const std::string& file) {
  ViewScript out;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    const auto words = words_of(line);
    if (words.empty()) continue;
    const auto refuse = [&](const std::string& sentence) {
      throw std::runtime_error(fmt::format("{}:{}: {}", file, number, sentence));
    };
    const std::string& command = words[0];
    const auto known = std::find_if(std::begin(script_lines), std::end(script_lines), [&](const ScriptLine& candidate) {
      return std::string(candidate.usage).starts_with(command + " ");
    });
    if (command == "wait") {
      const auto steps = words.size() == 2 ? number_in<std::int64_t>(words[1]) : std::nullopt;
      if (!steps || *steps < 0) refuse("write \"wait N\", N steps from 0 on");
      out.parts_.push_back({*steps, std::nullopt});
    } else if (command == "wheel") {
      constexpr double none = std::numeric_limits<double>::quiet_NaN();
      const double amount = words.size() == 4 ? number_in<double>(words[1]).value_or(none) : none;
      const auto at = pixels_in(words, 2, 2);
      if (!(amount >= -100 && amount <= 100) || at.empty())
        refuse("write \"wheel AMOUNT X Y\": notches from -100 to 100, pixels from 0 on");
      out.parts_.push_back({0, InputEvent{InputEvent::Kind::wheel, "", at[0], at[1], amount}});
    } else if (known != std::end(script_lines)) {
      const auto at = pixels_in(words, 1, known->pixels);
      const auto no_side = [](int side) { return side < 1 || side > largest_side; };
      if (command == "resize" && std::any_of(at.begin(), at.end(), no_side))
        refuse(fmt::format("write \"{}\", sides from 1 to {} pixels", known->usage, largest_side));
      if (at.empty()) refuse(fmt::format("write \"{}\", pixels from 0 on", known->usage));
      for (const InputEvent& event : events_of(command, at)) out.parts_.push_back({0, event});
    } else {
      if (words.size() > 1) refuse(fmt::format("\"{}\": one key a line", line.substr(0, 40)));
      const std::string key = key_named(command);
      if (key.empty())
        refuse(
            fmt::format("there is no key \"{}\": a key is one character, shift+KEY, or one of {}; other lines are wait, "
                        "move, click, drag, wheel, resize",
                        command.substr(0, 40), fmt::join(key_names(), ", ")));
      out.parts_.push_back({0, InputEvent{InputEvent::Kind::key, key, 0, 0, 0}});
    }
  }
  return out;
}

std::optional<InputEvent> ViewScript::next(std::int64_t step, bool ended) {
  // Steps that were shown, also where a playback has begun again from its first one.
  if (last_step_ && step > *last_step_) waited_ += step - *last_step_;
  last_step_ = step;
  while (at_ < parts_.size()) {
    const Part& part = parts_[at_];
    if (!ended && waited_ < part.wait) return std::nullopt;
    waited_ = 0;
    ++at_;
    if (part.event) return part.event;
  }
  return std::nullopt;
}

}  // namespace hg
