#pragma once
// Larger than Life as Golly and MCell write it: R5,C0,M1,S34..58,B34..45,NM. A cell lives or is born by the number of live cells
// within a range.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace hg {

class RuleReader;

struct LargerThanLifeRule {
  enum class Area : std::uint8_t { square, diamond, disc };  // NM, NN, NC
  struct Interval {
    int low, high;  // both ends included
  };

  int range = 1;        // cells
  int states = 2;       // above 2, a live cell that does not survive ages through states 2 to states - 1
  bool middle = false;  // the cell itself counts too
  Area area = Area::square;
  std::vector<Interval> survival, birth;

  // How far the area reaches along x in the rows dy = -range to range.
  std::vector<int> half_widths() const;
  int cells() const;  // of the area, the middle one included
};

inline constexpr int largest_range = 500;
inline constexpr int most_intervals = 8;  // in S or in B

// Also reads Evans' short form range,birth low,birth high,survival low,survival high. Leaves the reader behind the rule.
LargerThanLifeRule parse_larger_than_life(RuleReader& reader);
std::string text_of(const LargerThanLifeRule& rule);

}  // namespace hg
