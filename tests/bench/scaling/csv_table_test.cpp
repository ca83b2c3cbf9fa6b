#include "bench/scaling/csv_table.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/test_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <string>
#include <vector>

using hg::bench::CsvFile;
using hg::bench::CsvTable;

namespace hg_tests {

static CsvTable parsed(const std::string& text) { return CsvTable::parse("t.csv", text); }

template <class F>
static std::string refused(const F& f) {
  try {
    f();
  } catch (const hg::Error& error) {
    return error.text().substr(0, error.text().find('\n'));
  }
  return "";
}

TEST_CASE("fields are quoted where they must be, and read back as they were") {
  const std::vector<std::string> fields = {"plain", "", "a,b", "say \"no\"", "two\nlines", " spaces ", "\"", "crlf\r\n"};
  const std::string line = hg::bench::csv_line(fields);
  CHECK(line == "plain,,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\", spaces ,\"\"\"\",\"crlf\r\n\"\n");
  const CsvTable table = parsed("a,b,c,d,e,f,g,h\n" + line);
  REQUIRE(table.rows().size() == 1);
  for (std::size_t i = 0; i < fields.size(); ++i) CHECK(table.rows()[0].text(table.columns()[i]) == fields[i]);
}

TEST_CASE("numbers are read by the name of their column") {
  const CsvTable table = parsed("n,x,empty\r\n3,2.5e3,\r\n4,0.25,\r\n");
  REQUIRE(table.rows().size() == 2);
  CHECK(table.rows()[0].integer("n") == 3);
  CHECK(table.rows()[0].number("n") == 3);
  CHECK(table.rows()[0].number("x") == 2500);
  CHECK(table.rows()[1].integer("n") == 4);
  CHECK(table.rows()[1].integer_if_any("n", 4) == 4);
  CHECK(table.rows()[1].number_if_any("x") == 0.25);
  CHECK(table.rows()[1].number_if_any("empty") == std::nullopt);
  CHECK(table.rows()[1].place() == "t.csv:3");
}

TEST_CASE("what is no table is refused at its line") {
  CHECK(refused([] { parsed("a,b\n1,2\n1,2,3\n"); }) == "t.csv:3: error: this line has 3 fields, the first one 2");
  CHECK(refused([] { parsed("a\nx\"y\n"); }).find("t.csv:2: error: a quotation mark") == 0);
  CHECK(refused([] { parsed("a\n\"x\"y\n"); }).find("t.csv:2: error: a quotation mark") == 0);
  const CsvTable table = parsed("a,b\n\"1\n1\",x\n7,2.5\n");
  CHECK(refused([&] { table.rows()[0].text("c"); }) == "t.csv:1: error: there is no column c");
  CHECK(refused([&] { table.rows()[0].number("b"); }) == "t.csv:3:4: error: b = \"x\" is not a number from 0 to 1e+30");
  CHECK(refused([&] { table.rows()[1].integer("b"); }) ==
        "t.csv:4:3: error: b = \"2.5\" is not a whole number from 0 to 4503599627370496");
  CHECK(refused([] { CsvTable::read("/nowhere/t.csv"); }).find("/nowhere/t.csv: error: does not exist") == 0);
}

TEST_CASE("a number that could not be divided by, or is none, is refused with line and column") {
  for (const char* text : {"-1", "nan", "-nan", "inf", "1e300", "1e400", "", "0x10", " 1", "1 ", "abc", "99999999999999999999"}) {
    const CsvTable table = parsed(fmt::format("name,n\n\"a,b\",{}\n", text));
    CHECK(refused([&] { table.rows()[0].number("n"); }).find("t.csv:2:7: error: n = ") ==
          (text == std::string("99999999999999999999") ? std::string::npos : 0));
    CHECK(refused([&] { table.rows()[0].integer("n"); }).find("t.csv:2:7: error: n = ") == 0);
  }
  const CsvTable table = parsed("n\n0\n");
  CHECK(table.rows()[0].integer("n") == 0);
  CHECK(refused([&] { table.rows()[0].integer("n", 1, 8); }) == "t.csv:2:1: error: n = \"0\" is not a whole number from 1 to 8");
  CHECK(refused([&] { table.rows()[0].number("n", hg::bench::CsvRow::smallest_positive); }) ==
        "t.csv:2:1: error: n = \"0\" is not a number from 1e-30 to 1e+30");
}

TEST_CASE("a half-written last line is left out, wherever it was cut") {
  const std::string whole = "a,b\n1,\"x,\ny\"\n", last = "2,\"p\nq\"\n";
  for (std::size_t cut = 0; cut < last.size(); ++cut) {
    const CsvTable table = parsed(whole + last.substr(0, cut));
    CHECK(table.rows().size() == 1);
    CHECK(table.whole_bytes() == static_cast<std::int64_t>(whole.size()));
  }
  CHECK(parsed(whole + last).rows().size() == 2);
}

TEST_CASE("a table on disk grows, and goes on behind its last whole line") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const std::string file = folder.file("t.csv");
  {
    CsvFile table(file, {"a", "b"});
    CHECK(table.before().rows().size() == 0);
    table.append({{"a", "1"}, {"b", "x,y"}});
    CHECK(bytes_of(file) == "a,b\n1,\"x,y\"\n");
    CHECK(refused([&] { CsvFile(file, {"a", "b"}); }) == file + ": error: another process is writing it");
  }
  write_bytes(file, bytes_of(file) + "2,\"half");
  {
    CsvFile table(file, {"a", "b"});
    CHECK(table.before().rows().size() == 1);
    table.append({{"a", "3"}});
  }
  CHECK(bytes_of(file) == "a,b\n1,\"x,y\"\n3,\n");
  CHECK(refused([&] { CsvFile(file, {"a", "c"}); }) == file + ": error: has other columns than this version of halogrid writes");
  write_bytes(file, "a,");
  CHECK(CsvFile(file, {"z"}).before().rows().size() == 0);
  CHECK(bytes_of(file) == "z\n");
  // What has another name may be somebody else's file.
  REQUIRE(link(file.c_str(), folder.file("victim").c_str()) == 0);
  CHECK(refused([&] { CsvFile(file, {"z"}); }).find("has other names (hard links)") != std::string::npos);
}

}  // namespace hg_tests
