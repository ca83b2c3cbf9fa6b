#include "engine/system/file_io.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <map>
#include <new>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

namespace hg {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

void FileDescriptor::close() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

std::string system_reason(int error_number) { return std::generic_category().message(error_number); }

std::string bytes_in_words(std::int64_t bytes) {
  const double value = static_cast<double>(bytes);
  if (value >= 1e12) return fmt::format("{:.1f} TB", value / 1e12);
  if (value >= 1e9) return fmt::format("{:.1f} GB", value / 1e9);
  if (value >= 1e6) return fmt::format("{:.1f} MB", value / 1e6);
  if (value >= 1e3) return fmt::format("{:.1f} kB", value / 1e3);
  return fmt::format("{} bytes", bytes);
}

static constexpr std::int64_t largest_transfer = std::int64_t{1} << 30;

std::string write_at(int descriptor, const void* data, std::int64_t bytes, std::int64_t offset) {
  const char* at = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t done = ::pwrite(descriptor, at, static_cast<std::size_t>(std::min(bytes, largest_transfer)), offset);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0)
      return fmt::format("cannot write {} at byte {}: {}", bytes_in_words(bytes), offset,
                         done < 0 ? system_reason(errno) : "nothing was taken");
    at += done;
    bytes -= done;
    offset += done;
  }
  return "";
}

std::string read_at(int descriptor, void* data, std::int64_t bytes, std::int64_t offset) {
  char* at = static_cast<char*>(data);
  while (bytes > 0) {
    const ssize_t done = ::pread(descriptor, at, static_cast<std::size_t>(std::min(bytes, largest_transfer)), offset);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0)
      return fmt::format("cannot read {} at byte {}: {}", bytes_in_words(bytes), offset,
                         done < 0 ? system_reason(errno) : "the file ends there");
    at += done;
    bytes -= done;
    offset += done;
  }
  return "";
}

std::string open_regular(const std::string& path, FileDescriptor& file, std::int64_t& bytes) {
  // Without O_NONBLOCK a named pipe would wait for a writer here.
  file = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.open()) return "cannot be opened: " + system_reason(errno);
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return "cannot be examined: " + system_reason(errno);
  if (!S_ISREG(status.st_mode)) return "is not a regular file";
  bytes = status.st_size;
  return "";
}

std::string reserve(int descriptor, std::int64_t bytes) {
#ifdef __linux__
  // Not posix_fallocate: where the file system cannot reserve, it would write every block instead.
  while (::fallocate(descriptor, 0, 0, bytes) != 0) {
    if (errno == EINTR) continue;
    if (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL) return "";
    return fmt::format("cannot reserve {} for the file: {}", bytes_in_words(bytes), system_reason(errno));
  }
#else
  static_cast<void>(descriptor);
  static_cast<void>(bytes);
#endif
  return "";
}

std::string try_length(int descriptor, std::int64_t bytes) {
  if (std::string failure = reserve(descriptor, bytes); !failure.empty()) return failure;
  if (::ftruncate(descriptor, bytes) != 0 || ::ftruncate(descriptor, 0) != 0)
    return fmt::format("cannot make a file of {}: {}", bytes_in_words(bytes), system_reason(errno));
  return "";
}

std::string sync_file(int descriptor) {
  while (::fsync(descriptor) != 0) {
    if (errno == EINTR) continue;
    return "cannot bring the file to the disk: " + system_reason(errno);
  }
  return "";
}

std::string sync_folder(const std::string& folder) {
  const FileDescriptor descriptor(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!descriptor.open()) return "cannot open the folder: " + system_reason(errno);
  // Some network file systems refuse to sync a folder; the rename has reached the server there.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL && errno != EBADF && errno != EROFS)
    return "cannot bring the folder to the disk: " + system_reason(errno);
  return "";
}

std::string TemporaryFile::temporary_name(const std::string& name) { return "." + name + ".part"; }

