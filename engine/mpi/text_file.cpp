#include "engine/mpi/text_file.hpp"

#include <fmt/format.h>

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

}  // namespace hg
