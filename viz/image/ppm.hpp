#pragma once
// Binary PPM (P6): three bytes a pixel behind a line of numbers, for programs that read nothing else.
#include "viz/image/image.hpp"

#include <string>

namespace hg {

// Atomic. Throws std::runtime_error with the system's reason, which does not name the file.
void write_ppm(const std::string& path, const Image& image);

}  // namespace hg
