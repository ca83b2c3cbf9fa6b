#include "viz/png.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <utility>

#ifdef HALOGRID_HAS_PNG
#include <png.h>
#endif

namespace hg {

#ifndef HALOGRID_HAS_PNG

bool png_available() { return false; }
static std::runtime_error no_png() { return std::runtime_error("this halogrid was built without libpng"); }
void write_png(const std::string&, const Image&) { throw no_png(); }
GrayImage read_png(const std::string&) { throw no_png(); }

#else

bool png_available() { return true; }

// Indices into at most 256 colours, in the order of their first pixel; no colours where the picture has more.
struct Indexed {
  std::vector<Colour> colours;
  std::vector<std::uint8_t> pixels;
};

static Indexed indexed(const Image& image) {
  Indexed out;
  out.pixels.reserve(image.rgb.size() / 3);
  std::vector<std::pair<Colour, std::uint8_t> > known;  // sorted by colour
  for (std::size_t i = 0; i < image.rgb.size(); i += 3) {
    const Colour colour{image.rgb[i], image.rgb[i + 1], image.rgb[i + 2]};
    auto found =
        std::lower_bound(known.begin(), known.end(), colour, [](const auto& entry, const Colour& c) { return entry.first < c; });
    if (found == known.end() || found->first != colour) {
      if (known.size() == 256) return {};
      found = known.insert(found, {colour, static_cast<std::uint8_t>(out.colours.size())});
      out.colours.push_back(colour);
    }
    out.pixels.push_back(found->second);
  }
  return out;
}

// Frees what libpng keeps for a picture, whatever happens.
struct PngImage {
  png_image png{};
  PngImage() { png.version = PNG_IMAGE_VERSION; }
  ~PngImage() { png_image_free(&png); }
  PngImage(const PngImage&) = delete;
  PngImage& operator=(const PngImage&) = delete;
};

static std::vector<char> encoded(const Image& image) {
  const Indexed palette = indexed(image);
  const bool use_palette = !palette.colours.empty();
  PngImage out;
  out.png.width = static_cast<png_uint_32>(image.width);
  out.png.height = static_cast<png_uint_32>(image.height);
  out.png.format = use_palette ? PNG_FORMAT_RGB_COLORMAP : PNG_FORMAT_RGB;
  out.png.colormap_entries = static_cast<png_uint_32>(palette.colours.size());
  const void* pixels = use_palette ? palette.pixels.data() : image.rgb.data();
  const void* colours = use_palette ? palette.colours.data() : nullptr;
  std::vector<char> bytes(PNG_IMAGE_PNG_SIZE_MAX(out.png));
  png_alloc_size_t size = bytes.size();
  if (!png_image_write_to_memory(&out.png, bytes.data(), &size, 0, pixels, 0, colours))
    throw std::runtime_error(fmt::format("libpng cannot encode it: {}", out.png.message));
  bytes.resize(size);
  return bytes;
}

void write_png(const std::string& path, const Image& image) {
  const std::vector<char> bytes = encoded(image);
  const std::string temporary = path + ".part";
  std::FILE* file = std::fopen(temporary.c_str(), "wb");
  bool good = file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() && std::fflush(file) == 0 &&
              fsync(fileno(file)) == 0;
  int code = errno;
  if (file != nullptr && std::fclose(file) != 0 && good) {
    good = false;
    code = errno;
  }
  if (good && std::rename(temporary.c_str(), path.c_str()) != 0) {
    good = false;
    code = errno;
  }
  if (good) return;
  if (file != nullptr) std::remove(temporary.c_str());
  throw std::runtime_error(fmt::format("cannot be written: {}", std::strerror(code)));
}

GrayImage read_png(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(fmt::format("cannot be read: {}", std::strerror(errno)));
  std::ostringstream stream;
  stream << in.rdbuf();
  const std::string bytes = std::move(stream).str();
  PngImage source;
  if (!png_image_begin_read_from_memory(&source.png, bytes.data(), bytes.size()))
    throw std::runtime_error(fmt::format("is no PNG: {}", source.png.message));
  const std::size_t pixels = static_cast<std::size_t>(source.png.width) * source.png.height;
  if (pixels > std::size_t{1} << 28)
    throw std::runtime_error(fmt::format("{} x {} pixels are more than 2^28", source.png.width, source.png.height));
  source.png.format = PNG_FORMAT_RGBA;
  std::vector<std::uint8_t> rgba(pixels * 4);
  if (!png_image_finish_read(&source.png, nullptr, rgba.data(), 0, nullptr))
    throw std::runtime_error(fmt::format("is damaged: {}", source.png.message));
  GrayImage out{static_cast<int>(source.png.width), static_cast<int>(source.png.height), std::vector<float>(pixels)};
  for (std::size_t i = 0; i < pixels; ++i) {
    const std::uint8_t* p = rgba.data() + i * 4;
    // Weights of ITU-R BT.709; integers, so that gray comes out exactly.
    const double gray = (2126 * p[0] + 7152 * p[1] + 722 * p[2]) / 10000.0;
    out.levels[i] = static_cast<float>(gray / 255.0 * (p[3] / 255.0));
  }
  return out;
}

#endif

}  // namespace hg
