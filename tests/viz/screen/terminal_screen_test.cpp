// The terminal's screen on a pseudo-terminal: what is on it, judged by a small terminal of the test's own; keys and mouse; and
// that it is put back on every way out.
#include "viz/screen/terminal_screen.hpp"

#include "tests/catch.hpp"
#include "viz/image/thumbnail.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>

using hg::Image;
using hg::InputEvent;
using hg::TerminalScreen;
using Kind = InputEvent::Kind;

// The two ends of a terminal: programs sit at `inner`, whoever looks at it at `outer`.
struct PseudoTerminal {
  int outer = -1, inner = -1;
  PseudoTerminal(int columns, int lines) {
    outer = posix_openpt(O_RDWR | O_NOCTTY);
    if (outer < 0 || grantpt(outer) != 0 || unlockpt(outer) != 0) throw std::runtime_error("no pseudo-terminal");
    inner = open(ptsname(outer), O_RDWR | O_NOCTTY);
    resize(columns, lines);
  }
  ~PseudoTerminal() {
    close(inner);
    close(outer);
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;
  void resize(int columns, int lines) const {
    winsize size = {};
    size.ws_col = static_cast<unsigned short>(columns);
    size.ws_row = static_cast<unsigned short>(lines);
    ioctl(inner, TIOCSWINSZ, &size);
  }
  // What was written since the last call; waits for the first of it.
  std::string output(int milliseconds = 200) const {
    std::string out;
    for (pollfd end = {outer, POLLIN, 0}; poll(&end, 1, out.empty() ? milliseconds : 20) > 0;) {
      char bytes[4096];
      const ssize_t number = read(outer, bytes, sizeof bytes);
      if (number <= 0) break;
      out.append(bytes, static_cast<std::size_t>(number));
    }
    return out;
  }
  void type(const std::string& bytes) const { REQUIRE(write(outer, bytes.data(), bytes.size()) == ssize_t(bytes.size())); }
  termios settings() const {
    termios out;
    tcgetattr(inner, &out);
    return out;
  }
};

// Understands what the screen sends: places, 256 colours, half blocks and letters. Anything else is an error.
struct SmallTerminal {
  int columns, lines, column = 0, line = 0, front = -1, ground = -1, written = 0;
  struct Place {
    int top = -1, bottom = -1;
    char letter = 0;
  };
  std::vector<Place> places;
  SmallTerminal(int wide, int high) : columns(wide), lines(high), places(static_cast<std::size_t>(wide * high)) {}
  Place& at(int x, int y) { return places[static_cast<std::size_t>(y * columns + x)]; }

  void take(const std::string& bytes) {
    written = 0;
    for (std::size_t i = 0; i < bytes.size();) {
      if (bytes[i] == '\x1b') {
        std::size_t end = i + 2;
        while (end < bytes.size() && (bytes[end] < '@' || bytes[end] > '~')) ++end;
        sequence(bytes.substr(i + 2, end - i - 2), bytes[end]);
        i = end + 1;
      } else if (bytes.compare(i, 3, "\u2580") == 0) {
        put({front, ground, 0});
        i += 3;
      } else {
        put({bytes[i] == ' ' ? ground : front, ground, bytes[i]});
        ++i;
      }
    }
  }
  void sequence(const std::string& numbers, char last) {
    int first = 0, second = 0, third = 0;
    const int found = std::sscanf(numbers.c_str(), "%d;%d;%d", &first, &second, &third);
    if (last == 'H' && found == 2) {
      line = first - 1;
      column = second - 1;
    } else if (last == 'm' && found == 3 && second == 5 && (first == 38 || first == 48)) {
      (first == 38 ? front : ground) = third;
    } else if (last == 'm' && numbers == "0") {
      front = ground = -1;
    } else if (last == 'J' && numbers == "2") {
      places.assign(places.size(), {});
    } else if ((last != 'h' && last != 'l') || numbers.empty() || numbers[0] != '?') {
      FAIL("unknown sequence " << numbers << last);
    }
  }
  void put(const Place& place) {
    REQUIRE(column < columns);
    REQUIRE(line < lines);
    at(column++, line) = place;
    ++written;
  }
  std::string text(int y) {
    std::string out;
    for (int x = 0; x < columns; ++x) out += at(x, y).letter == 0 ? '.' : at(x, y).letter;
    return out;
  }
  int wrong(const Image& image) {
    int out = 0;
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x) {
        const Place& place = at(x, y / 2);
        out += (y % 2 == 0 ? place.top : place.bottom) != hg::terminal_colour(image.at(x, y));
      }
    return out;
  }
};

