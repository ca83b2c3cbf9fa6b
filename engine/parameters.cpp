#include "engine/parameters.hpp"

#include "engine/text_file.hpp"

namespace hg {

bool Parameters::starts_from_array(const std::string& field) const {
  for (const InitialSource& source : settings_->initial)
    if (source.field == field) return true;
  return false;
}

std::string Parameters::read_file(const std::string& key, const std::string& path) const {
  return read_text(*world_, path, no_size_limit, place(key));
}

void Parameters::use_grid(const Index<3>& size, BoundaryKind boundary) {
  settings_->grid.size = size;
  for (auto& axis : settings_->grid.boundary)
    for (Boundary& side : axis) side.kind = boundary;
  settings_->size_given = true;
}

}  // namespace hg
