// Runs the tests of one area under MPI. A failed test case on several ranks ends the job at once: the others would wait for this
// rank for ever. Listing tests needs no MPI, so that ctest and editors can ask for the list without a launcher.
#define CATCH_CONFIG_RUNNER
#include "engine/mpi/communicator.hpp"
#include "kernels/base/portability.hpp"
#include "tests/catch.hpp"

#include <cstdio>
#include <iostream>
#include <string_view>

namespace hg_tests {

struct FailFast : Catch::TestEventListenerBase {
  using TestEventListenerBase::TestEventListenerBase;
  void testCaseEnded(const Catch::TestCaseStats& stats) override {
    TestEventListenerBase::testCaseEnded(stats);
    int size = 1;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (size == 1 || stats.totals.assertions.allOk()) return;
    std::cout << std::flush;
    std::fflush(stdout);
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
};
CATCH_REGISTER_LISTENER(FailFast)

bool only_lists(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with("--list") || word == "-l" || word == "-t" || word == "-h" || word == "--help") return true;
  }
  return false;
}

}  // namespace hg_tests

int main(int argc, char** argv) {
  if (hg_tests::only_lists(argc, argv)) return Catch::Session().run(argc, argv);
  hg::MpiSession mpi(&argc, &argv);
  hg::KokkosSession kokkos(1);
  return Catch::Session().run(argc, argv);
}
