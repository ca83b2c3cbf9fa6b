#pragma once
// What one rank does for all: files, folders, the terminal.
#include "engine/mpi/communicator.hpp"

#include <functional>

namespace hg {

// Does something on rank 0 alone; an Error of it is thrown on every rank. Collective.
void on_root(const Communicator& world, const std::function<void()>& action);

}  // namespace hg
