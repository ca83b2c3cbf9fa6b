#pragma once
// Arithmetic with decimal texts of any length (decimal.hpp), by GNU MPFR where it is there.
#include <string>

namespace hg {

// b + (a - b) * share, with as many digits as both texts have and 20 more. Without MPFR only for equal texts: else throws
// std::runtime_error.
std::string decimal_between(const std::string& a, const std::string& b, double share);

// a + width * share, to the digits that tell 2^-20 of the width apart; without MPFR as far as doubles go.
std::string decimal_moved(const std::string& a, const std::string& width, double share);

// A positive number times a factor, to 17 digits, however small it is.
std::string decimal_times(const std::string& number, double factor);

// The logarithm of a positive number, however small; without MPFR of the nearest double.
double decimal_log10(const std::string& text);

}  // namespace hg
