#pragma once
// The machine that a job runs on, as info and reports name it: what a rate depends on beside the program.
#include "engine/mpi/communicator.hpp"
#include "engine/system/fact_table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

struct RankPlace {
  std::string host, cores;  // hardware threads that the rank may use: "0-3,8"
  std::int64_t threads = 1;
};

struct MachineFacts {
  std::int64_t nodes = 1, processors = 1, cores = 1, threads = 1;  // of all nodes: sockets, physical cores, hardware threads
  std::string cpu;                                                 // of rank 0's node
  std::int64_t memory_bytes = 0;                                   // of rank 0's node
  std::vector<RankPlace> places;                                   // of every rank, on rank 0
};

// On rank 0; collective. Kokkos must be running.
std::vector<RankPlace> places_of_ranks(const Communicator& communicator);

// Whether some ranks may run on the same core of a host. Where no list of cores is known: no.
bool cores_shared(const std::vector<RankPlace>& places);
// "", or a sentence on ranks of a host that must share cores, as together they have more threads than those.
std::string crowded_in_words(const std::vector<RankPlace>& places);

// Collective; Kokkos must be running.
MachineFacts machine_facts(const Communicator& communicator);

// "all ranks on cores 0-7", or "rank 0 on cores 0-3, rank 1 on cores 4-7"; a part of it for many ranks.
std::string binding_in_words(const std::vector<RankPlace>& places);

FactTable machine_table(const MachineFacts& machine);

// Instruction sets of host kernels: what this process uses, and what this CPU has.
FactTable isa_table();

}  // namespace hg
