#pragma once
// One key of an input, for code that reads values of a form of its own: declares the key, finds its value and converts that with
// checks. Made for the length of one reading; every error is a usage_error at the value's place.
#include "engine/input/config.hpp"
#include "engine/input/config_value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg {

class KeyReader {
 public:
  KeyReader(const Section& section, KeyInfo info);

  // wants_words: an override's text stands for itself unless it is a TOML string or, with takes_list, a list.
  std::optional<ConfigValue> value(bool wants_words = false, bool takes_list = false) const;
  // What the resolved input is to show.
  void record(std::string toml) const;

  // "section.key", and of one entry of its list.
  const std::string& name() const { return name_; }
  std::string item_name(std::size_t index) const;

  // A value, or an entry of one, as what it is to be. needed: in words.
  double real(const ConfigValue& value, const std::string& name, const Range& range, const char* needed = "a number") const;
  std::int64_t integer(const ConfigValue& value, const std::string& name, const Range& range,
                       const char* needed = "an integer") const;
  std::string text(const ConfigValue& value, const std::string& name, const char* needed = "a string") const;
  const std::vector<ConfigValue>& items(const ConfigValue& value, const char* needed) const;

  [[noreturn]] void wrong_type(const ConfigValue& value, const std::string& name, const std::string& needed) const;

 private:
  [[noreturn]] void outside(const ConfigValue& value, const std::string& name, const Range& range) const;

  Input::State& state_;
  KeyInfo info_;
  std::string name_;
};

}  // namespace hg
