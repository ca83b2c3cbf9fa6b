#include "viz/image/ffmpeg.hpp"

#include "engine/system/file_io.hpp"

#include <fmt/core.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace hg {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using ScratchFile = std::unique_ptr<std::FILE, CloseFile>;

static std::string text_of(std::FILE* file) {
  std::string out(1 << 16, '\0');
  std::rewind(file);
  out.resize(std::fread(out.data(), 1, out.size(), file));
  return out;
}

static std::string last_line(std::string text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

// A program of the PATH while it runs. What it says goes to a file without a name: it never waits for a reader.
class ChildProgram {
 public:
  explicit ChildProgram(const std::vector<std::string>& words) : said_(std::tmpfile()) {
    if (!said_) throw std::runtime_error(fmt::format("no temporary file can be made: {}", std::strerror(errno)));
    // A socket rather than a pipe: writing to a program that has ended is then an error and no signal.
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw std::runtime_error(fmt::format("no socket can be made: {}", std::strerror(errno)));
    input_ = ends[0];
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(said_.get()), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(said_.get()), STDERR_FILENO);
    const int failure = posix_spawnp(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (failure == 0) return;
    close(input_);
    throw std::runtime_error(fmt::format("{} cannot be started: {}", words[0], std::strerror(failure)));
  }
  ~ChildProgram() {
    close_input();
    if (process_ <= 0) return;
    kill(process_, SIGTERM);
    wait();
  }
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  // False where it reads no more.
  bool give(const std::uint8_t* bytes, std::size_t count) {
    while (count > 0) {
      const ssize_t sent = send(input_, bytes, count, MSG_NOSIGNAL);
      if (sent < 0 && errno != EINTR) return false;
      bytes += std::max<ssize_t>(sent, 0);
      count -= static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
    }
    return true;
  }

  // Whether it ended well after the end of its input.
  bool end() {
    close_input();
    return wait();
  }
  std::string said() const { return text_of(said_.get()); }

 private:
  void close_input() {
    if (input_ >= 0) close(std::exchange(input_, -1));
  }
  bool wait() {
    int status = 0;
    pid_t found = 0;
    do found = waitpid(process_, &status, 0);
    while (found < 0 && errno == EINTR);
    process_ = -1;
    return found > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  ScratchFile said_;
  int input_ = -1;
  pid_t process_ = -1;
};

// The encoders that it lists; nothing where it does not run.
static std::string encoders() {
  try {
    ChildProgram program({"ffmpeg", "-v", "quiet", "-encoders"});
    return program.end() ? program.said() : "";
  } catch (const std::runtime_error&) {
    return "";
  }
}

bool ffmpeg_available() { return !encoders().empty(); }

static int even(int length) { return length + length % 2; }

static std::vector<std::string> words_for(FfmpegFormat format, int width, int height, double per_second,
                                          const std::string& path) {
  std::vector<std::string> out = {"ffmpeg",     "-v",
                                  "error",      "-y",
                                  "-f",         "rawvideo",
                                  "-pix_fmt",   "rgb24",
                                  "-s",         fmt::format("{}x{}", width, height),
                                  "-framerate", fmt::format("{}", per_second),
                                  "-i",         "pipe:0",
                                  "-fflags",    "+bitexact"};
  const auto add = [&out](std::initializer_list<const char*> words) { out.insert(out.end(), words.begin(), words.end()); };
  if (format == FfmpegFormat::apng) {
    add({"-c:v", "apng", "-pix_fmt", "rgb24", "-plays", "0", "-f", "apng"});
  } else {
    if (encoders().find(" libx264 ") != std::string::npos) {
      add({"-c:v", "libx264", "-crf", "16"});
    } else {
      add({"-c:v", "mpeg4", "-q:v", "2"});
    }
    // Said in the file, so that no player has to guess how colours were stored.
    add({"-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc",
         "bt709", "-color_range", "tv", "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-f", "mp4"});
  }
  out.push_back("file:" + path);
  return out;
}

// Where it is made until it is whole; throws where it cannot be.
static const std::string& path_of(const TemporaryFile& file) {
  throw_if_unwritten(file.failure());
  return file.path();
}

class FfmpegFilm : public Film {
 public:
  FfmpegFilm(const std::string& path, FfmpegFormat format, int width, int height, const FilmStyle& style)
      : file_(path),
        width_(format == FfmpegFormat::mp4 ? even(width) : width),
        height_(format == FfmpegFormat::mp4 ? even(height) : height),
        program_(words_for(format, width_, height_, style.frames_per_second, path_of(file_))) {}

  void add(const Image& image) override {
    if (width_ - image.width > 1 || height_ - image.height > 1 || image.width > width_ || image.height > height_)
      throw std::logic_error("a film's frames have one size");
    const std::size_t row = static_cast<std::size_t>(width_) * 3;
    std::vector<std::uint8_t> frame;
    frame.reserve(row * static_cast<std::size_t>(height_));
    for (int y = 0; y < height_; ++y) {
      const auto first = image.rgb.begin() + static_cast<std::ptrdiff_t>(image.offset(0, std::min(y, image.height - 1)));
      const auto last = first + static_cast<std::ptrdiff_t>(image.width) * 3;
      frame.insert(frame.end(), first, last);
      if (image.width < width_) frame.insert(frame.end(), last - 3, last);
    }
    if (program_.give(frame.data(), frame.size())) return;
    program_.end();
    fail();
  }

  void finish() override {
    if (!program_.end()) fail();
    throw_if_unwritten(file_.commit(Sync::file));
  }

 private:
  [[noreturn]] void fail() const {
    const std::string reason = last_line(program_.said());
    throw std::runtime_error(fmt::format("ffmpeg failed: {}", reason.empty() ? "it gave no reason" : reason));
  }

  TemporaryFile file_;
  int width_, height_;
  ChildProgram program_;
};

std::unique_ptr<Film> start_ffmpeg(const std::string& path, FfmpegFormat format, int width, int height, const FilmStyle& style) {
  return std::make_unique<FfmpegFilm>(path, format, width, height, style);
}

}  // namespace hg
