# Writes FILE, which defines hg::git_version(), where it is not so already: cmake -DSOURCE=FOLDER -DFILE=... -P GitVersion.cmake
# Without locks, so that a build disturbs no other git command; and not where the sources lie inside somebody else's repository.
cmake_minimum_required(VERSION 3.22)
set(git_version unknown)
if(EXISTS ${SOURCE}/.git)
  execute_process(COMMAND git --no-optional-locks describe --always --dirty WORKING_DIRECTORY ${SOURCE}
    OUTPUT_VARIABLE described ERROR_QUIET RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(failed EQUAL 0 AND described MATCHES "^[-+._/0-9A-Za-z]+$")
    set(git_version ${described})
  endif()
endif()
file(CONFIGURE OUTPUT ${FILE} @ONLY CONTENT
"#include \"sims/commands/about/git_version.hpp\"

namespace hg {

const char* git_version() { return \"${git_version}\"; }

}  // namespace hg
")
