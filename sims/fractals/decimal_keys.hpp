#pragma once
// Keys that hold decimal numbers of any length, each a string or a number of TOML: a number of the machine has too few digits for
// a deep zoom.
#include "engine/input/config.hpp"

#include <string>
#include <vector>

namespace hg {

// Empty where the key is not given and has no default; then it leaves no trace in the resolved input. What is no decimal number
// is not refused here.
std::string read_decimal(const Section& section, const std::string& key, const KeyMeaning& meaning);
std::vector<std::string> read_decimals(const Section& section, const std::string& key, const std::vector<std::string>& fallback,
                                       const KeyMeaning& meaning);
std::vector<std::vector<std::string>> read_decimal_lists(const Section& section, const std::string& key,
                                                         const KeyMeaning& meaning);

}  // namespace hg