std::string planted_at(int folder, const std::string& path) {
  struct stat status;
  if (::fstatat(folder, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0 || S_ISREG(status.st_mode)) return "";
  if (S_ISDIR(status.st_mode)) return "is a folder";
  if (S_ISFIFO(status.st_mode)) return "is a pipe";
  if (S_ISSOCK(status.st_mode)) return "is a socket";
  if (!S_ISLNK(status.st_mode)) return "is a device";
  std::string target(4096, '\0');
  const ssize_t length = ::readlinkat(folder, path.c_str(), target.data(), target.size());
  return "is a symbolic link to " + target.substr(0, static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
}

std::string planted_at(const std::string& path) { return planted_at(AT_FDCWD, path); }

static constexpr std::string_view planted_remedy = ", where a temporary file is made; remove it";

TemporaryFile::TemporaryFile(std::string folder, std::string name)
    : folder_(folder.empty() ? "." : std::move(folder)), name_(std::move(name)), path_(folder_ + "/" + temporary_name(name_)) {
  const int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  descriptor_ = FileDescriptor(::open(path_.c_str(), flags, 0666));
  if (!descriptor_.open() && errno == EEXIST) {
    if (const std::string planted = planted_at(path_); !planted.empty()) {
      failure_ = fmt::format("{} {}{}", path_, planted, planted_remedy);
      return;
    }
    // What a killed run left behind. Should a link have taken its place by now, it is removed itself or refused, never followed.
    if (::unlink(path_.c_str()) == 0 || errno == ENOENT) descriptor_ = FileDescriptor(::open(path_.c_str(), flags, 0666));
  }
  created_ = descriptor_.open();
  if (!created_) failure_ = fmt::format("cannot create the temporary file {}: {}", path_, system_reason(errno));
}

static std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, std::max<std::size_t>(slash, 1));
}

TemporaryFile::TemporaryFile(const std::string& path) : TemporaryFile(folder_of(path), path.substr(path.rfind('/') + 1)) {}

TemporaryFile::~TemporaryFile() {
  if (created_) ::unlink(path_.c_str());
}

std::string TemporaryFile::path_to_open() const {
  const std::string own = fmt::format("/proc/{}/fd/{}", ::getpid(), descriptor());
  return ::access(own.c_str(), W_OK) == 0 ? own : path_;
}

std::string TemporaryFile::still_there() const {
  struct stat mine, named;
  if (::fstat(descriptor(), &mine) != 0 || ::lstat(path_.c_str(), &named) != 0)
    return fmt::format("the temporary file {} has gone: {}", path_, system_reason(errno));
  if (mine.st_dev != named.st_dev || mine.st_ino != named.st_ino)
    return fmt::format("the temporary file {} was replaced by another program", path_);
  return "";
}

std::string TemporaryFile::write(const void* data, std::size_t bytes) {
  constexpr std::size_t small = 4096;
  if (gathered_.size() + bytes < small) {
    gathered_.append(static_cast<const char*>(data), bytes);
    return "";
  }
  std::string failure = write_gathered();
  if (failure.empty()) failure = write_at(descriptor(), data, static_cast<std::int64_t>(bytes), written_);
  written_ += static_cast<std::int64_t>(bytes);
  return failure;
}

std::string TemporaryFile::write_gathered() {
  const auto bytes = static_cast<std::int64_t>(gathered_.size());
  std::string failure = write_at(descriptor(), gathered_.data(), bytes, written_);
  written_ += bytes;
  gathered_.clear();
  return failure;
}

std::string TemporaryFile::commit(Sync sync) {
  if (std::string failure = write_gathered(); !failure.empty()) return failure;
  if (std::string failure = sync_file(descriptor()); !failure.empty()) return failure;
  descriptor_.close();
  const std::string final_path = folder_ + "/" + name_;
  if (std::rename(path_.c_str(), final_path.c_str()) != 0)
    return fmt::format("cannot rename {} to {}: {}", path_, final_path, system_reason(errno));
  created_ = false;
  std::string failure = sync == Sync::file_and_folder ? sync_folder(folder_) : "";
  if (!failure.empty()) ::unlink(final_path.c_str());
  return failure;
}

