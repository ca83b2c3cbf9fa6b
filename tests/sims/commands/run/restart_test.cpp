#include "sims/commands/run/restart.hpp"

#include "tests/catch.hpp"

#include <map>
#include <string>

using hg::RunKey;

namespace hg_tests {

// "section.key: here, there", or nothing.
std::string difference(const std::string& here, const std::string& there, const std::map<std::string, RunKey>& keys = {}) {
  const auto found = hg::different_key(here, there, keys);
  return found ? found->key + ": " + found->here + ", " + found->there : "";
}

}  // namespace hg_tests
using namespace hg_tests;

TEST_CASE("inputs of the same cells differ in no key that has a say in them") {
  const std::map<std::string, RunKey> keys = {{"heat.alpha", {"", true, ""}},
                                              {"run.steps", {hg::of_extent(""), true, ""}},
                                              {"run.threads", {hg::of_run(""), true, ""}},
                                              {"heat.new", {hg::since("0.2", ""), false, ""}},
                                              {"heat.chosen", {hg::since("0.2", ""), true, ""}}};
  const std::string here = "[heat]\nalpha = 1.0\n";
  CHECK(difference(here, here, keys).empty());
  CHECK(difference(here, "[heat]\nalpha = 2.0\n", keys) == "heat.alpha: 1, 2");
  CHECK(difference(here, "", keys) == "heat.alpha: 1, ");
  CHECK(difference(here + "[run]\nsteps = 5\n", here + "[run]\nsteps = 7\n", keys).empty());
  CHECK(difference(here + "[run]\nsteps = 5\nthreads = 1\n", here, keys).empty());
  // What is stored of files is compared file by file.
  CHECK(difference(here, here + "[input_files]\n\"life.rule\" = \"1 bytes\"\n", keys).empty());
  // A key that nobody has declared may be anything.
  CHECK(difference(here, here + "[heat2]\nbeta = 1\n", keys) == "heat2.beta: , 1");
  // What an older version could not say is what it was then, unless it is given another value now.
  CHECK(difference(here + "new = 3\n", here, keys).empty());
  CHECK(difference(here + "new = 3\n", here + "new = 4\n", keys) == "heat.new: 3, 4");
  CHECK(difference(here + "chosen = 3\n", here, keys) == "heat.chosen: 3, ");
}
