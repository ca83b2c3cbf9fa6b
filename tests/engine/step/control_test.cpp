// What is asked of one rank becomes everybody's request, once, whichever rank it came to and whenever.
#include "engine/step/control.hpp"

#include "tests/catch.hpp"

#include <signal.h>

#include <cstring>

static hg::Control control(const hg::Communicator& world, std::optional<double> every = {},
                           std::optional<std::chrono::milliseconds> limit = {}) {
  using Clock = hg::Control::Clock;
  hg::Control out(world, every, limit ? std::optional<Clock::time_point>(Clock::now() + *limit) : std::nullopt);
  out.expect_checkpoint(0);
  return out;
}

TEST_CASE("a signal to any one rank is one request of all") {
  const hg::Signals signals;  // the test frame has handlers of its own
  const auto world = hg::Communicator::world();
  hg::Control all = control(world);
  CHECK_FALSE(all.agree(1).any());
  for (int rank = 0; rank < world.size(); ++rank) {
    if (rank == world.rank()) raise(SIGUSR1);
    CHECK(all.wanted() == (rank == world.rank()));
    const hg::Request request = all.agree(1);
    CHECK(request.checkpoint);
    CHECK(request.stop == hg::StopReason::none);
    CHECK_FALSE(all.wanted());
    CHECK_FALSE(all.agree(1).any());
  }
  if (world.rank() == world.size() - 1) raise(SIGUSR2);
  CHECK(all.agree(1).stop == hg::StopReason::usr2);
  CHECK_FALSE(all.agree(1).any());
}

TEST_CASE("a signal that comes while the ranks agree is for the next time") {
  const hg::Signals signals;  // the test frame has handlers of its own
  const auto world = hg::Communicator::world();
  hg::Control all = control(world);
  bool raised = false;
  // A rank looks at its viewer after it has taken what it was asked for.
  all.attend_to([&] {
    if (world.root() && !raised) {
      raise(SIGUSR1);
      raise(SIGUSR2);
    }
    raised = true;
    return hg::Attention();
  });
  CHECK_FALSE(all.agree(1).any());
  const hg::Request request = all.agree(1);
  CHECK(request.checkpoint);
  CHECK(request.stop == hg::StopReason::usr2);
}

TEST_CASE("of several requests none is lost, and the most urgent one to stop is named") {
  const hg::Signals signals;  // the test frame has handlers of its own
  const auto world = hg::Communicator::world();
  hg::Control all = control(world);
  if (world.rank() == 0) raise(SIGTERM);
  if (world.rank() == world.size() - 1) {
    raise(SIGUSR1);
    raise(SIGUSR2);
  }
  const hg::Request request = all.agree(1);
  CHECK(request.checkpoint);
  CHECK(request.stop == hg::StopReason::terminate);
  // Who asks twice for the end does not want to wait for it.
  struct sigaction now = {};
  REQUIRE(sigaction(SIGTERM, nullptr, &now) == 0);
  CHECK((now.sa_handler == SIG_DFL) == (world.rank() == 0));
  CHECK(std::strlen(hg::in_words(request.stop)) > 0);
}

TEST_CASE("a checkpoint is due when the last one is long ago") {
  const hg::Signals signals;  // the test frame has handlers of its own
  const auto world = hg::Communicator::world();
  hg::Control never = control(world), soon = control(world, 1e-9), late = control(world, 1e6);
  CHECK_FALSE(never.agree(1).checkpoint);
  CHECK(soon.wanted());
  CHECK(soon.agree(1).checkpoint);
  CHECK_FALSE(late.wanted());
  CHECK_FALSE(late.agree(1).checkpoint);
}

TEST_CASE("the time limit leaves the time of a checkpoint") {
  const hg::Signals signals;  // the test frame has handlers of its own
  const auto world = hg::Communicator::world();
  CHECK(control(world, {}, std::chrono::hours(1)).agree(1).stop == hg::StopReason::none);
  CHECK(control(world, {}, std::chrono::milliseconds(10)).agree(1).stop == hg::StopReason::time_limit);
  hg::Control slow_disk = control(world, {}, std::chrono::hours(1));
  slow_disk.wrote_checkpoint(3000);
  CHECK(slow_disk.wanted());
  CHECK(slow_disk.agree(1).stop == hg::StopReason::time_limit);
}

TEST_CASE("pieces of the step loop are whole sweeps, end where something is due, and are the same on every rank") {
  const hg::Signals signals;  // the test frame has handlers of its own
  const auto world = hg::Communicator::world();
  hg::Control all = control(world);
  CHECK(all.shortened(1000, 12) == 12);
  CHECK(all.shortened(5, 12) == 5);
  CHECK(all.shortened(0, 12) == 0);
  std::int64_t last = 12;
  // Steps that cost nothing make pieces grow, but not without bound at once.
  for (int i = 0; i < 10; ++i) {
    all.agree(last);
    const std::int64_t next = all.shortened(12'000'000'000'000'000, 12);
    CHECK(next <= 8 * last + 11);
    CHECK(next % 12 == 0);
    CHECK(world.min(next) == world.max(next));
    last = next;
  }
}
