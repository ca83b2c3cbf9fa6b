#pragma once
// Cuts a row of cells into parts that differ by one granule at most; the last one takes the ragged end. Arithmetic only, so that
// no rank keeps a table of the parts.
#include <algorithm>
#include <cstdint>

namespace hg {

// Parts are numbered from 0; with more parts than granules the last ones are empty. parts and granule: at least 1.
struct EvenCut {
  std::int64_t cells = 0, parts = 1, granule = 1;

  // First cell of a part; cut(parts) is the number of cells.
  constexpr std::int64_t cut(std::int64_t part) const {
    const std::int64_t granules = (cells + granule - 1) / granule, base = granules / parts, extra = granules % parts;
    return std::min((part * base + std::min(part, extra)) * granule, cells);
  }
  constexpr std::int64_t size(std::int64_t part) const { return cut(part + 1) - cut(part); }
  // The part that holds a cell of [0, cells).
  constexpr std::int64_t part_of(std::int64_t cell) const {
    const std::int64_t granules = (cells + granule - 1) / granule, base = granules / parts, extra = granules % parts;
    const std::int64_t number = cell / granule, in_longer = extra * (base + 1);
    return number < in_longer ? number / (base + 1) : extra + (number - in_longer) / base;
  }
};

}  // namespace hg
