#include "engine/system/error.hpp"

#include "tests/catch.hpp"

TEST_CASE("an error reads as place, reason and hint") {
  const hg::Error full = hg::usage_error("in.toml:3:7", "life.rule = \"B9\" has no meaning", "neighbours are 0 to 8");
  CHECK(full.text() == "in.toml:3:7: error: life.rule = \"B9\" has no meaning\nhint: neighbours are 0 to 8");
  CHECK(full.what() == std::string("life.rule = \"B9\" has no meaning"));
  CHECK(full.place() == "in.toml:3:7");
  CHECK(full.hint() == "neighbours are 0 to 8");
  CHECK(hg::internal_error("a rank was lost").text() == "halogrid: error: a rank was lost");
}

TEST_CASE("kinds of errors have their exit status and their scope") {
  CHECK(hg::usage_error("", "x").status() == hg::Exit::usage);
  CHECK(hg::usage_error("", "x").scope() == hg::Scope::all_ranks);
  CHECK(hg::file_error(hg::Scope::one_rank, "f", "x").status() == hg::Exit::file);
  CHECK(hg::file_error(hg::Scope::one_rank, "f", "x").scope() == hg::Scope::one_rank);
  CHECK(hg::internal_error("x").status() == hg::Exit::internal);
  CHECK(hg::internal_error("x").scope() == hg::Scope::one_rank);
  // Job scripts rely on these numbers.
  CHECK(static_cast<int>(hg::Exit::usage) == 2);
  CHECK(static_cast<int>(hg::Exit::file) == 3);
  CHECK(static_cast<int>(hg::Exit::verification) == 4);
  CHECK(static_cast<int>(hg::Exit::internal) == 70);
}
