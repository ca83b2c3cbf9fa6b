#include "engine/files/real_values.hpp"

#include "engine/grid/slab.hpp"
#include "engine/system/error.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

namespace hg {

// The values as T, where T can hold them; else false and the position of the first that it cannot.
template <class T>
static bool convert(const std::vector<double>& values, T* cells, std::size_t& position) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = values[i];
    bool fits = true;
    if constexpr (std::is_integral_v<T>)
      fits = value >= 0 && value <= static_cast<double>(std::numeric_limits<T>::max()) && value == std::floor(value);
    else
      fits = !std::isfinite(value) || std::isfinite(static_cast<T>(value));
    if (!fits) {
      position = i;
      return false;
    }
    cells[i] = static_cast<T>(value);
  }
  return true;
}

static const char* in_words(CellType type) {
  return type == CellType::uint8    ? "an integer from 0 to 255"
         : type == CellType::uint32 ? "an integer from 0 to 4294967295"
                                    : "a float32";
}

void read_reals(const std::string& name, int dimension, const Box<3>& box, CellType type, void* cells, const ReadReals& read) {
  char* at = static_cast<char*>(cells);
  std::vector<double> values;
  for_each_slab(box, std::int64_t{1} << 20, [&](const Box<3>& slab) {
    values.resize(static_cast<std::size_t>(slab.volume()));
    read(slab, values.data());
    std::size_t position = 0;
    const bool good = type == CellType::uint8     ? convert(values, reinterpret_cast<std::uint8_t*>(at), position)
                      : type == CellType::uint32  ? convert(values, reinterpret_cast<std::uint32_t*>(at), position)
                      : type == CellType::float32 ? convert(values, reinterpret_cast<float*>(at), position)
                                                  : convert(values, reinterpret_cast<double*>(at), position);
    if (!good) {
      const std::int64_t width = slab.extent(0), found = static_cast<std::int64_t>(position);
      Index<3> cell = slab.row_start(found / width);
      cell[0] += found % width;
      throw Error(Exit::usage, Scope::one_rank, name,
                  fmt::format("cell ({}, {}{}) = {} is not {}, which the field needs", cell[0], cell[1],
                              dimension == 3 ? fmt::format(", {}", cell[2]) : "", values[position], in_words(type)),
                  "convert the array before it is read");
    }
    at += values.size() * size_of(type);
  });
}

}  // namespace hg
