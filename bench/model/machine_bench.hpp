#pragma once
// `halogrid bench machine`: measures memory and messages of this machine and keeps them in the machine file. Collective.
#include "engine/mpi/communicator.hpp"

#include <string>

namespace hg {

// file: where to keep it (see machine.hpp); what it holds and cannot be measured with these ranks stays.
int bench_machine(const Communicator& world, const std::string& file);

}  // namespace hg
