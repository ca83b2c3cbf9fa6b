#pragma once
// What a finished run says of itself: a list of facts, each said once, from which text for people and JSON or TOML for scripts
// are written (docs/output.md). The columns of scaling.csv are facts of that TOML, by their paths.
#include "engine/system/fact_table.hpp"

#include <string>

namespace hg {

struct Report {
  std::string text;
  std::string json;
  std::string toml;  // the same table as json
};

class ReportFacts {
 public:
  // path: in the files, "seconds.stepping". Returns the value for a line of the text: with its unit ("s": as a span of time)
  // where it has one.
  std::string add(const std::string& path, const Fact& value, const std::string& unit = "");

  // The text, in this order.
  void line(const std::string& label, const std::string& words);
  void words(const std::string& text) { text_ += text; }

  Report report() const;

 private:
  FactTable table_;
  std::string text_;
};

}  // namespace hg
