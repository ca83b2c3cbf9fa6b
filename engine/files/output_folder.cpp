#include "engine/files/output_folder.hpp"

#include "engine/system/host_name.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <string_view>
#include <utility>

namespace hg {

// What the owner of a lock wrote into it: "process 123 on host".
static std::string owner_of(int descriptor) {
  std::array<char, 512> text = {};
  const ssize_t length = ::pread(descriptor, text.data(), text.size() - 1, 0);
  std::string owner(text.data(), static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  for (char& c : owner)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  while (!owner.empty() && owner.back() == ' ') owner.pop_back();
  return owner.empty() ? "another process" : owner;
}

std::vector<std::string> folder_links(const std::string& folder) {
  std::vector<std::string> out;
  for (const char* const inner : {"", "checkpoints", "frames"}) {
    std::string path = (std::filesystem::path(folder) / inner).string();
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    struct stat link;
    if (::lstat(path.c_str(), &link) != 0 || !S_ISLNK(link.st_mode)) continue;
    std::error_code error;
    const std::string target = std::filesystem::read_symlink(path, error).string();
    if (link.st_uid != ::geteuid() && link.st_uid != 0)
      throw file_error(Scope::one_rank, path, fmt::format("is a link to {} of another user, number {}", target, link.st_uid),
                       "remove it, or name another folder with --output or [output] dir");
    out.push_back(path + " leads to " + target);
  }
  return out;
}

OutputFolder::OutputFolder(std::string path)
    : path_(path.empty() ? "." : std::move(path)), lock_path_(path_ + "/.halogrid.lock") {
  folder_links(path_);
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  std::error_code unknown;
  if (!std::filesystem::is_directory(path_, unknown)) {
    const bool other = std::filesystem::exists(path_, unknown);
    throw file_error(Scope::one_rank, path_,
                     other ? "is there already and is not a folder" : "the output folder cannot be made: " + error.message(),
                     "name another folder with --output or [output] dir");
  }
  // Whoever ends removes the lock's file, so the file that was locked may be gone from the folder by then: look again.
  for (int attempt = 0; attempt < 100; ++attempt) {
    lock_ = FileDescriptor(::open(lock_path_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666));
    if (!lock_.open())
      throw file_error(Scope::one_rank, lock_path_, "cannot write into the output folder: " + system_reason(errno),
                       "check the rights of the folder, or name another one with --output or [output] dir");
    // Where the file system knows no locks, nothing can be refused.
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      throw FolderInUse(Exit::file, Scope::one_rank, path_, "another run is writing into this folder: " + owner_of(lock_.get()),
                        "wait for it to end, stop it, or name another folder with --output");
    struct stat mine, named;
    // It is emptied below, whatever other name it has.
    if (::fstat(lock_.get(), &mine) == 0 && (!S_ISREG(mine.st_mode) || mine.st_nlink > 1))
      throw file_error(Scope::one_rank, lock_path_, "cannot write into the output folder: this is no file of a run",
                       "remove it, or name another folder with --output or [output] dir");
    if (::fstat(lock_.get(), &mine) == 0 && ::stat(lock_path_.c_str(), &named) == 0 && mine.st_ino == named.st_ino &&
        mine.st_dev == named.st_dev)
      break;
  }
  const std::string owner = fmt::format("process {} on {}\n", ::getpid(), host_name());
  std::string failure;
  if (::ftruncate(lock_.get(), 0) != 0) failure = system_reason(errno);
  if (failure.empty()) failure = write_at(lock_.get(), owner.data(), static_cast<std::int64_t>(owner.size()), 0);
  if (!failure.empty()) {
    ::unlink(lock_path_.c_str());
    throw file_error(Scope::one_rank, lock_path_, failure, "check the free space and quota of the folder");
  }
}

bool OutputFolder::is_locked(const std::string& path) {
  const FileDescriptor lock(::open((path + "/.halogrid.lock").c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  return lock.open() && ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

OutputFolder::~OutputFolder() {
  if (lock_.open()) ::unlink(lock_path_.c_str());
}

static bool digits(std::string_view text, std::size_t least) {
  return text.size() >= least && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool OutputFolder::in_series(const std::string& file, const std::string& name) {
  std::string_view rest = file;
  const std::string temporary = TemporaryFile::temporary_name("");  // "." + name + ".part"
  const std::string_view ending = std::string_view(temporary).substr(1);
  if (rest.starts_with('.') && rest.ends_with(ending) && !name.starts_with('.'))
    rest = rest.substr(1, rest.size() - 1 - ending.size());
  if (!rest.starts_with(name)) return false;
  rest.remove_prefix(name.size());
  if (rest == ".vtkhdf" || rest == ".xmf" || rest == ".png") return true;
  for (const auto& [extension, least] : {std::pair<std::string_view, std::size_t>{".h5", 8}, {".vtkhdf", 3}})
    if (rest.starts_with('.') && rest.ends_with(extension) && rest.size() > extension.size() &&
        digits(rest.substr(1, rest.size() - 1 - extension.size()), least))
      return true;
  return false;
}

void refuse_planted(const std::string& path) {
  const std::string planted = planted_at(path);
  if (!planted.empty()) throw file_error(Scope::one_rank, path, planted + ", where a temporary file is made", "remove it");
}

template <class Wanted>
int OutputFolder::remove(const std::string& name, const Wanted& wanted) const {
  std::vector<std::string> old;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(path_, error), end; !error && entry != end; entry.increment(error)) {
    const std::string file = entry->path().filename().string();
    if (!in_series(file, name) || !wanted(file)) continue;
    if (file.starts_with('.')) refuse_planted(path_ + "/" + file);
    if (!std::filesystem::is_directory(entry->symlink_status())) old.push_back(file);
  }
  if (error)
    throw file_error(Scope::one_rank, path_, "cannot list the output folder: " + error.message(),
                     "check the rights of the folder");
  for (const std::string& file : old)
    if (::unlink((path_ + "/" + file).c_str()) != 0 && errno != ENOENT)
      throw file_error(Scope::one_rank, path_ + "/" + file, "cannot remove the older output: " + system_reason(errno),
                       "check the rights of the folder");
  return static_cast<int>(old.size());
}

int OutputFolder::remove_series(const std::string& name) const {
  return remove(name, [](const std::string&) { return true; });
}

int OutputFolder::remove_masters(const std::string& name) const {
  return remove(
      name, [](const std::string& file) { return file.starts_with('.') || file.ends_with(".vtkhdf") || file.ends_with(".xmf"); });
}

}  // namespace hg
