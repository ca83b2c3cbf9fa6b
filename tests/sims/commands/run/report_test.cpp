// A fact that is said once stands in every form of the report, with its unit in the text.
#include "sims/commands/run/report.hpp"

#include "tests/catch.hpp"

using hg::FactList, hg::FactTable, hg::Report, hg::ReportFacts;

TEST_CASE("paths become tables, whatever was there first") {
  ReportFacts facts;
  facts.add("seconds.total", 1.5, "s");
  facts.add("seconds.phases", FactTable());
  facts.add("seconds.phases.pack", FactTable{{"min", 0.25}});
  facts.add("seconds.phases.pack.max", 0.5);
  facts.add("grid", FactList{3, 4});
  const Report report = facts.report();
  CHECK(report.text.empty());
  std::string packed;
  for (const char c : report.json)
    if (c != ' ' && c != '\n') packed += c;
  CHECK(packed == R"({"grid":[3,4],"seconds":{"phases":{"pack":{"max":0.5,"min":0.25}},"total":1.5}})");
  CHECK(report.toml.find("[seconds.phases.pack]") != std::string::npos);
}

TEST_CASE("lines say values with their units, in the order in which they were added") {
  ReportFacts facts;
  facts.words("soup\n");
  facts.line("time", facts.add("seconds.total", 1.5, "s") + " in all");
  facts.line("rate", facts.add("rate.value", 2.5e9, "cell/s"));
  facts.line("memory", facts.add("peak_rss_bytes", 35700000, "B"));
  facts.line("population", facts.add("population", 12) + facts.add("word", " x"));
  CHECK(facts.report().text ==
        "soup\n"
        "  time         1.5 s in all\n"
        "  rate         2.50 Gcell/s\n"
        "  memory       35.7 MB\n"
        "  population   12 x\n");
}
