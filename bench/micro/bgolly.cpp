#include "bench/micro/bgolly.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace hg::bench {

double bgolly_seconds(const std::string& file, std::int64_t generations) {
  const std::string count = std::to_string(generations);
  const char* words[] = {"bgolly",      "-q", "-q",          "-a",         "QuickLife", "-m",
                         count.c_str(), "-i", count.c_str(), file.c_str(), nullptr};
  posix_spawn_file_actions_t silent;
  if (posix_spawn_file_actions_init(&silent) != 0) return -1;
  posix_spawn_file_actions_addopen(&silent, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&silent, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&silent, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  const auto start = std::chrono::steady_clock::now();
  pid_t process = 0;
  const int failed = posix_spawnp(&process, words[0], &silent, nullptr, const_cast<char* const*>(words), environ);
  posix_spawn_file_actions_destroy(&silent);
  if (failed != 0) return -1;
  int status = 0;
  while (waitpid(process, &status, 0) < 0)
    if (errno != EINTR) return -1;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return -1;
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string write_rle(const std::string& path, std::int64_t nx, std::int64_t ny, const std::string& rule,
                      const std::function<bool(std::int64_t, std::int64_t)>& live) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) return std::strerror(errno);
  std::fprintf(file, "x = %lld, y = %lld, rule = %s\n", static_cast<long long>(nx), static_cast<long long>(ny), rule.c_str());
  std::string line;
  for (std::int64_t y = 0; y < ny; ++y) {
    line.clear();
    for (std::int64_t x = 0, end = 0; x < nx; x = end) {
      const bool state = live(x, y);
      while (end < nx && live(end, y) == state) ++end;
      if (end - x > 1) line += std::to_string(end - x);
      line += state ? 'o' : 'b';
    }
    line += y + 1 < ny ? "$\n" : "!\n";
    std::fwrite(line.data(), 1, line.size(), file);
  }
  const bool bad = std::ferror(file) != 0;
  return std::fclose(file) != 0 || bad ? "the file could not be written" : "";
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
