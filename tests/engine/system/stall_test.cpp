#include "engine/system/stall.hpp"

#include "tests/catch.hpp"

using hg::Activity;
using hg::judge;
using hg::Pulse;
using hg::RankState;
using hg::Stall;

static RankState moving(int rank) { return {rank, 0, 1, 10, false, false, Activity::stepping}; }
static RankState waiting(int rank) { return {rank, 0, 11, 10, true, false, Activity::stepping}; }
static RankState stuck(int rank, double still) { return {rank, 0, still, 10, false, false, Activity::stepping}; }
static RankState silent(int rank) { return {rank, 11, 11, 10, true, false, Activity::stepping}; }

TEST_CASE("nobody is to blame while one of the ranks gets on") {
  CHECK(judge({moving(0)}, 5, true).stall == Stall::none);
  CHECK(judge({waiting(0), moving(1), waiting(2)}, 5, true).stall == Stall::none);
  CHECK(judge({waiting(0), moving(1), silent(2)}, 5, true).stall == Stall::none);
  // One that may be still for longer, because its steps have been long.
  RankState slow = stuck(1, 50);
  slow.limit = 60;
  CHECK(judge({waiting(0), slow}, 5, true).stall == Stall::none);
  slow.still = 61;
  CHECK(judge({waiting(0), slow}, 5, true).stall == Stall::stuck);
}

TEST_CASE("a process that does not run is the first to blame, then the stillest of those that do not wait") {
  auto verdict = judge({waiting(0), stuck(1, 20), silent(2), waiting(3)}, 5, true);
  CHECK(verdict.stall == Stall::silent);
  CHECK(verdict.culprit == 2);
  verdict = judge({waiting(0), stuck(1, 20), stuck(2, 30), stuck(3, 25)}, 5, true);
  CHECK(verdict.stall == Stall::stuck);
  CHECK(verdict.culprit == 2);
  // One that was silent for a moment may be a late one.
  RankState late = waiting(2);
  late.silent = 4;
  CHECK(judge({waiting(0), stuck(1, 20), late}, 5, true).culprit == 1);
}

TEST_CASE("one that has ended is to blame if all the others wait") {
  RankState left = waiting(1);
  left.left = true;
  left.waiting = false;
  left.silent = left.still = 100;
  CHECK(judge({waiting(0), left}, 5, true).stall == Stall::left);
  CHECK(judge({waiting(0), left}, 5, true).culprit == 1);
  CHECK(judge({moving(0), left}, 5, true).stall == Stall::none);
  CHECK(judge({stuck(0, 20), left}, 5, true).culprit == 0);
}

TEST_CASE("where all wait, a node that is not the whole world has patience") {
  CHECK(judge({waiting(0), waiting(1)}, 5, true).stall == Stall::all_wait);
  CHECK(judge({waiting(0), waiting(1)}, 5, false).stall == Stall::none);
  RankState long_ago = waiting(0), longer = waiting(1);
  long_ago.still = longer.still = 61;
  CHECK(judge({long_ago, longer}, 5, false).stall == Stall::all_wait);
  longer.activity = Activity::tiles;
  CHECK(judge({long_ago, longer}, 5, false).stall == Stall::none);
  longer.still = 361;
  CHECK(judge({long_ago, longer}, 5, false).stall == Stall::all_wait);
  // A culprit of its own it names at once.
  CHECK(judge({waiting(0), silent(1)}, 5, false).stall == Stall::silent);
  CHECK(judge({waiting(0), stuck(1, 12)}, 5, false).stall == Stall::stuck);
}

TEST_CASE("sentences name rank, host, time and phase") {
  const std::vector<RankState> node = {waiting(4), stuck(5, 600.4)};
  CHECK(hg::sentence({Stall::stuck, 1}, node, "n3", true, "it computes") ==
        "rank 5 on host n3 has made no progress for 600 s while stepping: it computes");
  CHECK(hg::sentence({Stall::silent, 0}, node, "n3", true, "") ==
        "rank 4 on host n3 has made no progress for 11 s while stepping");
  CHECK(hg::sentence({Stall::all_wait, 0}, node, "n3", true, "") ==
        "no rank has made progress for 11 s while stepping: each waits for another");
  CHECK(hg::sentence({Stall::all_wait, 0}, node, "n3", false, "").find("the ranks on host n3") == 0);
  CHECK(hg::sentence({Stall::left, 1}, node, "n3", true, "") ==
        "rank 5 on host n3 has ended its run while the other ranks wait for it");
}

TEST_CASE("a pulse counts since the last beat and knows how long pauses are") {
  Pulse pulse(3, 0.1);
  std::uint64_t beats = 7;
  double now = 1000;
  CHECK(pulse.feel(now, beats, 0));
  CHECK(pulse.still() == 0);
  CHECK(pulse.limit() == 18);  // nothing has been done yet
  for (int i = 0; i < 10; ++i) CHECK(pulse.feel(now += 0.1, ++beats, 1));
  CHECK(pulse.still() == 0);
  CHECK(pulse.limit() == 3);  // pauses shorter than the time between two feelings say nothing
  for (int i = 0; i < 10; ++i) pulse.feel(now += 0.1, beats, 1);
  CHECK(pulse.still() == Approx(1));
  CHECK(pulse.limit() == 3);
  pulse.feel(now += 0.1, ++beats, 1);
  CHECK(pulse.still() == 0);
  CHECK(pulse.limit() == Approx(20));
  pulse.feel(now += 0.1, ++beats, 1);
  CHECK(pulse.limit() == Approx(20));
}

TEST_CASE("a process that did not run for a while starts counting anew") {
  Pulse pulse(3, 0.1);
  double now = 5;
  for (int i = 0; i < 20; ++i) pulse.feel(now += 0.1, 1, 1);
  CHECK(pulse.still() == Approx(1.9));
  CHECK_FALSE(pulse.feel(now += 3, 1, 1));
  CHECK(pulse.still() == 0);
  CHECK(pulse.limit() == 3);
  pulse.feel(now += 0.1, 1, 1);
  CHECK(pulse.still() == Approx(0.1));
  pulse.forget();
  pulse.feel(now += 0.1, 1, 1);
  CHECK(pulse.still() == 0);
}