static Image pattern(int width, int height, int seed = 0) {
  Image out(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      out.set(x, y, {static_cast<std::uint8_t>(x * 40 + seed), static_cast<std::uint8_t>(y / 3 * 60), 100});
  return out;
}

static constexpr int no_limit = 1000;  // frames a second

TEST_CASE("pictures as half blocks, the status in the last line, the help in the middle") {
  PseudoTerminal pseudo(30, 12);
  TerminalScreen screen(pseudo.inner, pseudo.inner, no_limit);
  CHECK(screen.size() == hg::ScreenSize{30, 22});
  CHECK(screen.text_columns() == 30);
  SmallTerminal terminal(30, 12);
  terminal.take(pseudo.output());
  const auto shown = [&](const Image& image, const std::string& status, const std::vector<std::string>& help) {
    screen.show(image, status, help);
    screen.events(5);
    terminal.take(pseudo.output());
  };
  Image image = pattern(30, 22);
  shown(image, "step 5", {});
  CHECK(terminal.wrong(image) == 0);
  CHECK(terminal.text(11) == "step 5                        ");
  // Only what changed is sent.
  screen.show(image, "step 5", {});
  screen.events(5);
  CHECK(pseudo.output(30).empty());
  image.set(7, 9, {255, 255, 255});
  shown(image, "step 6", {});
  CHECK(terminal.written == 2);
  CHECK(terminal.wrong(image) == 0);
  CHECK(terminal.text(11).starts_with("step 6 "));
  shown(image, std::string(40, 'x') + "\xc3\xa9", {"first", "the second"});
  CHECK(terminal.text(11) == std::string(30, 'x'));
  CHECK(terminal.text(4).find(" first      ") == 9);
  CHECK(terminal.text(5).find(" the second ") == 9);
  shown(image, "step\t\xc3\xa9", {});
  CHECK(terminal.wrong(image) == 0);
  CHECK(terminal.text(11).starts_with("step??? "));
  // All of it once more where something else wrote over it (control and L).
  pseudo.type("\f");
  CHECK(screen.events(500).at(0).kind == Kind::redraw);
  screen.events(5);
  terminal.take(pseudo.output());
  CHECK(terminal.written == 30 * 12);
  CHECK(terminal.wrong(image) == 0);
}

TEST_CASE("a new size is told and drawn anew") {
  PseudoTerminal pseudo(30, 12);
  TerminalScreen screen(pseudo.inner, pseudo.inner, no_limit);
  screen.show(pattern(30, 22), "old", {});
  screen.events(5);
  pseudo.output();
  pseudo.resize(20, 8);
  const auto events = screen.events(0);
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == Kind::resize);
  CHECK(events[0].x == 20);
  CHECK(events[0].y == 14);
  screen.show(pattern(20, 14, 3), "new", {});
  screen.events(5);
  SmallTerminal terminal(20, 8);
  terminal.take(pseudo.output());
  CHECK(terminal.written == 20 * 8);
  CHECK(terminal.wrong(pattern(20, 14, 3)) == 0);
  // A picture of the old size, still on its way, is cut off.
  screen.show(pattern(30, 22), "old", {});
  screen.events(5);
  terminal.take(pseudo.output());
  CHECK(terminal.text(7).starts_with("old"));
}

TEST_CASE("pictures that come too fast are left out, the last one is drawn") {
  PseudoTerminal pseudo(10, 4);
  TerminalScreen screen(pseudo.inner, pseudo.inner, 5);
  SmallTerminal terminal(10, 4);
  screen.show(pattern(10, 6, 1), "1", {});
  terminal.take(pseudo.output());
  CHECK(terminal.wrong(pattern(10, 6, 1)) == 0);
  screen.show(pattern(10, 6, 90), "2", {});
  screen.show(pattern(10, 6, 170), "3", {});
  for (int turn = 0; turn < 5; ++turn) screen.events(100);
  terminal.take(pseudo.output());
  CHECK(terminal.wrong(pattern(10, 6, 170)) == 0);
  CHECK(terminal.text(3).starts_with("3"));
}

TEST_CASE("what is typed comes out as keys, an escape alone after a while") {
  PseudoTerminal pseudo(30, 12);
  TerminalScreen screen(pseudo.inner, pseudo.inner, no_limit);
  const auto next = [&] {
    std::string out;
    for (int turn = 0; turn < 50 && out.empty(); ++turn)
      for (const InputEvent& event : screen.events(100)) out += event.key;
    return out;
  };
  pseudo.type("n");
  CHECK(next() == "n");
  pseudo.type("\x1b[1;2C");
  CHECK(next() == "shift+right");
  pseudo.type("\x1b");
  CHECK(next() == "escape");
}

static bool is_put_back(const std::string& output) {
  return output.find("\x1b[?1049l") != std::string::npos && output.find("\x1b[?25h") != std::string::npos &&
         output.find("\x1b[?1003l") != std::string::npos;
}

TEST_CASE("the terminal is put back at the end") {
  PseudoTerminal pseudo(30, 12);
  const termios before = pseudo.settings();
  REQUIRE((before.c_lflag & ECHO) != 0);
  {
    TerminalScreen screen(pseudo.inner, pseudo.inner, no_limit);
    CHECK((pseudo.settings().c_lflag & (ECHO | ICANON)) == 0);
    CHECK((pseudo.settings().c_lflag & ISIG) != 0);
    CHECK_FALSE(is_put_back(pseudo.output()));
    CHECK_THROWS_WITH(TerminalScreen(pseudo.inner, pseudo.inner), Catch::Contains("shows a viewer already"));
    CHECK((pseudo.settings().c_lflag & (ECHO | ICANON)) == 0);
  }
  CHECK(is_put_back(pseudo.output()));
  CHECK(pseudo.settings().c_lflag == before.c_lflag);
  CHECK(pseudo.settings().c_iflag == before.c_iflag);
  CHECK(pseudo.settings().c_oflag == before.c_oflag);
}

