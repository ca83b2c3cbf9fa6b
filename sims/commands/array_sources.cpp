#include "sims/commands/array_sources.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "viz/png.hpp"

namespace hg {

std::shared_ptr<const ArraySource> open_array(const Communicator&, const InitialSource& source, const Grid&) {
  throw usage_error(source.place, fmt::format("{} is neither an HDF5 file nor a picture", source.file));
}

}  // namespace hg
