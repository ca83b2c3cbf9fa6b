#include "engine/system/progress.hpp"

#include "tests/catch.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>

using hg::Progress;
using hg::ProgressMode;

namespace hg_tests {

// A stream to print to, and a clock that the test moves.
struct Screen {
  std::FILE* file = std::tmpfile();
  double now = 100;

  ~Screen() { std::fclose(file); }
  std::function<double()> clock() {
    return [this] { return now; };
  }
  std::string text() const {
    std::fflush(file);
    const long length = std::ftell(file);
    std::string out(static_cast<std::size_t>(length), '\0');
    std::rewind(file);
    const std::size_t read = std::fread(out.data(), 1, out.size(), file);
    std::fseek(file, length, SEEK_SET);
    out.resize(read);
    return out;
  }
};

}  // namespace hg_tests
using namespace hg_tests;

TEST_CASE("a line says step, share, rate and time left") {
  CHECK(hg::progress_line(0, 420, 1000, 1e6, 42) == "step 420 of 1000 (42 %), 10.0 Mcell/s, 58 s left");
  CHECK(hg::progress_line(0, 0, 1000, 1e6, 10) == "step 0 of 1000 (0 %)");
  CHECK(hg::progress_line(0, 999, 1000, 1e6, 999) == "step 999 of 1000 (99 %), 1.00 Mcell/s, 1 s left");
  CHECK(hg::progress_line(0, 1000, 1000, 1e6, 0) == "step 1000 of 1000 (100 %)");
  // A pattern may start at a later generation: what was done before counts neither as work nor as share.
  CHECK(hg::progress_line(5000, 5500, 6000, 100, 5) == "step 5500 of 6000 (50 %), 10.0 kcell/s, 5 s left");
  CHECK(hg::progress_line(7, 7, 7, 100, 5) == "step 7 of 7 (100 %)");
}

TEST_CASE("a bar fits its terminal") {
  CHECK(hg::progress_bar(80, 0, 500, 1000, 1e6, 50) ==
        " 50 % [##################...................] 500/1000, 10.0 Mcell/s, 50 s left");
  CHECK(hg::progress_bar(40, 0, 0, 10, 1e6, 1) == "  0 % [..........................] 0/10");
  CHECK(hg::progress_bar(40, 0, 10, 10, 1e6, 0) == "100 % [#########################] 10/10");
  for (int columns = 0; columns <= 300; ++columns)
    for (const std::int64_t last : {std::int64_t{0}, std::int64_t{7}, std::int64_t{1000000000000}})
      CHECK(static_cast<int>(hg::progress_bar(columns, 0, last / 2, last, 1e12, 3).size()) <= std::max(columns - 1, 0));
  CHECK(hg::progress_bar(20, 0, 500, 1000, 1e6, 50) == " 50 % 500/1000, 10.");
}

TEST_CASE("lines come every 10 s") {
  Screen screen;
  Progress progress(ProgressMode::lines, 0, 100, 1e3, screen.file, screen.clock());
  for (int step = 1; step <= 35; ++step) {
    screen.now += 1;
    progress.tick(step);
  }
  progress.finish();
  CHECK(screen.text() ==
        "step 10 of 100 (10 %), 1.00 kcell/s, 1 min 30 s left\nstep 20 of 100 (20 %), 1.00 kcell/s, 1 min 20 s left\n"
        "step 30 of 100 (30 %), 1.00 kcell/s, 1 min 10 s left\n");
}

TEST_CASE("a bar is drawn ten times a second, over itself, and taken away") {
  Screen screen;
  {
    Progress progress(ProgressMode::bar, 0, 1000, 1e3, screen.file, screen.clock());
    for (int step = 1; step <= 64; ++step) {
      screen.now += 1.0 / 64;  // exact in binary
      progress.tick(step);
    }
    const std::string drawn = screen.text();
    CHECK(std::count(drawn.begin(), drawn.end(), '\r') == 9);  // every 7th of 64 ticks
    CHECK(drawn.find('\n') == std::string::npos);
    progress.clear();
    const std::string cleared = screen.text().substr(drawn.size());
    CHECK(cleared == "\r" + std::string(cleared.size() - 2, ' ') + "\r");
    CHECK(cleared.size() - 2 >= drawn.size() - drawn.rfind('\r') - 1);
    progress.clear();  // nothing is left to clear
    CHECK(screen.text().size() == drawn.size() + cleared.size());
    screen.now += 1;
    progress.tick(65);
    CHECK(screen.text().size() > drawn.size() + cleared.size());
  }
  CHECK(screen.text().back() == '\r');  // destroyed: the line is empty again
}

TEST_CASE("a shorter line leaves nothing of a longer one") {
  const std::int64_t last = 1000000000000000000, tenth = last / 10;
  const std::string longer = hg::progress_bar(80, 0, 1, last, 1, 0.5), shorter = hg::progress_bar(80, 0, tenth, last, 1, 10);
  REQUIRE(longer.size() > shorter.size());
  Screen screen;
  Progress progress(ProgressMode::bar, 0, last, 1, screen.file, screen.clock());
  screen.now += 0.5;
  progress.tick(1);
  screen.now += 9.5;
  progress.tick(tenth);
  CHECK(screen.text() == "\r" + longer + "\r" + shorter + std::string(longer.size() - shorter.size(), ' '));
}

TEST_CASE("without a terminal, automatic means lines; none means silence; nothing comes after the end") {
  Screen screen;
  Progress lines(ProgressMode::automatic, 0, 10, 1, screen.file, screen.clock());
  screen.now += 10;
  lines.tick(5);
  CHECK(screen.text() == "step 5 of 10 (50 %), 0.5 cell/s, 10 s left\n");
  lines.finish();
  Progress none(ProgressMode::none, 0, 10, 1, screen.file, screen.clock());
  screen.now += 100;
  none.tick(6);
  lines.tick(7);
  CHECK(screen.text() == "step 5 of 10 (50 %), 0.5 cell/s, 10 s left\n");
  CHECK(hg::terminal_columns(screen.file) == 80);
}
