#include "viz/image/ppm.hpp"

#include "engine/system/file_io.hpp"

#include <fmt/core.h>

namespace hg {

void write_ppm(const std::string& path, const Image& image) {
  const std::string header = fmt::format("P6\n{} {}\n255\n", image.width, image.height);
  TemporaryFile file(path);
  throw_if_unwritten(file.failure());
  throw_if_unwritten(file.write(header.data(), header.size()));
  throw_if_unwritten(file.write(image.rgb.data(), image.rgb.size()));
  throw_if_unwritten(file.commit(Sync::file));
}

}  // namespace hg
