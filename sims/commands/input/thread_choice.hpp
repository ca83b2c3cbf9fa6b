#pragma once
// How many threads a rank has, and who says so.
#include "engine/mpi/communicator.hpp"

#include <string>

namespace hg {

struct ThreadChoice {
  int number = 1;
  std::string from;  // "run.threads", "OMP_NUM_THREADS", "KOKKOS_NUM_THREADS", or "affinity": the cores that the rank may use
};

// run.threads where it is not 0 (`place`: where it stands), else OMP_NUM_THREADS, else KOKKOS_NUM_THREADS, else this rank's share
// of the node's cores. Collective. Throws usage_error on every rank for a variable that is no number or says something else than
// what counts, and for more threads than Kokkos holds or this host can start.
ThreadChoice threads_for(const Communicator& world, int asked = 0, const std::string& place = "");

}  // namespace hg
