#include "sims/commands/run/run_log.hpp"

#include "engine/system/progress.hpp"
#include "engine/system/shown_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace hg {

std::string utc_time() {
  const time_t now = time(nullptr);
  tm parts = {};
  gmtime_r(&now, &parts);
  std::array<char, 32> text = {};
  return {text.data(), strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

static void append(int descriptor, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(descriptor, text.data() + done, text.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    done += static_cast<std::size_t>(written);
  }
}

std::string RunLog::open(const std::string& path, bool goes_on) {
  constexpr int flags = O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  FileDescriptor file(goes_on ? ::open(path.c_str(), flags) : -1);
  struct stat status = {};
  // One that has another name too may be somebody else's.
  if (file.open() && (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink > 1)) file.close();
  if (!file.open()) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return system_reason(errno);
    file = FileDescriptor(::open(path.c_str(), flags | O_CREAT | O_EXCL, 0666));
  }
  if (!file.open()) return system_reason(errno);
  files_.push_back(std::move(file));
  return "";
}

std::string RunLog::open_stream(const std::string& path) {
  // Opened anew it would have another place in a file than what else is written there.
  const int own = path == "/dev/stdout" ? STDOUT_FILENO : path == "/dev/stderr" ? STDERR_FILENO : -1;
  FileDescriptor file(own >= 0 ? ::fcntl(own, F_DUPFD_CLOEXEC, 0) : ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
  if (!file.open()) return system_reason(errno);
  files_.push_back(std::move(file));
  return "";
}

void RunLog::text_so_far() { text(std::exchange(said_, "")); }

// It is read on terminals too.
void RunLog::text(const std::string& text) {
  const std::string shown = shown_text(text);
  if (files_.empty()) said_ += shown;
  for (const FileDescriptor& file : files_) append(file.get(), shown);
}

void RunLog::line(const std::string& sentence) {
  last_line_ = steady_seconds();
  text(utc_time() + "  " + sentence + "\n");
}

double RunLog::seconds_since_line() const { return steady_seconds() - last_line_; }

}  // namespace hg
