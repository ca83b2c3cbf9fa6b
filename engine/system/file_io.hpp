#pragma once
// POSIX files with owned descriptors: whole transfers in bounded pieces, and files that appear under their final name complete or
// not at all. Functions return "" or one sentence with the system's reason, so that ranks can agree on a failure instead of
// throwing alone.
#include <cstddef>
#include <cstdint>
#include <string>

namespace hg {

// Closes its descriptor when destroyed. Moves, never copies.
class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor = -1) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() { close(); }

  int get() const { return descriptor_; }
  bool open() const { return descriptor_ >= 0; }
  void close();

 private:
  int descriptor_;
};

std::string system_reason(int error_number);     // "No space left on device"
std::string bytes_in_words(std::int64_t bytes);  // "134.2 MB"

// All bytes at an offset, in pieces of at most 1 GiB; short transfers and interrupted calls are carried on.
std::string write_at(int descriptor, const void* data, std::int64_t bytes, std::int64_t offset);
std::string read_at(int descriptor, void* data, std::int64_t bytes, std::int64_t offset);

// Opens a regular file for reading and says how long it is; anything else (a pipe, a folder) is refused without waiting for it.
std::string open_regular(const std::string& path, FileDescriptor& file, std::int64_t& bytes);

// Makes sure that the file has room for that many bytes; nothing is done where the file system cannot reserve.
std::string reserve(int descriptor, std::int64_t bytes);
// Makes an empty file that long, with room for all of it, and empty again: whether disk, quota and limits allow it.
std::string try_length(int descriptor, std::int64_t bytes);

std::string sync_file(int descriptor);
std::string sync_folder(const std::string& folder);

// What a crash of the machine spares once a file has its final name. Pictures, which can be drawn again, do not wait for the
// folder.
enum class Sync { file, file_and_folder };

// Where under a temporary name lies what no killed run has left, somebody's link, pipe or folder: what it is, "is a symbolic
// link to victim". "" for a file, or where there is nothing. folder: a descriptor to which the path is relative.
std::string planted_at(const std::string& path);
std::string planted_at(int folder, const std::string& path);

// A file that is made under a temporary name in its final folder, and removed when destroyed unless it was given its final name.
class TemporaryFile {
 public:
  // Creates folder/temporary_name(name) exclusively, following no link; a leftover file of that name is removed first, and what
  // else somebody put there refused. failure(): "" or why not.
  TemporaryFile(std::string folder, std::string name);
  explicit TemporaryFile(const std::string& path);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  static std::string temporary_name(const std::string& name);  // ".NAME.part"
  const std::string& path() const { return path_; }
  // For libraries and programs that open it themselves: the file that was created, where the system has a name for that, whatever
  // lies under its path by now.
  std::string path_to_open() const;
  const std::string& failure() const { return failure_; }
  int descriptor() const { return descriptor_.get(); }
  // That the path still leads to the file that was created, and to nothing that was put in its place.
  std::string still_there() const;
  // Behind what was written so; small pieces are gathered, the last of them until commit().
  std::string write(const void* data, std::size_t bytes);
  // Syncs the file and gives it its final name, replacing what was there.
  std::string commit(Sync sync = Sync::file_and_folder);

 private:
  std::string write_gathered();

  std::string folder_, name_, path_, failure_, gathered_;
  std::int64_t written_ = 0;
  FileDescriptor descriptor_;
  bool created_ = false;
};

// All of a file that appears whole or not at all.
std::string write_whole_file(const std::string& path, const void* data, std::size_t bytes, Sync sync = Sync::file_and_folder);

// What else than a regular file may be named where a text is read: "-", /dev/stdin, and what a shell puts in place of <(...).
bool is_stream(const std::string& path);
enum class Streams { refused, read };

// All bytes of a file of at most so many, or what is to be said behind its name: "does not exist", "is a folder", "is not a
// regular file". Pipes and devices are not waited for. A stream, where these are read, is read to its end or to 256 MiB of the
// bytes allowed, and once: who reads it again gets the same.
std::string read_whole_file(const std::string& path, std::int64_t most_bytes, std::string& text,
                            Streams streams = Streams::refused);

// For what leaves it to its caller to name the file: a failure as std::runtime_error, "cannot be written: " and the system's
// reason.
void throw_if_unwritten(const std::string& failure);

// From now on a write beyond the process's file-size limit, of a library too, is an error of that write and not the end of the
// process.
void survive_file_size_limit();

}  // namespace hg
