#pragma once
// Decimal numbers of any length, kept as text: centres of deep views have hundreds of digits, widths may be 1e-450.
#include "kernels/double_double.hpp"

#include <string_view>

namespace hg {

// Throws std::invalid_argument with a sentence, which quotes the text and the position of what is wrong, unless it is
// [sign] digits [. digits] [e [sign] digits] with at least one digit. Exponents beyond +-100000 and texts of more than 200000
// characters are refused as well: their arithmetic would never end.
void check_decimal(std::string_view text);

// The nearest double of a checked number: 0 where it lies below the range of double, +-infinity above it.
double nearest_double(std::string_view text);

// To twice double's digits, but for the last three bits.
DoubleDouble nearest_double_double(std::string_view text);

// Whether a checked number is above zero, however small.
bool is_positive(std::string_view text);

}  // namespace hg
