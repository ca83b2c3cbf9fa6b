#include "engine/system/optimisation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace hg {

// Without an initialisation of its own: files enter themselves before main, in no certain order.
static const UnoptimisedFile* first_file;

UnoptimisedFile::UnoptimisedFile(const char* path_) noexcept : path(path_), next(first_file) { first_file = this; }

std::vector<std::string> unoptimised_files() {
  std::vector<std::string> names;
  for (const UnoptimisedFile* file = first_file; file; file = file->next)
    names.push_back(std::filesystem::path(file->path).filename().string());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string unoptimised_in_words() {
  const std::vector<std::string> names = unoptimised_files();
  if (names.empty()) return "";
  constexpr std::size_t shown = 3;
  std::string list = fmt::format("{}", fmt::join(names.begin(), names.begin() + std::min(names.size(), shown), ", "));
  if (names.size() > shown) list += fmt::format(" and {} more", names.size() - shown);
  return fmt::format(
      "{} {} compiled without optimisation, which can make steps a hundred times slower; build with -DCMAKE_BUILD_TYPE=Release",
      list, names.size() == 1 ? "was" : "were");
}

}  // namespace hg
