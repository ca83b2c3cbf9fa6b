#pragma once
// Arithmetic with decimal texts of any length (decimal.hpp), by GNU MPFR where it is there.
#include <string>

namespace hg {

// b + (a - b) * share, with as many digits as both texts have and 20 more. Without MPFR only for equal texts: else throws
// std::runtime_error.
std::string decimal_between(const std::string& a, const std::string& b, double share);

// The logarithm of a positive number, however small; without MPFR of the nearest double.
double decimal_log10(const std::string& text);

}  // namespace hg
