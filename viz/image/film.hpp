#pragma once
// Pictures of equal size, one after the other, as a file that plays them. Errors are std::runtime_error and do not name the file.
#include "viz/image/image.hpp"

#include <memory>
#include <string>
#include <vector>

namespace hg {

struct FilmStyle {
  double frames_per_second = 25;
  // At most 255, for formats that know no more: what frames of more colours are drawn with.
  std::vector<Colour> colours;
};

class Film {
 public:
  virtual ~Film() = default;  // without finish(): leaves no file
  virtual void add(const Image& image) = 0;
  virtual void finish() = 0;
};

bool is_film(const std::string& extension);  // ".gif", ".mp4" or ".apng"
// Whether films of that kind can be made here; else which program or library they need.
std::string missing_for_film(const std::string& extension);
// GIF shows a frame for whole hundredths of a second, and what would be shorter than two of them much longer.
inline constexpr double most_gif_frames_per_second = 50;

// The file appears at finish(), complete.
std::unique_ptr<Film> start_film(const std::string& path, const std::string& extension, int width, int height,
                                 const FilmStyle& style);

}  // namespace hg
