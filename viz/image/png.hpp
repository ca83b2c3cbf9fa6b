#pragma once
// PNG files, through libpng where it was there at build time. Writing is atomic and its bytes depend on the picture alone.
// Errors are std::runtime_error and do not name the file: the caller knows it.
#include "viz/image/image.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hg {

bool png_available();

// Pictures of at most 256 colours are stored with a palette (a byte a pixel before compression), others with three bytes a pixel.
// Throws std::runtime_error with the system's reason; no file is left then, and an older one of that name stays.
void write_png(const std::string& path, const Image& image);

// Brightness of a picture: 0 black to 1 white, rows from the top. Gray files give their own numbers, of d bits over 2^d - 1:
// marks of gamma (gAMA, sRGB, iCCP) say how they are to look on a screen, and are not applied. Colours, those of a palette too,
// are the sum of their numbers by the weights of ITU-R BT.709; a pixel that is transparent in part is that much darker.
struct GrayImage {
  int width = 0, height = 0;
  std::vector<double> levels;  // width * height
};
// Throws std::runtime_error for what is no PNG, is cut off or has more than 2^28 pixels. A picture of another size than the one
// wanted (0: any) is not unpacked: it has no levels then. fingerprint: where it is asked for, of the file
// (engine/system/file_fingerprint.hpp).
GrayImage read_png(const std::string& path, std::int64_t width = 0, std::int64_t height = 0, std::string* fingerprint = nullptr);

}  // namespace hg
