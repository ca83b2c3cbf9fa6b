#include "viz/screen/terminal_keys.hpp"

#include "tests/catch.hpp"

using hg::InputEvent;
using Kind = InputEvent::Kind;

static std::string keys_of(const std::vector<InputEvent>& events) {
  std::string out;
  for (const auto& event : events) out += (out.empty() ? "" : " ") + event.key;
  return out;
}

TEST_CASE("keys: characters, sequences, a lone escape") {
  hg::TerminalKeys keys;
  const auto typed = [&](const std::string& bytes) { return keys_of(keys.feed(bytes)); };
  CHECK(typed("n") == "n");
  CHECK(typed("+ C?\t\r") == "+ space C ? tab enter");
  CHECK(typed("\x1b[A\x1b[B\x1b[C\x1b[D") == "up down right left");
  CHECK(typed("\x1bOA\x1bOH") == "up home");
  CHECK(typed("\x1b[1;2C\x1b[1;5C") == "shift+right right");
  CHECK(typed("\x1b[5~\x1b[6~\x1b[H\x1b[4~\x1b[3~") == "pageup pagedown home end");
  CHECK(typed("\x1b[Z") == "tab");
  CHECK(typed("\x1b"
              "a\x1b[[An") == "n");  // alt and a, a function key
  CHECK(typed("\xc3\xa9m") == "m");
  // Pieces of a sequence; then an escape after which nothing comes.
  CHECK(keys.feed("\x1b").empty());
  CHECK(keys.waits());
  CHECK(keys.feed("[1;").empty());
  CHECK(keys_of(keys.feed("2Ax")) == "shift+up x");
  CHECK_FALSE(keys.waits());
  CHECK(keys_of(keys.feed("\x1b\x1b[A")) == "escape up");
  CHECK(keys.feed("\x1b[5").empty());
  CHECK(keys.give_up().empty());
}

TEST_CASE("the mouse, by its reports") {
  hg::TerminalKeys keys;
  const auto events =
      keys.feed("\x1b[<35;11;6M\x1b[<0;1;1M\x1b[<32;3;2M\x1b[<0;3;2m\x1b[<64;5;5M\x1b[<65;5;5M\x1b[<2;1;1M\x1b[<0;0;0M");
  REQUIRE(events.size() == 6);
  const Kind kinds[] = {Kind::pointer_move, Kind::pointer_down, Kind::pointer_move, Kind::pointer_up, Kind::wheel, Kind::wheel};
  for (std::size_t i = 0; i < 6; ++i) CHECK(events[i].kind == kinds[i]);
  CHECK(events[0].x == 10);
  CHECK(events[0].y == 10);  // two pixels a line
  CHECK(events[4].amount == 1);
  CHECK(events[5].amount == -1);
}
