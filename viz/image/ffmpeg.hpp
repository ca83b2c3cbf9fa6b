#pragma once
// Films made by the program ffmpeg, which is given raw frames; no shell is involved.
#include "viz/image/film.hpp"

namespace hg {

enum class FfmpegFormat { mp4, apng };

bool ffmpeg_available();  // in the PATH

// MP4: H.264 where ffmpeg has x264, else MPEG-4 part 2; a frame with an odd side gets its last row or column twice, since the
// format wants even ones. APNG: exact.
std::unique_ptr<Film> start_ffmpeg(const std::string& path, FfmpegFormat format, int width, int height, const FilmStyle& style);

}  // namespace hg
