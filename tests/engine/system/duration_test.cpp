#include "engine/system/duration.hpp"

#include "tests/catch.hpp"

#include <string>

static double seconds(const std::string& text) { return hg::parse_duration(text).value_or(-1); }

TEST_CASE("numbers with and without a unit") {
  CHECK(seconds("90") == 90);
  CHECK(seconds("0") == 0);
  CHECK(seconds("1.5") == 1.5);
  CHECK(seconds("90s") == 90);
  CHECK(seconds("90 s") == 90);
  CHECK(seconds("10min") == 600);
  CHECK(seconds("1.5h") == 5400);
  CHECK(seconds("2d") == 172800);
  CHECK(seconds(" 30 sec ") == 30);
  CHECK(seconds("2 hours") == 7200);
  CHECK(seconds("1 hour") == 3600);
  CHECK(seconds("3 days") == 259200);
  CHECK(seconds("5mins") == 300);
}

TEST_CASE("clocks as job schedulers write them") {
  CHECK(seconds("30:00") == 1800);
  CHECK(seconds("0:05") == 5);
  CHECK(seconds("90:00") == 5400);
  CHECK(seconds("01:02:03") == 3723);
  CHECK(seconds("36:00:00") == 36 * 3600);
  CHECK(seconds("2-01:02:03") == 2 * 86400 + 3723);
  CHECK(seconds("365-23:59:59") == 366.0 * 86400 - 1);
}

TEST_CASE("what is no span of time") {
  for (const char* text : {"",
                           " ",
                           "s",
                           "off",
                           "-1",
                           "-1s",
                           "1e9",
                           "inf",
                           "nan",
                           "0x10",
                           "10m",
                           "10 mi",
                           "1.2.3",
                           "1 2",
                           "1s2",
                           ":",
                           "1:",
                           ":1",
                           "1:60",
                           "1:2:60",
                           "1:60:00",
                           "1-2",
                           "1-2:03",
                           "1-24:00:00",
                           "1:2:3:4",
                           "1-1:2:3:4",
                           "-1:00",
                           "--1:0:0",
                           "1:-1",
                           "1:+1",
                           "1: 1",
                           "1.5:00",
                           "1-0:0:0-1",
                           "1h30min",
                           "ss",
                           "hs",
                           "1 ss",
                           "999999999999999999999d",
                           "1234567890:00",
                           "999999999-00:00:00"}) {
    CAPTURE(text);
    CHECK_FALSE(hg::parse_duration(text));
  }
  CHECK_FALSE(hg::parse_duration(std::string("1\0", 2)));
}
