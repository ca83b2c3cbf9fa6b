#include "engine/system/child_process.hpp"

#include "tests/catch.hpp"
#include "tests/support/test_folder.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace hg_tests {

static const auto never = [] { return false; };

struct Programs {
  hg::Communicator world = hg::Communicator::world();
  TestFolder folder{world};

  hg::ChildStart shell(const std::string& script) const {
    hg::ChildStart out{{"sh", "-c", script}};
    out.input = hg::ChildStream::file("/dev/null");
    out.output = hg::ChildStream::new_file(folder.file("out"));
    out.error = hg::ChildStream::new_file(folder.file("err"));
    return out;
  }
  std::string out() const { return bytes_of(folder.file("out")); }
};

TEST_CASE_METHOD(Programs, "a program's end is told as a shell tells it") {
  hg::ChildProcess three(shell("echo said; echo wrong >&2; exit 3"));
  CHECK(three.wait().status == 3);
  CHECK(three.wait().reason.empty());
  CHECK_FALSE(three.wait().well());
  CHECK(out() == "said\n");
  CHECK(bytes_of(folder.file("err")) == "wrong\n");
  CHECK(hg::ChildProcess(shell("cat")).wait().well());

  hg::ChildProcess killed(shell("kill -9 $$"));
  CHECK(killed.wait().status == 137);
  CHECK(killed.wait().signal == SIGKILL);
  CHECK(killed.wait().reason == "ended by signal 9 (Killed)");
}

TEST_CASE_METHOD(Programs, "a program that is not there is an error with its name") {
  CHECK_THROWS_WITH(hg::ChildProcess({{"halogrid_none", "x"}}), "halogrid_none cannot be started: No such file or directory");
  CHECK_THROWS_WITH(hg::ChildProcess({{"/dev/null"}, "the viewer"}), "the viewer cannot be started: Permission denied");
  hg::ChildStart start = shell("true");
  start.output = hg::ChildStream::new_file(folder.file("none/out"));
  CHECK_THROWS_WITH(hg::ChildProcess(start), "sh cannot be started: No such file or directory");
}

TEST_CASE_METHOD(Programs, "what it is given it reads, to the end") {
  hg::ChildStart start = shell("cat; echo end");
  start.input = hg::ChildStream::given();
  hg::ChildProcess cat(start);
  const std::string much(1 << 20, 'x');
  CHECK(cat.give(much.data(), much.size()));
  CHECK_FALSE(cat.end());
  CHECK(cat.wait().well());
  CHECK(out() == much + "end\n");

  start = shell("exec 0<&-; echo closed; sleep 60");
  start.input = hg::ChildStream::given();
  hg::ChildProcess deaf(start);
  while (out().empty()) std::this_thread::yield();
  CHECK_FALSE(deaf.give(much.data(), much.size()));  // and no SIGPIPE
}

TEST_CASE_METHOD(Programs, "only variables that this process has not are set") {
  setenv("HALOGRID_TEST_OURS", "ours", 1);
  unsetenv("HALOGRID_TEST_ITS");
  hg::ChildStart start = shell("echo $HALOGRID_TEST_OURS $HALOGRID_TEST_ITS");
  start.environment = {{"HALOGRID_TEST_OURS", "other"}, {"HALOGRID_TEST_ITS", "its"}};
  CHECK(hg::ChildProcess(start).wait().well());
  CHECK(out() == "ours its\n");
  unsetenv("HALOGRID_TEST_OURS");
}

TEST_CASE_METHOD(Programs, "a signal that this process ignores ends it where that is asked for") {
  std::signal(SIGUSR1, SIG_IGN);
  hg::ChildStart start = shell("kill -USR1 $$; exit 4");
  CHECK(hg::ChildProcess(start).wait().status == 4);
  start.usual_signals = {SIGUSR1};
  CHECK(hg::ChildProcess(start).wait().signal == SIGUSR1);
  std::signal(SIGUSR1, SIG_DFL);
}

TEST_CASE_METHOD(Programs, "out of time or interrupted, it ends with all that it has started") {
  hg::ChildStart start = shell("sleep 60 & echo $!; wait");
  start.own_group = true;
  bool interrupted = false;
  const auto end = [&] {
    hg::ChildProcess process(start);
    while (out().empty()) std::this_thread::yield();
    return process.wait(interrupted ? 60 : 0.01, [&] { return interrupted; });
  };
  SECTION("out of time") {
    const hg::ChildEnd late = end();
    CHECK(late.status == 124);
    CHECK(late.reason == "out of time: ended after 0.01 s");
    CHECK_FALSE(late.interrupted);
  }
  SECTION("interrupted") {
    interrupted = true;
    const hg::ChildEnd stopped = end();
    CHECK(stopped.interrupted);
    CHECK(stopped.status == 128 + SIGTERM);
  }
  // Its own child belongs to the group that was ended; nobody may have reaped it, but it runs no more.
  const pid_t grandchild = std::atoi(out().c_str());
  REQUIRE(grandchild > 0);
  std::string state = "gone";
  for (int turn = 0; turn < 1000 && kill(grandchild, 0) == 0; ++turn) {
    const std::string text = bytes_of("/proc/" + std::to_string(grandchild) + "/stat");
    state = text.substr(std::min(text.size(), text.rfind(')') + 2), 1);
    if (state == "Z" || state.empty()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  CHECK((kill(grandchild, 0) != 0 || state == "Z" || state.empty()));
}

TEST_CASE_METHOD(Programs, "one that goes out of sight is ended, unless it is left") {
  pid_t process = 0;
  {
    hg::ChildProcess ended(shell("sleep 60"));
    process = ended.id();
  }
  CHECK(kill(process, 0) != 0);  // reaped as well
  {
    hg::ChildProcess left(shell("exec sleep 60"));
    process = left.id();
    left.leave();
  }
  CHECK(kill(process, 0) == 0);
  CHECK(kill(process, SIGKILL) == 0);
  CHECK(waitpid(process, nullptr, 0) == process);
}

TEST_CASE_METHOD(Programs, "one that ends in time is not waited for longer") {
  const hg::ChildEnd end = hg::ChildProcess(shell("exit 5")).wait(3600, never);
  CHECK(end.status == 5);
  CHECK_FALSE(end.interrupted);
}

}  // namespace hg_tests
