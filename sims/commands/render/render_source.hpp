#pragma once
// What `halogrid render` reads: a snapshot, a step of the run that a master or folder stands for, or a pattern on its grid.
#include "sims/commands/render/picture.hpp"
#include "sims/commands/render/render.hpp"
#include "sims/patterns/patterns.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hg {

// The cells to choose from and how to read them.
struct RenderSource {
  FieldInfo field = {"cells", CellType::uint8};
  Index<3> size;
  ReadCells read;
  std::optional<std::int64_t> step;
  std::string input;                       // of a snapshot: the resolved input, TOML
  std::shared_ptr<const Pattern> pattern;  // of a pattern file, else null
  Index<3> at;                             // grid cell of the pattern's top-left one
};

// Throws usage_error or file_error.
RenderSource open_source(const RenderOptions& options);

}  // namespace hg
