// Sums over wide squares, diamonds and discs, against every cell counted.
#include "sims/automata/range_sums.hpp"

#include "tests/catch.hpp"

#include <cstdlib>

using hg::RangeSums;

TEST_CASE("sums from row to row are those of every cell counted, on boxes of any shape") {
  struct Try {
    int range;
    std::int64_t width, rows;
  };
  for (const auto area : {RangeSums::Area::square, RangeSums::Area::diamond, RangeSums::Area::disc})
    for (const Try& one : {Try{1, 1, 1}, Try{1, 17, 9}, Try{2, 5, 31}, Try{3, 64, 2}, Try{7, 3, 40}, Try{7, 50, 23},
                           Try{20, 13, 11}, Try{70, 9, 5}, Try{70, 1100, 3}}) {
      INFO("range " << one.range << ", " << one.width << " x " << one.rows << ", area " << static_cast<int>(area));
      const std::int64_t range = one.range, stride = one.width + 2 * range + 5;
      // What lies beyond the cells that may be read is alive, and must not be seen.
      std::vector<std::uint8_t> cells(static_cast<std::size_t>(stride * (one.rows + 2 * range + 2)), 1);
      std::uint8_t* corner = cells.data() + (range + 1) * stride + range + 2;
      std::uint32_t dice = 7;
      for (std::int64_t y = -range; y < one.rows + range; ++y)
        for (std::int64_t x = -range; x < one.width + range; ++x)
          corner[y * stride + x] = static_cast<std::uint8_t>((dice = dice * 1664525 + 1013904223) >> 24) % 3;
      // Of a disc: dx^2 + dy^2 < (range + 1/2)^2.
      const auto in_disc = [range](std::int64_t dx, std::int64_t dy) {
        return 4 * (dx * dx + dy * dy) < (2 * range + 1) * (2 * range + 1);
      };
      std::vector<std::uint16_t> extent(static_cast<std::size_t>(range + 1), 0);
      for (std::int64_t d = 0; d <= range; ++d)
        while (in_disc(d, extent[static_cast<std::size_t>(d)] + 1)) ++extent[static_cast<std::size_t>(d)];
      RangeSums sums(area, one.range, extent.data(), corner, stride, one.width, one.rows);
      for (std::int64_t y = 0; y < one.rows; ++y) {
        const std::uint32_t* found = sums.next();
        for (std::int64_t x = 0; x < one.width; ++x) {
          std::uint32_t expected = 0;
          for (std::int64_t dy = -range; dy <= range; ++dy)
            for (std::int64_t dx = -range; dx <= range; ++dx)
              if (area == RangeSums::Area::square ||
                  (area == RangeSums::Area::disc ? in_disc(dx, dy) : std::abs(dx) + std::abs(dy) <= range))
                expected += corner[(y + dy) * stride + x + dx] == 1 ? 1 : 0;
          REQUIRE(found[x] == expected);
        }
      }
    }
}
