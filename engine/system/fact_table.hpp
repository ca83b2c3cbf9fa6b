#pragma once
// Tables of facts that the program writes as TOML or JSON; keys come out in alphabetical order.
#include <concepts>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace hg {

class Fact;
using FactTable = std::map<std::string, Fact>;
using FactList = std::vector<Fact>;

class Fact {
 public:
  Fact() = default;
  Fact(std::string text) : value_(std::move(text)) {}
  Fact(const char* text) : value_(std::string(text)) {}
  Fact(bool flag) : value_(flag) {}
  Fact(std::integral auto number) : value_(static_cast<std::int64_t>(number)) {}
  Fact(double number) : value_(number) {}
  Fact(FactTable table) : value_(std::move(table)) {}
  Fact(FactList list) : value_(std::move(list)) {}

  using Value = std::variant<std::string, bool, std::int64_t, double, FactTable, FactList>;
  const Value& value() const { return value_; }

 private:
  Value value_;
};

// Without a line break at the end. Defined in config_value.cpp, the one file that knows the TOML parser.
std::string toml_of(const FactTable& table);
std::string json_of(const FactTable& table);

}  // namespace hg
