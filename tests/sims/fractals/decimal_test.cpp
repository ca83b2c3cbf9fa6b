#include "sims/fractals/decimal.hpp"

#include "tests/catch.hpp"

#include <limits>
#include <stdexcept>
#include <string>

namespace hg_tests {

static std::string complaint(const std::string& text) {
  try {
    hg::check_decimal(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("decimal numbers of any length are accepted") {
  for (const char* text : {"0", "-1.76877883", "+.5", "5.", "1e-450", "1E+9", "-0.0e0", "00012"}) {
    INFO(text);
    CHECK(complaint(text).empty());
  }
  CHECK(complaint("-1." + std::string(5000, '7')).empty());
}

TEST_CASE("what is no decimal number is refused with its place") {
  CHECK(complaint("") == "a decimal number is expected, but the text is empty");
  CHECK(complaint("-1.7a8") == "'-1.7a8' is not a decimal number: a digit or an exponent is expected at character 5, not 'a'");
  CHECK(complaint("1,5") == "'1,5' is not a decimal number: a digit, a point or an exponent is expected at character 2, not ','");
  CHECK(complaint("-") == "'-' is not a decimal number: a digit is expected at character 2, not the end");
  CHECK(complaint(".") == "'.' is not a decimal number: a digit is expected at character 2, not the end");
  CHECK(complaint("1e-") == "'1e-' is not a decimal number: a digit of the exponent is expected at character 4, not the end");
  CHECK(complaint(" 1").find("character 1, not a space") != std::string::npos);
  CHECK(complaint("1\n").find("not byte 10") != std::string::npos);
  CHECK(complaint("1.2.3").find("character 4, not '.'") != std::string::npos);
  CHECK(complaint("nan").find("character 1") != std::string::npos);
  CHECK(complaint("0x10").find("character 2") != std::string::npos);
  CHECK(complaint("1e99999999999999999999").find("beyond +-100000") != std::string::npos);
  CHECK(complaint("1e-100001").find("beyond +-100000") != std::string::npos);
  CHECK(complaint(std::string(200'001, '1')).find("longer than the limit") != std::string::npos);
  // A long text is not printed in full.
  CHECK(complaint(std::string(9000, '1') + "x").size() < 200);
}

TEST_CASE("the nearest double of a decimal number") {
  CHECK(hg::nearest_double("-0.1") == -0.1);
  CHECK(hg::nearest_double("+3.25e2") == 325);
  CHECK(hg::nearest_double("5e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(hg::nearest_double("1e-450") == 0);
  CHECK(hg::nearest_double("-1e-99999") == 0);
  CHECK(hg::nearest_double("1e450") == std::numeric_limits<double>::infinity());
  CHECK(hg::nearest_double("-1" + std::string(400, '0')) == -std::numeric_limits<double>::infinity());
  CHECK(hg::nearest_double("0." + std::string(400, '0') + "1") == 0);
  CHECK(hg::nearest_double("0e450") == 0);
}

TEST_CASE("the sign of a decimal number, however small it is") {
  CHECK(hg::is_positive("1e-450"));
  CHECK(hg::is_positive("+0.000001"));
  CHECK_FALSE(hg::is_positive("-1e-450"));
  CHECK_FALSE(hg::is_positive("0.000e5"));
  CHECK_FALSE(hg::is_positive("-0"));
}

}  // namespace hg_tests
