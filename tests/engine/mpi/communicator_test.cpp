#include "engine/mpi/communicator.hpp"

#include "tests/catch.hpp"

#include <cstdlib>

using hg::Communicator;

TEST_CASE("reductions, broadcasts and gathers") {
  const auto world = Communicator::world();
  const std::int64_t n = world.size();
  CHECK(world.sum(std::int64_t{world.rank()}) == n * (n - 1) / 2);
  CHECK(world.max(1.5 * world.rank()) == 1.5 * static_cast<double>(n - 1));
  CHECK(world.sum(~std::uint64_t{0}) == std::uint64_t{0} - static_cast<std::uint64_t>(n));

  std::string text = world.root() ? std::string(100000, 'x') + "end" : "something else";
  world.broadcast(text);
  CHECK(text.size() == 100003);
  CHECK(text.ends_with("end"));

  const auto all = world.gather_to_root(std::string(static_cast<std::size_t>(world.rank()), 'a'));
  if (world.root()) {
    REQUIRE(static_cast<std::int64_t>(all.size()) == n);
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == std::string(i, 'a'));
  } else {
    CHECK(all.empty());
  }

  std::vector<std::uint64_t> values((std::size_t{1} << 20) + 3, static_cast<std::uint64_t>(world.rank()) + 1);
  world.sum_to_root(values);
  if (world.root()) CHECK(values.back() == static_cast<std::uint64_t>(n * (n + 1) / 2));
}

TEST_CASE("a failure on any rank is the same error on every rank") {
  const auto world = Communicator::world();
  CHECK_NOTHROW(world.agree("", hg::Exit::file, "x.h5"));
  const std::string mine = world.rank() >= world.size() / 2 ? "reason of rank " + std::to_string(world.rank()) : "";
  try {
    world.agree(mine, hg::Exit::file, "x.h5", "do this");
    FAIL("agree() did not throw");
  } catch (const hg::Error& error) {
    CHECK(error.scope() == hg::Scope::all_ranks);
    CHECK(error.text() == "x.h5: error: reason of rank " + std::to_string(world.size() / 2) + "\nhint: do this");
  }
}

TEST_CASE("a failing MPI call throws with its place and MPI's text") {
  const auto world = Communicator::world();
  try {
    hg::check(MPI_Send(nullptr, 1, MPI_INT, world.size() + 7, 0, world.handle()));
    FAIL("no error");
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::internal);
    CHECK(std::string(error.what()).find("communicator_test.cpp:") != std::string::npos);
    CHECK(std::string(error.what()).find("MPI_ERR_RANK") != std::string::npos);
  }
}

TEST_CASE("communicators move and are freed once") {
  auto first = Communicator::world();
  auto second = std::move(first);
  first = second.duplicate();
  CHECK(first.handle() != second.handle());
  CHECK(first.node().size() >= 1);
}
