#include "engine/mpi/watchdog.hpp"

#include "tests/catch.hpp"

#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

using hg::Communicator;
using hg::Watchdog;

static void pause(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

// What the watchdogs of all ranks said while `action` ran; the watchdogs know how long a piece of work takes.
static std::vector<std::string> said_during(const Communicator& world, double limit, const std::function<void()>& action) {
  std::atomic<int> count = 0;
  std::string mine;
  {
    // Before the watchdog looks, so that no pause makes its limit longer.
    const hg::Doing doing(hg::Activity::stepping);
    hg::beat_of_work();
    const Watchdog watchdog(world, limit, [&](const std::string& message) {
      mine = message;
      ++count;
    });
    action();
  }
  CHECK(count <= 1);
  std::vector<std::string> out;
  for (const std::string& message : world.gather_to_root(mine))
    if (!message.empty()) out.push_back(message);
  return out;
}

TEST_CASE("beats, what is done and waiting are seen from outside") {
  const std::uint64_t before = hg::heartbeat.beats;
  hg::beat();
  CHECK(hg::heartbeat.beats == before + 1);
  {
    const hg::Doing doing(hg::Activity::output);
    CHECK(hg::heartbeat.activity == hg::Activity::output);
    {
      const hg::Waiting waiting, nested;
      CHECK(hg::heartbeat.waiting == 2);
    }
    CHECK(hg::heartbeat.waiting == 0);
  }
  CHECK(hg::heartbeat.activity == hg::Activity::setting_up);
  CHECK(hg::heartbeat.beats > before + 1);
}

TEST_CASE("one rank that hangs is named by one rank") {
  const auto world = Communicator::world();
  const int culprit = world.size() - 1;
  const auto said = said_during(world, 0.5, [&] {
    if (world.rank() == culprit) pause(3);
    world.barrier();
  });
  if (!world.root()) return;
  REQUIRE(said.size() == 1);
  CHECK(said[0].find("halogrid: error: rank " + std::to_string(culprit) + " on host ") == 0);
  CHECK(said[0].find("has made no progress for ") != std::string::npos);
  CHECK(said[0].find(" s while stepping: it sleeps; the job is ended\nhint: ") != std::string::npos);
  CHECK(said[0].find("run.watchdog") != std::string::npos);
}

TEST_CASE("a rank that computes is told from one that sleeps") {
  const auto world = Communicator::world();
  const auto said = said_during(world, 0.5, [&] {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
    while (world.root() && std::chrono::steady_clock::now() < end) continue;
    world.barrier();
  });
  if (!world.root()) return;
  REQUIRE(said.size() == 1);
  CHECK(said[0].find("rank 0 on host") != std::string::npos);
  CHECK(said[0].find("it computes") != std::string::npos);
}

TEST_CASE("ranks that wait for one at work are left alone") {
  const auto world = Communicator::world();
  const auto said = said_during(world, 0.5, [&] {
    for (int i = 0; i < 20 && world.root(); ++i) {
      pause(0.1);
      hg::beat();
    }
    world.barrier();
  });
  CHECK(said.empty());
}

TEST_CASE("before the first piece of work, and where pauses have been long, there is more time") {
  const auto world = Communicator::world();
  {
    std::atomic<bool> ended = false;
    const std::uint64_t passes = hg::heartbeat.passes.exchange(0);
    {
      const Watchdog watchdog(world, 0.5, [&](const std::string&) { ended = true; });
      pause(1.5);
    }
    hg::heartbeat.passes = passes;
    CHECK_FALSE(ended);
  }
  const auto said = said_during(world, 1, [&] {
    pause(0.3);
    hg::beat();
    pause(3);
  });
  CHECK(said.empty());
}

TEST_CASE("ranks that all wait for a message that nobody sent are seen") {
  const auto world = Communicator::world();
  const auto said = said_during(world, 0.5, [&] {
    const hg::Waiting waiting;
    pause(3);
  });
  if (!world.root()) return;
  REQUIRE(said.size() == 1);
  CHECK(said[0].find("no rank has made progress for ") != std::string::npos);
}

TEST_CASE("a rank whose run has ended is named while the others wait for it") {
  const auto world = Communicator::world();
  if (world.size() == 1) return;
  std::atomic<int> count = 0;
  std::string mine;
  hg::beat_of_work();
  std::optional<Watchdog> watchdog(std::in_place, world, 0.5, [&](const std::string& message) {
    mine = message;
    ++count;
  });
  if (world.rank() != 1) {
    const hg::Waiting waiting;
    pause(2.5);
  }
  watchdog.reset();  // collective: rank 1 waits in it for the others
  CHECK(count <= 1);
  const auto all = world.gather_to_root(mine);
  if (!world.root()) return;
  std::string text;
  for (const std::string& message : all) text += message;
  CHECK(text.find("rank 1 on host ") != std::string::npos);
  CHECK(text.find("has ended its run while the other ranks wait for it") != std::string::npos);
}

TEST_CASE("a limit of 0 is no watchdog, and a stopped one goes at once") {
  const auto world = Communicator::world();
  const Watchdog none(world, 0);
  const auto start = std::chrono::steady_clock::now();
  { const Watchdog slow(world, 6000); }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(1));
}
