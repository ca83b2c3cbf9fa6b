#pragma once
// The first line of the message with which a reader refuses a text.
#include "engine/system/error.hpp"
#include "sims/patterns/patterns.hpp"
#include "tests/catch.hpp"

#include <string>

namespace hg_tests {

inline std::string reader_error(hg::Pattern (*parse)(const std::string&, const std::string&), const std::string& text,
                                const std::string& file) {
  try {
    parse(text, file);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    CHECK(!error.hint().empty());
    return error.text().substr(0, error.text().find('\n'));
  }
  return "no error";
}

}  // namespace hg_tests
