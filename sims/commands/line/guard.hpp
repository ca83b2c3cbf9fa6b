#pragma once
// The one place where errors end: one message from one rank, the right exit status, and no rank left hanging.
#include "engine/mpi/communicator.hpp"

#include <functional>

namespace hg {

// Throws usage_error if the launcher started several copies of the program that do not know of each other (another MPI's
// launcher): each would compute everything and write over the others.
void refuse_separate_singletons(const Communicator& world);

// Whether this is the only process of a launcher, or its first: for what has no MPI to ask.
bool is_first_process();

// Throws usage_error if a launcher has started this process, of a command that starts launchers itself; only its first task says
// so.
void refuse_launcher(const char* command);

// Throws usage_error on every rank if one was started with other arguments than rank 0: they would wait for each other in
// different places for ever.
void refuse_mixed_arguments(const Communicator& world, int argc, const char* const* argv);

// Throws usage_error on every rank if HALOGRID_ISA asks for what a rank's CPU does not have.
void refuse_instruction_sets(const Communicator& world);

// Calls the program and returns its exit status. An error that every rank has is printed by rank 0; an error of one rank is
// printed by it and ends the job. So is it an error if what was printed on standard output could not be written.
int guarded(const Communicator& world, const std::function<int()>& program);

// The same for a program of one process that has no MPI.
int guarded_alone(const std::function<int()>& program);

// Standard streams that were closed before the program started lead nowhere from now on: the next file that is opened would
// take their number, and what is printed would go into it.
void keep_standard_streams();

// What a run prints stands in its files as well: that its terminal has gone or is full is no failure of it.
void forgive_lost_output();

// Until all ranks are here: without taking a core from those that still work. Collective.
void wait_for_all(const Communicator& world);

// on_root() for what returns an exit status: every rank returns it.
int from_root(const Communicator& world, const std::function<int()>& action);

}  // namespace hg
