#pragma once
// One run of an input for `halogrid prove`: on some ranks from the start to given steps, seen as fingerprints per tile, so that
// no grid is gathered.
#include "engine/files/fingerprint.hpp"
#include "sims/commands/input/prepare.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace hg {

// The sums of all tiles of all fields, field by field. On rank 0; empty elsewhere.
using FingerprintTable = std::vector<std::uint64_t>;

// One tile of one field whose cells are wanted.
struct TileOfField {
  int field = 0;
  std::int64_t tile = 0;
};

// The rank border that a cell is nearest to.
struct NearBorder {
  bool found = false;         // there is none where one rank has all cells, or where none exchange halos
  std::int64_t rank = 0;      // that owns the cell
  Box<3> block;               // its cells
  int axis = 0, side = 0;     // 0: low, 1: high
  std::int64_t distance = 0;  // 0: beside the border
};

// All calls are collective over the ranks that it was made with.
class ProofWalk {
 public:
  ProofWalk(const Communicator& ranks, const PreparedRun& run);

  // Goes on to that step. wanted, cells: a tile and where rank 0 gets the bits of its cells, zero-extended (the tile's box, x
  // fastest).
  FingerprintTable to(std::int64_t step, const TileOfField* wanted = nullptr, std::vector<std::uint64_t>* cells = nullptr);
  // Of the step that it has come to.
  const Simulation& simulation() const { return *simulation_; }
  // On rank 0; the cell is rank 0's.
  NearBorder border_near(Index<3> cell) const;

 private:
  void take(std::vector<TileSums>& sums, const TileOfField* wanted, std::vector<std::uint64_t>* cells) const;

  const Communicator& ranks_;
  Tiling tiling_;
  std::unique_ptr<Simulation> simulation_;
};

}  // namespace hg
