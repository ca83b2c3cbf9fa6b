#include "engine/system/optimisation.hpp"

#include "tests/catch.hpp"

#include <algorithm>

namespace hg_tests {

TEST_CASE("files that were compiled without optimisation are named, each once and without its folder") {
  const std::vector<std::string> before = hg::unoptimised_files();
#ifdef __OPTIMIZE__
  CHECK(before.empty());
  CHECK(hg::unoptimised_in_words().empty());
#else
  CHECK(std::find(before.begin(), before.end(), "optimisation_test.cpp") != before.end());
#endif
  // The list holds what it was given until the program ends.
  static const hg::UnoptimisedFile first{"/home/me/b_slow.cpp"};
#ifdef __OPTIMIZE__
  CHECK(hg::unoptimised_in_words() ==
        "b_slow.cpp was compiled without optimisation, which can make steps a hundred times slower; build with "
        "-DCMAKE_BUILD_TYPE=Release");
#endif
  static const hg::UnoptimisedFile second{"a_slow.cpp"}, again{"/elsewhere/b_slow.cpp"}, third{"c_slow.cpp"},
      fourth{"./d_slow.cpp"};
  const std::vector<std::string> after = hg::unoptimised_files();
  CHECK(after.size() == before.size() + 4);
  CHECK(std::is_sorted(after.begin(), after.end()));
#ifdef __OPTIMIZE__
  CHECK(after == std::vector<std::string>{"a_slow.cpp", "b_slow.cpp", "c_slow.cpp", "d_slow.cpp"});
  CHECK(
      hg::unoptimised_in_words().starts_with("a_slow.cpp, b_slow.cpp, c_slow.cpp and 1 more were compiled without optimisation"));
#endif
}

}  // namespace hg_tests
