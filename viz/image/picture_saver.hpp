#pragma once
// Saves what a viewer shows as PNG files: single pictures, and films as a folder of numbered ones. Messages are for the user; a
// failure is one of them, never an exception.
#include "viz/image/image.hpp"

#include <cstdint>
#include <string>

namespace hg {

class PictureSaver {
 public:
  PictureSaver(const std::string& folder, const std::string& name) : folder_(folder), name_(name) {}

  // FOLDER/NAME.<step>.view.png, or NAME.<step>.view.2.png and so on where there is one.
  std::string save(const Image& image, std::int64_t step) const;

  std::string begin_film();  // in a new folder FOLDER/NAME.film, NAME.film.2 and so on
  std::string end_film();
  std::string add(const Image& image);  // to the film; empty where it went well
  bool films() const { return !film_.empty(); }
  std::int64_t pictures() const { return pictures_; }  // of the film

 private:
  std::string folder_, name_, film_;
  std::int64_t pictures_ = 0;
};

}  // namespace hg
