#include "viz/image/whole_file.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace hg {

[[noreturn]] static void fail_to_write() { throw std::runtime_error(fmt::format("cannot be written: {}", std::strerror(errno))); }

WholeFile::WholeFile(const std::string& path) : path_(path) {
  const std::filesystem::path final_name(path);
  temporary_ = (final_name.parent_path() / ("." + final_name.filename().string() + ".part")).string();
  file_ = std::fopen(temporary_.c_str(), "wbe");
  if (file_ == nullptr) fail_to_write();
}

WholeFile::~WholeFile() {
  if (file_ != nullptr) std::fclose(file_);
  if (!temporary_.empty()) std::remove(temporary_.c_str());
}

void WholeFile::write(const void* bytes, std::size_t count) {
  if (count > 0 && std::fwrite(bytes, 1, count, file_) != count) fail_to_write();
}

void WholeFile::commit() {
  if (std::fflush(file_) != 0 || fsync(fileno(file_)) != 0) fail_to_write();
  if (std::fclose(std::exchange(file_, nullptr)) != 0) fail_to_write();
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail_to_write();
  temporary_.clear();
}

void write_whole_file(const std::string& path, const void* bytes, std::size_t count) {
  WholeFile file(path);
  file.write(bytes, count);
  file.commit();
}

}  // namespace hg
