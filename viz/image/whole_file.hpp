#pragma once
// A file that appears under its final name complete or not at all; an older one of that name stays until then. Errors are
// std::runtime_error with the system's reason and do not name the file: the caller knows it.
#include <cstddef>
#include <cstdio>
#include <string>

namespace hg {

class WholeFile {
 public:
  // Makes ".NAME.part" beside it.
  explicit WholeFile(const std::string& path);
  ~WholeFile();  // removes what was not committed
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  const std::string& temporary() const { return temporary_; }  // another program may write into it
  void write(const void* bytes, std::size_t count);
  // Brings it to the disk and gives it its name.
  void commit();

 private:
  std::string path_, temporary_;
  std::FILE* file_;
};

void write_whole_file(const std::string& path, const void* bytes, std::size_t count);

}  // namespace hg
