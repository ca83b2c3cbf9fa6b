#pragma once
// Numbers as people read them, for progress, reports and tables.
#include <concepts>
#include <string>

namespace hg {

// Three digits and a decimal prefix: (1.234e9, "cell/s") -> "1.23 Gcell/s". Below 1 without a prefix: "0.25 cell/s".
std::string engineering(double value, const std::string& unit);

// A span of time, given in seconds: "420 us", "1.5 s", "2 min 05 s", "1 h 02 min", "3 d 04 h".
std::string duration(double seconds);

// "1.50" -> "1.5", "2.00" -> "2"; as it is where it has an exponent.
std::string without_final_zeros(std::string number);

// "1 rank", "4 ranks".
std::string counted(std::integral auto count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

}  // namespace hg
