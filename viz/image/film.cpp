#include "viz/image/film.hpp"

#include "viz/image/ffmpeg.hpp"
#include "viz/image/gif.hpp"

namespace hg {

bool is_film(const std::string& extension) { return extension == ".gif" || extension == ".mp4" || extension == ".apng"; }

std::string missing_for_film(const std::string& extension) {
  if (extension == ".gif") return gif_available() ? "" : "giflib";
  return ffmpeg_available() ? "" : "ffmpeg";
}

std::unique_ptr<Film> start_film(const std::string& path, const std::string& extension, int width, int height,
                                 const FilmStyle& style) {
  if (extension == ".gif") return start_gif(path, width, height, style);
  return start_ffmpeg(path, extension == ".mp4" ? FfmpegFormat::mp4 : FfmpegFormat::apng, width, height, style);
}

}  // namespace hg