// A child that draws on the terminal and then does what `end` says; how it ended, and whether the terminal was put back.
template <class End>
static int status_of_child(PseudoTerminal& pseudo, const End& end) {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGABRT, SIGSEGV}) std::signal(number, SIG_DFL);
    {
      TerminalScreen screen(pseudo.inner, pseudo.inner, no_limit);
      screen.show(pattern(30, 22), "child", {});
      if (write(pseudo.inner, "R", 1) != 1) _exit(9);
      end(screen);
    }
    _exit(0);
  }
  std::string output;
  int status = 0;
  for (int turn = 0; turn < 200 && waitpid(child, &status, WNOHANG) == 0; ++turn) output += pseudo.output(50);
  output += pseudo.output(50);
  CHECK(is_put_back(output));
  CHECK((pseudo.settings().c_lflag & (ECHO | ICANON)) == (ECHO | ICANON));
  return status;
}

#ifndef __SANITIZE_THREAD__  // which holds signals back until it likes

TEST_CASE("signals that end the process find the terminal put back") {
  PseudoTerminal pseudo(30, 12);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGSEGV, SIGABRT}) {
    INFO(number);
    const int status = status_of_child(pseudo, [&](TerminalScreen&) { raise(number); });
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == number);
  }
}

#endif

TEST_CASE("abort, and exceptions that are caught, put the terminal back") {
  PseudoTerminal pseudo(30, 12);
  const int aborted = status_of_child(pseudo, [](TerminalScreen&) { std::abort(); });
  CHECK(WIFSIGNALED(aborted));
  const int caught = status_of_child(pseudo, [](TerminalScreen& screen) {
    try {
      static_cast<void>(screen);
      throw std::runtime_error("caught");
    } catch (const std::runtime_error&) {
    }
  });
  CHECK(WIFEXITED(caught));
}

static volatile std::sig_atomic_t heard = 0;

TEST_CASE("whoever handles a signal already goes on doing so") {
  PseudoTerminal pseudo(30, 12);
  std::signal(SIGTERM, [](int) { heard = 1; });
  {
    TerminalScreen screen(pseudo.inner, pseudo.inner, no_limit);
    raise(SIGTERM);
    CHECK(heard == 1);
    CHECK((pseudo.settings().c_lflag & ECHO) == 0);
  }
  std::signal(SIGTERM, SIG_DFL);
}

#ifndef __SANITIZE_THREAD__

TEST_CASE("a stopped process leaves the terminal, and draws again when it goes on") {
  PseudoTerminal pseudo(30, 12);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    setpgid(0, 0);
    std::signal(SIGTSTP, SIG_DFL);
    std::signal(SIGCONT, SIG_DFL);
    TerminalScreen screen(pseudo.inner, pseudo.inner, no_limit);
    const Image image = pattern(30, 22);
    screen.show(image, "child", {});
    kill(getpid(), SIGTSTP);
    for (int turn = 0; turn < 5; ++turn) screen.events(5);
    _exit(0);
  }
  std::string output;
  int status = 0;
  for (int turn = 0; turn < 200 && waitpid(child, &status, WNOHANG | WUNTRACED) == 0; ++turn) output += pseudo.output(50);
  output += pseudo.output(50);
  REQUIRE(WIFSTOPPED(status));
  CHECK(is_put_back(output));
  CHECK((pseudo.settings().c_lflag & ECHO) != 0);
  kill(child, SIGCONT);
  output.clear();
  for (int turn = 0; turn < 200 && waitpid(child, &status, WNOHANG) == 0; ++turn) output += pseudo.output(50);
  output += pseudo.output(50);
  CHECK(WIFEXITED(status));
  CHECK(output.find("\x1b[?1049h") != std::string::npos);
  SmallTerminal terminal(30, 12);
  terminal.take(output);
  CHECK(terminal.wrong(pattern(30, 22)) == 0);
}

#endif

TEST_CASE("what is no terminal is refused, and one that goes away closes the viewer") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  CHECK_THROWS_WITH(TerminalScreen(ends[0], ends[1]), Catch::Contains("there is no terminal"));
  PseudoTerminal pseudo(30, 12);
  CHECK_THROWS_WITH(TerminalScreen(pseudo.inner, ends[1]), Catch::Contains("there is no terminal"));
  close(ends[0]);
  close(ends[1]);
  std::signal(SIGHUP, SIG_IGN);
  TerminalScreen screen(pseudo.inner, pseudo.inner, no_limit);
  close(pseudo.outer);
  pseudo.outer = -1;
  bool closed = false;
  for (int turn = 0; turn < 10 && !closed; ++turn)
    for (const auto& event : screen.events(20)) closed = closed || event.kind == Kind::close;
  CHECK(closed);
}
