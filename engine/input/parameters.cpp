#include "engine/input/parameters.hpp"

#include "engine/mpi/text_file.hpp"

#include <fmt/format.h>

namespace hg {

bool Parameters::starts_from_array(const std::string& field) const {
  for (const InitialSource& source : settings_->initial)
    if (source.field == field) return true;
  return false;
}

std::string Parameters::read_file(const std::string& key, const std::string& path) const {
  return read_text(*world_, path, no_size_limit, place(key));
}

bool Parameters::boundary_is(BoundaryKind kind) const {
  for (int axis = 0; axis < grid().dimension; ++axis)
    for (const Boundary& side : grid().boundary[static_cast<std::size_t>(axis)]) {
      if (side.kind != kind) return false;
      for (const auto& [field, value] : side.values)
        if (value != 0) return false;
    }
  return true;
}

void Parameters::use_grid(const Index<3>& size, BoundaryKind boundary, const std::string& place) {
  settings_->grid.size = size;
  settings_->size_given = true;
  if (settings_->grid.has_too_many_cells())
    throw usage_error(place, fmt::format("this needs a grid of {} x {} cells, which are 2^52 or more", size[0], size[1]),
                      "choose a smaller grid");
  if (settings_->boundary_given) return;
  for (auto& axis : settings_->grid.boundary)
    for (Boundary& side : axis) side.kind = boundary;
}

}  // namespace hg
