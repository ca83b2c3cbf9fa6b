#include "engine/files/checkpoint.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/heartbeat.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <vector>

namespace hg {

static FileDescriptor opened_for(const std::string& path, int flags, std::string& failure) {
  FileDescriptor out(::open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
  if (!out.open() && failure.empty()) failure = fmt::format("cannot open {}: {}", path, system_reason(errno));
  return out;
}

// Bytes [begin, end) of one file into another, synced, read back and compared.
static std::string copy_bytes(int from, int to, std::int64_t begin, std::int64_t end) {
  constexpr std::int64_t piece = std::int64_t{1} << 22;
  std::vector<char> bytes(static_cast<std::size_t>(std::min(piece, end - begin))), again(bytes.size());
  std::string failure;
  const auto pass = [&](const auto& visit) {
    for (std::int64_t at = begin; at < end && failure.empty(); at += piece) {
      beat();
      const std::int64_t count = std::min(piece, end - at);
      failure = read_at(from, bytes.data(), count, at);
      if (failure.empty()) failure = visit(at, count);
    }
  };
  pass([&](std::int64_t at, std::int64_t count) { return write_at(to, bytes.data(), count, at); });
  if (failure.empty()) failure = sync_file(to);
  pass([&](std::int64_t at, std::int64_t count) -> std::string {
    const std::string unreadable = read_at(to, again.data(), count, at);
    if (!unreadable.empty()) return unreadable;
    return std::memcmp(bytes.data(), again.data(), static_cast<std::size_t>(count)) == 0
               ? ""
               : fmt::format("other bytes were read back than were written, from byte {} on", at);
  });
  return failure;
}

std::string copy_checkpoint(const Communicator& communicator, const std::string& path, const std::string& folder) {
  const Doing doing(Activity::checkpoint);
  const std::string name = std::filesystem::path(path).filename().string();
  std::optional<TemporaryFile> file;  // rank 0
  std::int64_t bytes = 0;
  const auto agree = [&](const std::string& failure) { communicator.agree(failure, Exit::file, folder); };
  try {
    std::string failure;
    const FileDescriptor from = opened_for(path, O_RDONLY, failure);
    struct stat status = {};
    if (from.open() && ::fstat(from.get(), &status) != 0) failure = system_reason(errno);
    bytes = status.st_size;
    if (communicator.root() && failure.empty()) {
      std::error_code unknown;
      std::filesystem::create_directory(folder, unknown);  // whether that went well shows at once
      file.emplace(folder, name);
      failure = file->failure();
      if (failure.empty()) failure = try_length(file->descriptor(), bytes);
      if (failure.empty()) failure = reserve(file->descriptor(), bytes);
    }
    agree(failure);
    const FileDescriptor to = opened_for(folder + "/" + TemporaryFile::temporary_name(name), O_RDWR, failure);
    const std::int64_t begin = bytes / communicator.size() * communicator.rank();
    const std::int64_t end = communicator.rank() + 1 == communicator.size() ? bytes : begin + bytes / communicator.size();
    if (failure.empty()) failure = copy_bytes(from.get(), to.get(), begin, end);
    agree(failure);
    agree(communicator.root() ? file->commit() : "");
    return "";
  } catch (const Error& error) {
    if (error.scope() != Scope::all_ranks) throw;
    return error.what();
  }
}

}  // namespace hg
