#pragma once
// The types that a field's cells can have, and what the program knows of a field without knowing its rule.
#include <cstddef>
#include <optional>
#include <string>

namespace hg {

enum class CellType { uint8, uint32, float32, float64 };

constexpr std::size_t size_of(CellType type) { return type == CellType::uint8 ? 1 : type == CellType::float64 ? 8 : 4; }

struct FieldInfo {
  std::string name;  // the dataset's name
  CellType type;
  // The value of cells that have no number of their own: steps to escape where nothing escapes. Pictures draw them black.
  std::optional<double> inside = {};
  // Whether y points up: pictures show row 0 at the bottom. Files hold it first either way.
  bool y_up = false;
  // Of states, from 0 on: the colours that they are known by, a line #rrggbb each. Empty: there are none.
  std::string colours = {};
};

}  // namespace hg
