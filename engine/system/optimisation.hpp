#pragma once
// Whether this program's files were compiled with optimisation. Each file that includes this header answers for itself: a rule is
// compiled in the file of its simulation, with that file's options, however well the rest was built.
#include <string>
#include <vector>

namespace hg {

// One file that was compiled without optimisation; they form a list.
struct UnoptimisedFile {
  explicit UnoptimisedFile(const char* path_) noexcept;
  const char* path;
  const UnoptimisedFile* next;
};

#if defined(__GNUC__) && !defined(__OPTIMIZE__)
[[maybe_unused]] static const UnoptimisedFile this_unoptimised_file{__BASE_FILE__};
#endif

// Their names without folders, each once, in alphabetical order.
std::vector<std::string> unoptimised_files();
// What is to be said about them in one sentence, "" where there are none.
std::string unoptimised_in_words();

}  // namespace hg
