#include "viz/screen/terminal_screen.hpp"

#include "viz/image/thumbnail.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace hg {

static constexpr std::uint8_t text_ink = 253, text_paper = 234;  // of text
static constexpr std::chrono::milliseconds escape_patience{50};  // a sequence's bytes come together

TerminalScreen::TerminalScreen(int in, int out, int frames_a_second)
    : in_(in), out_(out), mode_(in, out), pause_(1000 / std::max(1, frames_a_second)), last_drawn_(Clock::now() - pause_) {
  measure();
}

TerminalScreen::TerminalScreen() : TerminalScreen(STDIN_FILENO, STDOUT_FILENO) {}

// Asked for at every turn: a window's size changes rarely, but asking costs next to nothing and needs no signal.
bool TerminalScreen::measure() {
  winsize now = {};
  int columns = 80, lines = 24;
  if (ioctl(out_, TIOCGWINSZ, &now) == 0 && now.ws_col > 0 && now.ws_row > 0) {
    columns = now.ws_col;
    lines = std::max<int>(2, now.ws_row);
  }
  const bool changed = columns != columns_ || lines != lines_;
  columns_ = columns;
  lines_ = lines;
  return changed;
}

// A wait of 0 only where a picture is due now.
int TerminalScreen::until_drawing(int milliseconds) const {
  int out = std::max(0, milliseconds);
  if (keys_.waits()) out = std::min(out, static_cast<int>(escape_patience.count()));
  if (!waiting_) return out;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(last_drawn_ + pause_ - Clock::now()).count();
  return std::clamp(static_cast<int>(left) + 1, 0, out);
}

bool TerminalScreen::read_keys(int milliseconds, std::vector<InputEvent>& out) {
  pollfd terminal = {in_, POLLIN, 0};
  if (poll(&terminal, 1, milliseconds) <= 0) return false;
  char bytes[4096];
  const ssize_t number = read(in_, bytes, sizeof bytes);
  if (number < 0 && (errno == EINTR || errno == EAGAIN)) return false;
  if (number <= 0) {
    gone_ = true;
    return false;
  }
  const auto events = keys_.feed(std::string(bytes, static_cast<std::size_t>(number)));
  out.insert(out.end(), events.begin(), events.end());
  last_key_ = Clock::now();
  return true;
}

std::vector<InputEvent> TerminalScreen::events(int milliseconds) {
  std::vector<InputEvent> out;
  read_keys(until_drawing(milliseconds), out);
  if (keys_.waits() && Clock::now() - last_key_ >= escape_patience) {
    const auto lone = keys_.give_up();
    out.insert(out.end(), lone.begin(), lone.end());
  }
  const bool resumed = TerminalMode::take_resumed();
  const bool redraw =
      std::any_of(out.begin(), out.end(), [](const auto& event) { return event.kind == InputEvent::Kind::redraw; });
  if (resumed || redraw) {
    shown_.clear();
    waiting_ = !wanted_.empty();
  }
  if (measure()) {
    shown_.clear();
    wanted_.clear();
    waiting_ = false;
    out.push_back({InputEvent::Kind::resize, "", size().width, size().height, 0});
  }
  if (waiting_ && Clock::now() >= last_drawn_ + pause_) draw();
  if (gone_) out.push_back({InputEvent::Kind::close, "", 0, 0, 0});
  return out;
}

void TerminalScreen::write_text(int line, int column, const std::string& text) {
  if (line < 0 || line >= lines_) return;
  for (std::size_t i = 0; i < text.size() && column + static_cast<int>(i) < columns_; ++i) {
    const char letter = text[i] >= ' ' && text[i] <= '~' ? text[i] : '?';
    wanted_[static_cast<std::size_t>(line * columns_ + column) + i] = {text_ink, text_paper, letter};
  }
}

void TerminalScreen::show(const Image& image, const std::string& status, const std::vector<std::string>& help) {
  wanted_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(lines_), Character{16, 16, 0});
  const auto colour = [&](int x, int y) {
    return y < image.height ? static_cast<std::uint8_t>(terminal_colour(image.at(x, y))) : std::uint8_t{16};
  };
  for (int line = 0; line + 1 < lines_ && 2 * line < image.height; ++line)
    for (int x = 0; x < std::min(columns_, image.width); ++x)
      wanted_[static_cast<std::size_t>(line * columns_ + x)] = {colour(x, 2 * line), colour(x, 2 * line + 1), 0};
  write_text(lines_ - 1, 0, fmt::format("{:<{}}", status, columns_));
  std::size_t widest = 0;
  for (const std::string& text : help) widest = std::max(widest, text.size());
  const int top = std::max(0, (lines_ - 1 - static_cast<int>(help.size())) / 2);
  const int left = std::max(0, (columns_ - static_cast<int>(widest) - 2) / 2);
  for (std::size_t i = 0; i < help.size() && top + static_cast<int>(i) < lines_ - 1; ++i)
    write_text(top + static_cast<int>(i), left, fmt::format(" {:<{}} ", help[i], widest));
  waiting_ = true;
  if (Clock::now() >= last_drawn_ + pause_) draw();
}

void TerminalScreen::draw() {
  waiting_ = false;
  last_drawn_ = Clock::now();
  const bool all = shown_.size() != wanted_.size();
  std::string bytes = all ? "\x1b[0m\x1b[2J" : "";
  int ground = -1, front = -1;
  std::size_t at = wanted_.size();  // where the cursor stands, if that is known
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const Character& now = wanted_[i];
    if (!all && now == shown_[i]) continue;
    const auto wide = static_cast<std::size_t>(columns_);
    if (at != i) fmt::format_to(std::back_inserter(bytes), "\x1b[{};{}H", i / wide + 1, i % wide + 1);
    const bool even = now.letter == 0 && now.top == now.bottom;
    if (now.bottom != ground) fmt::format_to(std::back_inserter(bytes), "\x1b[48;5;{}m", ground = now.bottom);
    if (!even && now.top != front) fmt::format_to(std::back_inserter(bytes), "\x1b[38;5;{}m", front = now.top);
    if (now.letter != 0)
      bytes += now.letter;
    else
      bytes += even ? " " : "\u2580";                   // upper half block
    at = (i + 1) % wide == 0 ? wanted_.size() : i + 1;  // behind the last column terminals differ
  }
  if (!bytes.empty()) bytes += "\x1b[0m";
  shown_ = wanted_;
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t number = write(out_, bytes.data() + sent, bytes.size() - sent);
    if (number > 0) {
      sent += static_cast<std::size_t>(number);
    } else if (number == 0 || errno == EAGAIN) {
      pollfd terminal = {out_, POLLOUT, 0};
      poll(&terminal, 1, 100);
    } else if (errno != EINTR) {
      gone_ = true;
      return;
    }
  }
}

}  // namespace hg
