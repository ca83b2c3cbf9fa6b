// Runs the tests of one kernel without MPI.
#define CATCH_CONFIG_RUNNER
#include "kernels/base/portability.hpp"
#include "tests/catch.hpp"

int main(int argc, char** argv) {
  const hg::KokkosSession kokkos(1);
  return Catch::Session().run(argc, argv);
}
