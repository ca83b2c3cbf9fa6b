#include "engine/system/format_units.hpp"

#include "tests/catch.hpp"

#include <cstddef>
#include <limits>

TEST_CASE("engineering notation keeps three digits") {
  CHECK(hg::engineering(1.234e9, "cell/s") == "1.23 Gcell/s");
  CHECK(hg::engineering(0, "B") == "0 B");
  CHECK(hg::engineering(1, "B") == "1 B");
  CHECK(hg::engineering(999, "B") == "999 B");
  CHECK(hg::engineering(1000, "B") == "1.00 kB");
  CHECK(hg::engineering(12345, "B") == "12.3 kB");
  CHECK(hg::engineering(123456, "B") == "123 kB");
  CHECK(hg::engineering(999499, "B") == "999 kB");
  CHECK(hg::engineering(999500, "B") == "1.00 MB");
  CHECK(hg::engineering(9996, "B") == "10.0 kB");
  CHECK(hg::engineering(99960, "B") == "100 kB");
  CHECK(hg::engineering(0.25, "cell/s") == "0.25 cell/s");
  CHECK(hg::engineering(1.5, "cell/s") == "1.5 cell/s");
  CHECK(hg::engineering(1e-9, "s") == "1e-09 s");
  CHECK(hg::engineering(-2.5e6, "B") == "-2.50 MB");
  CHECK(hg::engineering(3e15, "B") == "3.00 PB");
  CHECK(hg::engineering(4.2e21, "B") == "4200 EB");
  CHECK(hg::engineering(std::numeric_limits<double>::infinity(), "B") == "- B");
}

TEST_CASE("zeros at a number's end go, and none before them") {
  CHECK(hg::without_final_zeros("1.50") == "1.5");
  CHECK(hg::without_final_zeros("20.00") == "20");
  CHECK(hg::without_final_zeros("100") == "100");
  CHECK(hg::without_final_zeros("1.e-10") == "1.e-10");
}

TEST_CASE("one thing is no plural") {
  CHECK(hg::counted(1, "rank") == "1 rank");
  CHECK(hg::counted(0, "rank") == "0 ranks");
  CHECK(hg::counted(std::size_t{12}, "message") == "12 messages");
}

TEST_CASE("durations carry over at every unit's end") {
  CHECK(hg::duration(0) == "0 us");
  CHECK(hg::duration(4.2e-4) == "420 us");
  CHECK(hg::duration(0.9996e-3) == "1 ms");
  CHECK(hg::duration(0.0425) == "42.5 ms");
  CHECK(hg::duration(0.9994) == "999 ms");
  CHECK(hg::duration(0.9996) == "1 s");
  CHECK(hg::duration(1.5) == "1.5 s");
  CHECK(hg::duration(12) == "12 s");
  CHECK(hg::duration(12.34) == "12.3 s");
  CHECK(hg::duration(59.94) == "59.9 s");
  CHECK(hg::duration(59.96) == "1 min 00 s");
  CHECK(hg::duration(125) == "2 min 05 s");
  CHECK(hg::duration(3599.4) == "59 min 59 s");
  CHECK(hg::duration(3599.6) == "1 h 00 min");
  CHECK(hg::duration(3720) == "1 h 02 min");
  CHECK(hg::duration(86399) == "1 d 00 h");
  CHECK(hg::duration(86400.0 * 3 + 4 * 3600) == "3 d 04 h");
  CHECK(hg::duration(-1.5) == "-1.5 s");
  CHECK(hg::duration(std::numeric_limits<double>::infinity()) == "-");
  CHECK(hg::duration(1e300).find(" d") != std::string::npos);
}
