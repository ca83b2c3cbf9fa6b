#pragma once
// What an input's key is, as it is declared where it is read.
#include <string>
#include <utility>

namespace hg {

// What a key has a say in. It decides what becomes of a stored input: a run goes on from a checkpoint only where all keys of
// `cells` are equal, and files do not depend on those of `run`.
enum class KeyRole {
  cells,   // which values cells get
  extent,  // how far a run goes, and what it writes
  run      // how, where and by whom it is done: no byte of an output file depends on it, so that none holds it
};

// The sentence that `halogrid list` shows, and the role. A sentence alone is of cells.
struct KeyMeaning {
  KeyMeaning(const char* text) : about(text) {}
  KeyMeaning(std::string text) : about(std::move(text)) {}

  std::string about;
  KeyRole role = KeyRole::cells;
  bool needs_steps = false;   // has no meaning where pixels follow from their place alone
  const char* since = "0.1";  // the version that has it first: inputs stored by an older one do not say it
};
inline KeyMeaning with_role(KeyRole role, KeyMeaning meaning) {
  meaning.role = role;
  return meaning;
}
inline KeyMeaning of_extent(KeyMeaning meaning) { return with_role(KeyRole::extent, std::move(meaning)); }
inline KeyMeaning of_run(KeyMeaning meaning) { return with_role(KeyRole::run, std::move(meaning)); }
inline KeyMeaning of_steps(KeyMeaning meaning) {
  meaning.needs_steps = true;
  return meaning;
}
inline KeyMeaning since(const char* version, KeyMeaning meaning) {
  meaning.since = version;
  return meaning;
}

// One key as `halogrid list` shows it; all in words ("auto", "> 0", "[0, 1]"). A section whose keys may have any name has one
// entry, named "*".
struct KeyInfo {
  std::string section, name, type, unit, fallback, range;
  KeyMeaning meaning;

  std::string full_name() const { return section + "." + name; }
};

}  // namespace hg
