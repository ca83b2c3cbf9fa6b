#include "engine/grid.hpp"

namespace hg {

double Boundary::value_of(const std::string& field) const {
  for (const auto& [name, value] : values)
    if (name.empty() || name == field) return value;
  return 0;
}

}  // namespace hg
