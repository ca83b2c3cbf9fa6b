#pragma once
// The commit that the program was built from. The definition is a file of its own that the build writes (cmake/GitVersion.cmake),
// so that a commit compiles nothing else anew.

namespace hg {

const char* git_version();  // as `git describe --always --dirty` says; "unknown" outside a repository

}  // namespace hg
