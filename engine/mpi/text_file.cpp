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

// "" or why the file cannot be read. A missing file and a folder are the commonest slips.
static std::string read_on_root(const std::string& path, std::int64_t max_bytes, std::string& text) {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (code && code != std::errc::no_such_file_or_directory && code != std::errc::not_a_directory)
    return fmt::format("{} cannot be read: {}", path, code.message());
  if (!std::filesystem::exists(status)) return fmt::format("{} does not exist", path);
  if (std::filesystem::is_directory(status)) return fmt::format("{} is a folder", path);
  if (!std::filesystem::is_regular_file(status)) return fmt::format("{} is not a regular file", path);
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path, code));
  if (!code && size > max_bytes) return fmt::format("{} has {} bytes; at most {} are read", path, size, max_bytes);
  std::ifstream file(path, std::ios::binary);
  text.assign(static_cast<std::size_t>(code ? 0 : size), '\0');
  if (code || !file.read(text.data(), size)) return fmt::format("{} cannot be read: {}", path, std::strerror(errno));
  return "";
}

std::string read_text(const Communicator& world, const std::string& path, std::int64_t max_bytes, const std::string& place) {
  std::string text, failure;
  if (world.root()) failure = read_on_root(path, max_bytes, text);
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