std::string write_whole_file(const std::string& path, const void* data, std::size_t bytes, Sync sync) {
  TemporaryFile file(path);
  std::string failure = file.failure();
  if (failure.empty()) failure = file.write(data, bytes);
  return failure.empty() ? file.commit(sync) : failure;
}

// The descriptor that a stream's name stands for, -1 for other names.
static int stream_descriptor(std::string_view path) {
  if (path == "-" || path == "/dev/stdin") return STDIN_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    const std::string_view number = path.substr(folder.size());
    int out = -1;
    const auto [end, status] = std::from_chars(number.data(), number.data() + number.size(), out);
    if (status == std::errc() && end == number.data() + number.size()) return out;
  }
  return -1;
}

bool is_stream(const std::string& path) { return stream_descriptor(path) >= 0; }

static std::string open_regular(const std::string& path, std::int64_t most_bytes, FileDescriptor& file) {
  // Looked at before it is opened, which devices may take for an order; and once more, as it may be another one by then.
  struct stat status;
  const auto refusal = [&]() -> std::string {
    if (S_ISDIR(status.st_mode)) return "is a folder";
    if (!S_ISREG(status.st_mode)) return "is not a regular file";
    if (status.st_size <= most_bytes) return "";
    return fmt::format("has {} bytes; at most {} are read", status.st_size, most_bytes);
  };
  if (::stat(path.c_str(), &status) != 0)
    return errno == ENOENT || errno == ENOTDIR ? "does not exist" : "cannot be read: " + system_reason(errno);
  if (std::string out = refusal(); !out.empty()) return out;
  file = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.open() || ::fstat(file.get(), &status) != 0) return "cannot be read: " + system_reason(errno);
  return refusal();
}

static std::string read_to_end(int descriptor, std::int64_t most_bytes, std::string& text) {
  constexpr std::size_t piece = std::size_t{1} << 16;
  while (static_cast<std::int64_t>(text.size()) <= most_bytes) {
    const std::size_t before = text.size();
    text.resize(before + piece);
    const ssize_t done = ::read(descriptor, text.data() + before, piece);
    text.resize(before + static_cast<std::size_t>(std::max<ssize_t>(done, 0)));
    if (done == 0) return "";
    if (done < 0 && errno != EINTR) return "cannot be read: " + system_reason(errno);
  }
  return fmt::format("has more than {} bytes; at most {} are read", most_bytes, most_bytes);
}

std::string read_whole_file(const std::string& path, std::int64_t most_bytes, std::string& text, Streams streams) {
  static std::map<int, std::string> read_streams;
  constexpr std::int64_t most_of_stream = std::int64_t{1} << 28;
  text.clear();
  FileDescriptor file;
  try {
    const int stream = streams == Streams::read ? stream_descriptor(path) : -1;
    if (stream < 0) {
      const std::string failure = open_regular(path, most_bytes, file);
      return failure.empty() ? read_to_end(file.get(), most_bytes, text) : failure;
    }
    const auto found = read_streams.find(stream);
    const std::string failure =
        found != read_streams.end() ? "" : read_to_end(stream, std::min(most_bytes, most_of_stream), text);
    if (!failure.empty()) return failure;
    text = found != read_streams.end() ? found->second : read_streams[stream] = std::move(text);
    if (static_cast<std::int64_t>(text.size()) > most_bytes)
      return fmt::format("has {} bytes; at most {} are read", text.size(), most_bytes);
    return "";
  } catch (const std::bad_alloc&) {
    text = std::string();
    return "is larger than the memory that is left";
  }
}

void throw_if_unwritten(const std::string& failure) {
  if (failure.empty()) return;
  // All else that comes from here ends with the system's reason.
  const std::size_t reason = failure.ends_with(planted_remedy) ? 0 : failure.rfind(": ") + 2;
  throw std::runtime_error("cannot be written: " + failure.substr(reason));
}

void survive_file_size_limit() { ::signal(SIGXFSZ, SIG_IGN); }

}  // namespace hg
