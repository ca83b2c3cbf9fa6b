#include "bench/micro/bgolly.hpp"

#include "engine/system/child_process.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace hg::bench {

double bgolly_seconds(const std::string& file, std::int64_t generations) {
  const std::string count = std::to_string(generations);
  ChildStart silent{{"bgolly", "-q", "-q", "-a", "QuickLife", "-m", count, "-i", count, file}};
  silent.input = silent.output = silent.error = ChildStream::file("/dev/null");
  const auto start = std::chrono::steady_clock::now();
  try {
    if (!ChildProcess(silent).wait().well()) return -1;
  } catch (const std::runtime_error&) {
    return -1;
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string write_rle(const std::string& path, std::int64_t nx, std::int64_t ny, const std::string& rule,
                      const std::function<bool(std::int64_t, std::int64_t)>& live) {
  TemporaryFile file(path);
  std::string failure = file.failure(), line = fmt::format("x = {}, y = {}, rule = {}\n", nx, ny, rule);
  for (std::int64_t y = 0; y < ny && failure.empty(); ++y) {
    for (std::int64_t x = 0, end = 0; x < nx; x = end) {
      const bool state = live(x, y);
      while (end < nx && live(end, y) == state) ++end;
      if (end - x > 1) line += std::to_string(end - x);
      line += state ? 'o' : 'b';
    }
    line += y + 1 < ny ? "$\n" : "!\n";
    failure = file.write(line.data(), line.size());
    line.clear();
  }
  return failure.empty() ? file.commit(Sync::file) : failure;
}

TemporaryFolder::TemporaryFolder() {
  std::error_code error;
  const auto parent = std::filesystem::temp_directory_path(error);
  std::string name = (error ? std::filesystem::path("/tmp") : parent) / "halogrid_bench_XXXXXX";
  if (mkdtemp(name.data()) != nullptr) path = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path.empty()) std::filesystem::remove_all(path, ignored);
}

}  // namespace hg::bench
