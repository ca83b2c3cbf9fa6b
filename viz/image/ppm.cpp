#include "viz/image/ppm.hpp"

#include "viz/image/whole_file.hpp"

#include <fmt/core.h>

namespace hg {

void write_ppm(const std::string& path, const Image& image) {
  const std::string header = fmt::format("P6\n{} {}\n255\n", image.width, image.height);
  WholeFile file(path);
  file.write(header.data(), header.size());
  file.write(image.rgb.data(), image.rgb.size());
  file.commit();
}

}  // namespace hg
