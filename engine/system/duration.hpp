#pragma once
// Spans of time as people write them in inputs and on the command line.
#include <optional>
#include <string>

namespace hg {

// Seconds: of a plain number ("90", "1.5"), a number with a unit ("90s", "10min", "1.5 h", "2d") or a clock of the form
// [[D-]HH:]MM:SS as job schedulers write it ("30:00", "12:00:00", "2-00:00:00"). Nothing for what is none of these, is negative
// or lasts longer than 10000 years. In a clock only the first number may be larger than its place holds ("90:00", "36:00:00").
std::optional<double> parse_duration(const std::string& text);

}  // namespace hg
