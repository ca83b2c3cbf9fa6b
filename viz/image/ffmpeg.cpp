#include "viz/image/ffmpeg.hpp"

#include "engine/system/child_process.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

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

// ffmpeg while it runs. What it says goes to a file without a name: it never waits for a reader.
class Ffmpeg {
 public:
  explicit Ffmpeg(const std::vector<std::string>& words) : said_(std::tmpfile()) {
    if (!said_) throw std::runtime_error(fmt::format("no temporary file can be made: {}", system_reason(errno)));
    ChildStart start{words};
    start.input = ChildStream::given();
    start.output = start.error = ChildStream::open_file(fileno(said_.get()));
    process_.emplace(start);
  }

  // False where it reads no more.
  bool give(const std::vector<std::uint8_t>& frame) { return process_->give(frame.data(), frame.size()); }
  // Whether it ended well after the end of its input.
  bool end() { return process_->wait().well(); }
  std::string said() const { return text_of(said_.get()); }

 private:
  ScratchFile said_;
  std::optional<ChildProcess> process_;
};

// The encoders that it lists; nothing where it does not run.
static std::string encoders() {
  try {
    Ffmpeg program({"ffmpeg", "-v", "quiet", "-encoders"});
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
static std::string path_of(const TemporaryFile& file) {
  throw_if_unwritten(file.failure());
  return file.path_to_open();
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
    if (program_.give(frame)) return;
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
  Ffmpeg program_;
};

std::unique_ptr<Film> start_ffmpeg(const std::string& path, FfmpegFormat format, int width, int height, const FilmStyle& style) {
  return std::make_unique<FfmpegFilm>(path, format, width, height, style);
}

}  // namespace hg
