#include "viz/screen/view_script.hpp"

#include "tests/catch.hpp"
#include "viz/screen/script_screen.hpp"

using hg::InputEvent;
using hg::ViewScript;
using Kind = InputEvent::Kind;

static std::string refusal(const std::string& text) {
  try {
    ViewScript::parse(text, "keys.txt");
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("keys by their names, one a line") {
  ViewScript script = ViewScript::parse("space\n  n\t\r\n\n# a comment\n+ # faster\nshift+left\npagedown\n?\nC", "keys.txt");
  for (const char* key : {"space", "n", "+", "shift+left", "pagedown", "?", "C"}) {
    CHECK_FALSE(script.finished());
    const auto event = script.next(0);
    REQUIRE(event.has_value());
    CHECK(event->kind == Kind::key);
    CHECK(event->key == key);
  }
  CHECK(script.finished());
  CHECK_FALSE(script.next(0).has_value());
}

TEST_CASE("a key goes by any of its usual names") {
  ViewScript script = ViewScript::parse("PgUp\nPGDN\nEsc\nplus\nminus\nquestion\nSpace\nShift+Left\nReturn\n", "keys.txt");
  for (const char* name : {"pageup", "pagedown", "escape", "+", "-", "?", "space", "shift+left", "enter"})
    CHECK(script.next(0, false)->key == name);
  CHECK(script.finished());
}

TEST_CASE("the pointer, the wheel and the window") {
  ViewScript script = ViewScript::parse("move 1 2\nclick 3 4\ndrag 5 6 70 80\nwheel -1.5 9 10\nresize 640 480\n", "keys.txt");
  struct Expected {
    Kind kind;
    int x, y;
  };
  for (const Expected& expected :
       {Expected{Kind::pointer_move, 1, 2}, Expected{Kind::pointer_down, 3, 4}, Expected{Kind::pointer_up, 3, 4},
        Expected{Kind::pointer_down, 5, 6}, Expected{Kind::pointer_move, 70, 80}, Expected{Kind::pointer_up, 70, 80},
        Expected{Kind::wheel, 9, 10}, Expected{Kind::resize, 640, 480}}) {
    const auto event = script.next(0);
    REQUIRE(event.has_value());
    CHECK(event->kind == expected.kind);
    CHECK(event->x == expected.x);
    CHECK(event->y == expected.y);
    if (event->kind == Kind::wheel) CHECK(event->amount == -1.5);
  }
  CHECK(script.finished());
}

TEST_CASE("wait counts the steps that are shown from then on") {
  ViewScript script = ViewScript::parse("a\nwait 10\nb\nwait 5\nwait 0\nc\nwait 3\n", "keys.txt");
  CHECK(script.next(100)->key == "a");
  CHECK_FALSE(script.next(100).has_value());
  CHECK_FALSE(script.next(109).has_value());
  CHECK(script.next(112)->key == "b");
  CHECK_FALSE(script.next(116).has_value());
  CHECK(script.next(117)->key == "c");
  CHECK_FALSE(script.next(118).has_value());
  CHECK_FALSE(script.finished());
  CHECK_FALSE(script.next(120).has_value());
  CHECK(script.finished());
}

TEST_CASE("a wait lasts over the start of a playback, and ends with the run") {
  ViewScript script = ViewScript::parse("wait 10\na\nwait 1000\nb\n", "keys.txt");
  CHECK_FALSE(script.next(0).has_value());
  CHECK_FALSE(script.next(6).has_value());
  CHECK_FALSE(script.next(0).has_value());  // played again
  CHECK(script.next(4)->key == "a");
  CHECK_FALSE(script.next(5).has_value());
  CHECK(script.next(5, true)->key == "b");
}

TEST_CASE("an empty script is finished at once") { CHECK(ViewScript::parse("# nothing\n\n", "keys.txt").finished()); }

TEST_CASE("what is no line of a script is refused with its place") {
  CHECK(refusal("n\nspcae\n").starts_with("keys.txt:2: there is no key \"spcae\": a key is one character"));
  CHECK(refusal("shift+\n").starts_with("keys.txt:1: there is no key \"shift+\""));
  CHECK(refusal("\xc3\xa9\n").starts_with("keys.txt:1: there is no key"));
  CHECK(refusal("n n\n").starts_with("keys.txt:1: \"n n\": one key a line"));
  for (const char* line : {"wait", "wait -1", "wait 3 4", "wait x", "wait 1.5", "wait 99999999999999999999"})
    CHECK(refusal(line).starts_with("keys.txt:1: write \"wait N\""));
  CHECK(refusal("\n\nclick 3\n").starts_with("keys.txt:3: write \"click X Y\""));
  CHECK(refusal("click 3 -4").starts_with("keys.txt:1: write \"click X Y\""));
  CHECK(refusal("drag 1 2 3").starts_with("keys.txt:1: write \"drag X0 Y0 X1 Y1\""));
  CHECK(refusal("move 1 1000000000000").starts_with("keys.txt:1: write \"move X Y\""));
  CHECK(refusal("resize 0x10 2").starts_with("keys.txt:1: write \"resize W H\""));
  for (const char* line : {"resize 999999 999999", "resize 0 1", "resize 64 16385"})
    CHECK(refusal(line) == "keys.txt:1: write \"resize W H\", sides from 1 to 16384 pixels");
  for (const char* line : {"wheel 1 2", "wheel up 1 2", "wheel nan 1 2", "wheel 1e9 1 2", "wheel 1 2 3 4"})
    CHECK(refusal(line).starts_with("keys.txt:1: write \"wheel AMOUNT X Y\""));
}

TEST_CASE("a screen replays a script when the picture shows what was asked for, then closes") {
  hg::ScriptScreen screen(ViewScript::parse("a\nwait 5\nresize 64 48\n", "keys.txt"), {320, 200});
  CHECK(screen.size() == hg::ScreenSize{320, 200});
  CHECK(screen.events(0).empty());  // nothing is shown yet
  screen.progress(10, false, false);
  CHECK(screen.events(0).empty());
  screen.progress(10, true, false);
  const auto first = screen.events(0);
  REQUIRE(first.size() == 1);
  CHECK(first[0].key == "a");
  CHECK(screen.events(0).empty());  // the loop has not told of its effect
  screen.progress(10, true, false);
  CHECK(screen.events(1).empty());
  screen.progress(15, true, false);
  REQUIRE(screen.events(0).size() == 1);
  CHECK(screen.size() == hg::ScreenSize{64, 48});
  screen.progress(15, false, false);
  CHECK(screen.events(0).empty());
  screen.progress(16, true, false);
  const auto last = screen.events(0);
  REQUIRE(last.size() == 1);
  CHECK(last[0].kind == Kind::close);
  screen.show(hg::Image(4, 4), "", {});
  CHECK(screen.pictures() == 1);
}

// A screen on which somebody presses a key at every turn.
class BusyScreen : public hg::ViewScreen {
 public:
  explicit BusyScreen(int& pictures) : pictures_(pictures) {}
  std::vector<InputEvent> events(int) override { return {InputEvent{Kind::key, "x", 0, 0, 0}}; }
  void show(const hg::Image&, const std::string&, const std::vector<std::string>&) override { ++pictures_; }
  hg::ScreenSize size() const override { return {30, 20}; }
  bool writes_text() const override { return true; }
  int text_columns() const override { return 30; }

 private:
  int& pictures_;
};

TEST_CASE("a script over another screen leaves that one its user and its pictures") {
  int pictures = 0;
  hg::ScriptScreen screen(ViewScript::parse("a\n", "keys.txt"), std::make_unique<BusyScreen>(pictures));
  CHECK(screen.size() == hg::ScreenSize{30, 20});
  CHECK(screen.writes_text());
  CHECK(screen.text_columns() == 30);
  screen.progress(0, true, false);
  const auto both = screen.events(0);
  REQUIRE(both.size() == 2);
  CHECK(both[0].key == "a");
  CHECK(both[1].key == "x");
  screen.show(hg::Image(4, 4), "", {});
  CHECK(pictures == 1);
}
