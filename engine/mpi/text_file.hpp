#pragma once
// Input files are read by rank 0 and shared, so that every rank sees the same text and finds the same errors in it.
#include "engine/mpi/communicator.hpp"

#include <cstdint>
#include <string>

namespace hg {

inline constexpr std::int64_t no_size_limit = INT64_MAX;

// The whole file, or all of a stream; collective. What is neither, or no readable file of at most max_bytes, is a usage error on
// every rank, at `place` (the file itself where place is empty).
std::string read_text(const Communicator& world, const std::string& path, std::int64_t max_bytes, const std::string& place);

// What tells whether a file that the ranks read parts of is still the same (engine/system/file_fingerprint.hpp): each rank reads
// its share of the bytes. Collective, and the same usage error on every rank where one cannot.
std::string fingerprint_of_file(const Communicator& world, const std::string& path, const std::string& place);

}  // namespace hg
