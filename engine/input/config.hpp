#pragma once
// Input: TOML text plus command-line overrides, read key by key into typed, checked values. Every key is declared where it is
// read, with unit, range and a sentence; the same declarations give `halogrid list` and the "did you mean" of an unknown key.
#include "engine/input/key_info.hpp"
#include "engine/system/error.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace hg {

// Allowed values of a number. `open` leaves the ends out.
struct Range {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool open = false;
};
inline constexpr Range positive{0, std::numeric_limits<double>::infinity(), true};
inline constexpr Range not_negative{0, std::numeric_limits<double>::infinity(), false};

class Section;

// A whole input. One that describes has no text: every key reads as its default and is recorded.
class Input {
 public:
  static Input describing();
  // file: its name, for messages and for paths relative to it. overrides: "section.key=value", later ones win. Throws usage_error
  // (file:line:column) for text that is not TOML, is over 64 KiB or holds an override of the wrong form.
  static Input parse(const std::string& file, const std::string& text, const std::vector<std::string>& overrides);
  Input(Input&&) noexcept;
  Input& operator=(Input&&) noexcept;
  ~Input();

  Section section(const std::string& name);
  const std::vector<KeyInfo>& keys() const;  // every key declared so far, in order

  // Throws for the first section or key that `known` (the keys of a describing Input) does not hold, with "did you mean".
  void refuse_unknown(const std::vector<KeyInfo>& known) const;

  // All values as read, defaults included, as TOML: sections and keys in alphabetical order, the same text for the same input.
  // shown: which keys; none given: all.
  std::string resolved(const std::function<bool(const KeyMeaning&)>& shown = {}) const;

  struct State;

 private:
  explicit Input(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One [section] of an Input. Reading a key declares it. A value of the wrong type or out of range throws usage_error at its
// place. What none of these reads a caller reads by a KeyReader of its own.
class Section {
 public:
  bool describing() const;                          // nothing is being run: only the keys are asked for
  bool present() const;                             // [section] itself is in the file, or a key of it is overridden
  bool given(const std::string& key) const;         // written in the file or overridden
  std::string place(const std::string& key) const;  // file:line:column of the key's value, "--set section.key", or the file

  double real(const std::string& key, double fallback, const std::string& unit, Range range, const KeyMeaning& meaning);
  std::int64_t integer(const std::string& key, std::int64_t fallback, Range range, const KeyMeaning& meaning);
  bool flag(const std::string& key, bool fallback, const KeyMeaning& meaning);
  std::string text(const std::string& key, const std::string& fallback, const KeyMeaning& meaning);
  std::string choice(const std::string& key, const std::string& fallback, const std::vector<std::string>& choices,
                     const KeyMeaning& meaning);
  // A number or one word, for example "auto": nullopt where the word stands (the default).
  std::optional<double> real_or(const std::string& key, const std::string& word, const std::string& unit, Range range,
                                const KeyMeaning& meaning);
  std::optional<std::int64_t> integer_or(const std::string& key, const std::string& word, Range range, const KeyMeaning& meaning);
  std::vector<double> reals(const std::string& key, const std::vector<double>& fallback, const std::string& unit, Range range,
                            const KeyMeaning& meaning);
  std::vector<std::int64_t> integers(const std::string& key, const std::vector<std::int64_t>& fallback, Range range,
                                     const KeyMeaning& meaning);
  // A string, or a list of strings each of which may be a pair of strings: "a" -> {{a}}, ["a", ["b", "c"]] -> {{a}, {b, c}}.
  std::vector<std::vector<std::string>> words(const std::string& key, const std::vector<std::vector<std::string>>& fallback,
                                              const KeyMeaning& meaning);
  // Seconds: of a number, a string that parse_duration takes, or "off" (0).
  double duration(const std::string& key, const std::string& fallback, const KeyMeaning& meaning);
  // Keys of any name with string values ([initial] FIELD = "file"), in the file's order; nothing in it counts as unknown.
  std::vector<std::pair<std::string, std::string>> any_texts(const KeyMeaning& meaning);

  // What the resolved input is to show for a key that was computed ("auto", a grid taken from a pattern).
  void resolve(const std::string& key, const std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>>& value);

  // Throws usage_error at the key's place; reason starts with "section.key ..." by the caller's own words.
  [[noreturn]] void fail(const std::string& key, const std::string& reason, const std::string& hint = "") const;

  const std::string& section_name() const { return name_; }
  // Another section of the same input.
  Section beside(const std::string& name) const { return {*state_, name}; }

  // A file named by a key, relative to the input file's folder unless absolute.
  std::string path_of(const std::string& file) const;

 private:
  friend class Input;
  friend class KeyReader;
  Section(Input::State& state, std::string name) : state_(&state), name_(std::move(name)) {}
  Input::State* state_;
  std::string name_;
};

// The candidate nearest to a word if it is near enough to be a typing slip, else "".
std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace hg
