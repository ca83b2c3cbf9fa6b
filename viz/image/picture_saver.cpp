#include "viz/image/picture_saver.hpp"

#include "engine/system/format_units.hpp"
#include "viz/image/png.hpp"

#include <fmt/core.h>

#include <filesystem>
#include <stdexcept>

namespace hg {

// The first of "STEM", "STEM.2", "STEM.3" ... plus end that does not exist.
static std::string free_path(const std::string& stem, const std::string& end) {
  std::string path = stem + end;
  std::error_code ignored;
  for (int number = 2; std::filesystem::exists(path, ignored); ++number) path = fmt::format("{}.{}{}", stem, number, end);
  return path;
}

static std::string written(const std::string& path, const Image& image) {
  try {
    write_png(path, image);
  } catch (const std::runtime_error& error) {
    return fmt::format("{}: {}", path, error.what());
  }
  return "";
}

std::string PictureSaver::save(const Image& image, std::int64_t step) const {
  const std::string path = free_path(fmt::format("{}/{}.{:08}.view", folder_, name_, step), ".png");
  const std::string failure = written(path, image);
  return failure.empty() ? "saved " + path : failure;
}

std::string PictureSaver::begin_film() {
  if (!png_available()) return "this halogrid was built without libpng";
  const std::string path = free_path(fmt::format("{}/{}.film", folder_, name_), "");
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return fmt::format("{}: cannot be made: {}", path, error.message());
  film_ = path;
  pictures_ = 0;
  return "recording into " + path;
}

std::string PictureSaver::end_film() {
  const std::string message = fmt::format("recorded {} in {}", counted(pictures_, "picture"), film_);
  film_.clear();
  return message;
}

std::string PictureSaver::add(const Image& image) {
  std::string failure = written(fmt::format("{}/{:08}.png", film_, pictures_ + 1), image);
  if (failure.empty())
    ++pictures_;
  else
    film_.clear();
  return failure;
}

}  // namespace hg
