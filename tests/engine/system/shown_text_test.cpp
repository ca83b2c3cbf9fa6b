#include "engine/system/shown_text.hpp"

#include "engine/system/error.hpp"
#include "tests/catch.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

namespace hg_tests {

TEST_CASE("what steers a terminal or the eye is shown escaped") {
  CHECK(hg::shown_text("plain, \xc3\xa9, \xe2\x82\xac, \xf0\x9f\x98\x80") == "plain, \xc3\xa9, \xe2\x82\xac, \xf0\x9f\x98\x80");
  CHECK(hg::shown_text(std::string("a\0\x1b[2J\x07\r\x7f", 9)) == "a\\x00\\x1b[2J\\x07\\x0d\\x7f");
  CHECK(hg::shown_text("\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0") == "\\u0080\\u009b\\u009f\xc2\xa0");
  CHECK(hg::shown_text("\xe2\x80\xae\xe2\x81\xa6\xe2\x80\x8f\xe2\x80\xa8\xd8\x9c") == "\\u202e\\u2066\\u200f\\u2028\\u061c");
  CHECK(hg::shown_text("\xe2\x80\x90\xe2\x81\xaa") == "\xe2\x80\x90\xe2\x81\xaa");
}

TEST_CASE("bytes that are no UTF-8 are shown one by one") {
  for (const auto& [bytes, shown] : std::vector<std::pair<std::string, std::string>>{{"\x9b", "\\x9b"},
                                                                                     {"\xc3", "\\xc3"},
                                                                                     {"\xc3(", "\\xc3("},
                                                                                     {"\xc1\x9b", "\\xc1\\x9b"},
                                                                                     {"\xe0\x82\x9b", "\\xe0\\x82\\x9b"},
                                                                                     {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
                                                                                     {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
                                                                                     {"\xe2\x80", "\\xe2\\x80"},
                                                                                     {"\xff", "\\xff"}})
    CHECK(hg::shown_text(bytes) == shown);
}

TEST_CASE("lines stay lines in a text, and no name breaks its line") {
  CHECK(hg::shown_text("a\n\tb\n") == "a\n\tb\n");
  CHECK(hg::shown_line("a\n\tb") == "a\\x0a\\x09b");
  CHECK(hg::usage_error("a\nb", "c\nd", "e\nf").text() == "a\\x0ab: error: c\\x0ad\nhint: e\\x0af");
}

TEST_CASE("of what is printed the texts are shown, and the form is ours") {
  std::FILE* const file = std::tmpfile();
  REQUIRE(file != nullptr);
  const std::string name = "\x1b\n";
  const char* const word = "\x07";
  hg::print_shown(file, "{:<9}|{}|{}|{:.2f}|{}\n", name, word, 3, 0.5, fmt::join(std::vector<std::string>{"a", "\x1b"}, ", "));
  hg::print_lines(file, "a\nb\x1b\n");
  hg::print_own(file, "\x1b[0m");
  std::rewind(file);
  char text[100];
  const std::string said(text, std::fread(text, 1, sizeof text, file));
  std::fclose(file);
  CHECK(said == "\\x1b\\x0a |\\x07|3|0.50|a, \\x1b\na\nb\\x1b\n\x1b[0m");
}

}  // namespace hg_tests
