#pragma once
// bgolly, the command-line version of Golly, as a contestant: a process of its own that steps a pattern file.
#include <cstdint>
#include <functional>
#include <string>

namespace hg::bench {

// Seconds that bgolly's QuickLife needs to read the file and do that many generations; negative where it is not installed or
// fails.
double bgolly_seconds(const std::string& file, std::int64_t generations);

// Writes the cells for which live(x, y) holds as an RLE file of that size and rule; "" or the reason why it failed.
std::string write_rle(const std::string& path, std::int64_t nx, std::int64_t ny, const std::string& rule,
                      const std::function<bool(std::int64_t, std::int64_t)>& live);

// A new folder in the system's folder for temporary files, removed with all that is in it. path is empty where none could be
// made.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string path;
};

}  // namespace hg::bench
