#include "engine/mpi/text_file.hpp"

#include "engine/system/file_fingerprint.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/heartbeat.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace hg {

std::string read_text(const Communicator& world, const std::string& path, std::int64_t max_bytes, const std::string& place) {
  std::string text, failure;
  if (world.root()) failure = read_whole_file(path, max_bytes, text, Streams::read);
  if (!failure.empty()) failure = path + " " + failure;
  world.agree(failure, Exit::usage, place);
  world.broadcast(text);
  return text;
}

std::string fingerprint_of_file(const Communicator& world, const std::string& path, const std::string& place) {
  std::string failure;
  // Without O_NONBLOCK a named pipe would wait for a writer here.
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status = {};
  if (!file.open() || ::fstat(file.get(), &status) != 0)
    failure = fmt::format("{} cannot be read: {}", path, system_reason(errno));
  else if (!S_ISREG(status.st_mode))
    failure = fmt::format("{} is not a regular file", path);
  world.agree(failure, Exit::usage, place);

  constexpr std::int64_t piece = std::int64_t{1} << 22;
  const std::int64_t bytes = world.broadcast(static_cast<std::int64_t>(status.st_size)), words = bytes / 8 + 1;
  const std::int64_t begin = std::min(bytes, words * world.rank() / world.size() * 8);
  const std::int64_t end = std::min(bytes, words * (world.rank() + 1) / world.size() * 8);
  std::string part;
  std::uint64_t sum = 0;
  for (std::int64_t at = begin; at < end && failure.empty(); at += piece) {
    beat();
    part.resize(static_cast<std::size_t>(std::min(piece, end - at)));
    failure = read_at(file.get(), part.data(), static_cast<std::int64_t>(part.size()), at);
    sum += byte_sum(part, at);
  }
  world.agree(failure.empty() ? "" : path + " " + failure, Exit::usage, place);
  return file_fingerprint(bytes, world.sum(sum));
}

}  // namespace hg
