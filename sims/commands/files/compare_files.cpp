#include "sims/commands/files/compare_files.hpp"

#include "engine/files/snapshot_check.hpp"
#include "sims/commands/files/cell_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>

namespace hg {

// Of all cells of a field.
static TileSums recomputed(const SnapshotFile& file, int field, std::string& damage) {
  return recomputed_sums(file, field, {{}, file.size()}, damage);
}

// Compares two tables piece by piece; returns the first tile that differs and counts all of them.
template <class Piece>
static std::optional<std::int64_t> first_difference(const Tiling& tiling, const TileSums& sums, const Piece& other,
                                                    std::int64_t& differing) {
  constexpr std::int64_t length = std::int64_t{1} << 16;
  std::optional<std::int64_t> found;
  differing = 0;
  for (std::int64_t first = 0; first < tiling.tiles(); first += length) {
    const std::int64_t count = std::min(length, tiling.tiles() - first);
    const std::vector<std::uint64_t> mine = sums.piece(first, count), theirs = other(first, count);
    for (std::size_t i = 0; i < mine.size(); ++i)
      if (mine[i] != theirs[i]) {
        if (!found) found = first + static_cast<std::int64_t>(i);
        ++differing;
      }
  }
  return found;
}

std::string damage_of(const SnapshotFile& file, std::vector<TileSums>& sums) {
  const Tiling tiling = Tiling::of(file.dimension(), file.size());
  for (int field = 0; field < static_cast<int>(file.fields().size()); ++field) {
    std::string beyond;
    sums.push_back(recomputed(file, field, beyond));
    std::int64_t bad = 0;
    const auto stored = [&](std::int64_t first, std::int64_t count) { return file.table(field, first, count); };
    if (const auto tile = first_difference(tiling, sums.back(), stored, bad))
      return fmt::format("field \"{}\": {} of {} tiles do not have their fingerprint; the first is {}",
                         file.fields()[static_cast<std::size_t>(field)].name, bad, tiling.tiles(),
                         in_words(tiling, *tile, file.dimension()));
    if (!beyond.empty()) return fmt::format("field \"{}\": {}", file.fields()[static_cast<std::size_t>(field)].name, beyond);
    if (std::string table = file.table_damage(field); !table.empty()) return table;
  }
  return "";
}

static std::string different_cell(const SnapshotFile& file, const SnapshotFile& other, int field, const Tiling& tiling,
                                  std::int64_t tile) {
  const Box<3> box = tiling.cells_of(tile);
  const FieldInfo& info = file.fields()[static_cast<std::size_t>(field)];
  const std::size_t cell = size_of(info.type);
  std::vector<unsigned char> mine(static_cast<std::size_t>(box.volume()) * cell), theirs(mine.size());
  file.read(field, box, mine.data());
  other.read(field, box, theirs.data());
  for (std::int64_t i = 0; i < box.volume(); ++i) {
    const std::size_t at = static_cast<std::size_t>(i) * cell;
    if (std::memcmp(&mine[at], &theirs[at], cell) == 0) continue;
    Index<3> index = box.row_start(i / box.extent(0));
    index[0] += i % box.extent(0);
    return fmt::format("cell {} = {} here and {} there", in_words(index, file.dimension()), value_in_words(info.type, &mine[at]),
                       value_in_words(info.type, &theirs[at]));
  }
  return "the cells are equal, their stored field numbers are not";
}

std::string difference_of(const SnapshotFile& file, const std::vector<TileSums>& sums, const SnapshotFile& other) {
  if (file.dimension() != other.dimension() || !(file.size() == other.size()))
    return fmt::format("the grid is {} here and {} there", in_words(file.size(), file.dimension()),
                       in_words(other.size(), other.dimension()));
  const auto listed = [](const SnapshotFile& of) {
    std::string names;
    for (const FieldInfo& field : of.fields())
      names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", field.name, name_of(field.type));
    return names;
  };
  const auto same = [](const FieldInfo& a, const FieldInfo& b) { return a.name == b.name && a.type == b.type; };
  if (!std::equal(file.fields().begin(), file.fields().end(), other.fields().begin(), other.fields().end(), same))
    return fmt::format("the fields are {} here and {} there", listed(file), listed(other));
  if (file.step() != other.step()) return fmt::format("the step is {} here and {} there", file.step(), other.step());
  if (file.time() != other.time()) return fmt::format("the time is {} here and {} there", file.time(), other.time());
  const Tiling tiling = Tiling::of(file.dimension(), file.size());
  for (int field = 0; field < static_cast<int>(sums.size()); ++field) {
    std::string beyond;
    const TileSums theirs = recomputed(other, field, beyond);
    if (!beyond.empty())
      return fmt::format("field \"{}\" there: {}", other.fields()[static_cast<std::size_t>(field)].name, beyond);
    std::int64_t differing = 0;
    const auto piece = [&](std::int64_t first, std::int64_t count) { return theirs.piece(first, count); };
    if (const auto tile = first_difference(tiling, sums[static_cast<std::size_t>(field)], piece, differing))
      return fmt::format("field \"{}\" differs in {} of {} tiles; the first is {}: {}",
                         file.fields()[static_cast<std::size_t>(field)].name, differing, tiling.tiles(),
                         in_words(tiling, *tile, file.dimension()), different_cell(file, other, field, tiling, *tile));
  }
  return "";
}

}  // namespace hg
