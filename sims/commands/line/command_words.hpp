#pragma once
// The words of one command. They are declared once, each with the value that it sets; from that they are read and checked, and
// the command's page is made. Its source file is the only one that knows the parser, whose header takes longer to compile than
// most of the program.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hg {

// One of some words, with the value that it stands for.
template <class Value>
struct Choice {
  std::string word;
  Value value;
};

// The type of a value that may be missing, or that is always there.
template <class Value>
struct Bare {
  using Type = Value;
};
template <class Value>
struct Bare<std::optional<Value>> {
  using Type = Value;
};

class CommandWords {
 public:
  // command: its name, for messages.
  explicit CommandWords(std::string command);
  ~CommandWords();
  CommandWords(const CommandWords&) = delete;
  CommandWords& operator=(const CommandWords&) = delete;

  // --- What there is. read() sets the values, in this order. ---

  // A word that is known by its place. missing: what it would be, where it must be there.
  void argument(const std::string& name, std::string& value, const std::string& about, const std::string& missing = "");
  void arguments(const std::string& name, std::vector<std::string>& values, const std::string& about, const std::string& missing);

  // names: "-o,--output"; messages name the long one. type: "DIR".
  void flag(const std::string& names, bool& value, const std::string& about);
  void flag(const std::string& names, const std::string& about, std::function<void()> set);
  void counted_flag(const std::string& names, int& value, const std::string& about);
  void text(const std::string& names, const std::string& type, std::string& value, const std::string& about);
  void texts(const std::string& names, const std::string& type, std::vector<std::string>& values, const std::string& about);
  // Of a file or folder: not empty.
  void path(const std::string& names, const std::string& type, std::string& value, const std::string& about);
  // Seconds, as a limit of time is written.
  template <class Value>
  void seconds(const std::string& names, const std::string& type, Value& value, const std::string& about) {
    option(names, type, about,
           [this, &value](const std::string& name, const std::string& word) { value = seconds_in(name, word); });
  }
  // Whole numbers from least to most; Value: an integer, or an optional one.
  template <class Value>
  void whole(const std::string& names, const std::string& type, Value& value, const std::string& about, std::int64_t least,
             std::int64_t most) {
    option(names, type, about, [this, &value, least, most](const std::string& name, const std::string& word) {
      value = static_cast<typename Bare<Value>::Type>(whole_in(name, word, least, most));
    });
  }
  void wholes(const std::string& names, const std::string& type, std::vector<std::int64_t>& values, const std::string& about,
              std::int64_t least, std::int64_t most);
  // form: "a number from 0.1 to 240", for messages.
  template <class Value>
  void real(const std::string& names, const std::string& type, Value& value, const std::string& about, const std::string& form,
            double least, double most) {
    option(names, type, about, [this, &value, form, least, most](const std::string& name, const std::string& word) {
      value = numbers<double>(name, word, form, 1, 1, least, most)[0];
    });
  }
  // One of these words.
  template <class Value>
  void choice(const std::string& names, const std::string& type, Value& value, const std::string& about,
              const std::vector<Choice<typename Bare<Value>::Type>>& choices) {
    option(names, type, about,
           [this, &value, choices](const std::string& name, const std::string& word) { value = chosen(name, word, choices); });
  }
  // Any number of them, separated by commas.
  template <class Value>
  void choices(const std::string& names, const std::string& type, std::vector<Value>& values, const std::string& about,
               const std::vector<Choice<Value>>& choices) {
    option(names, type, about, [this, &values, choices](const std::string& name, const std::string& list) {
      values.clear();
      for (const std::string& word : split(list, ',')) values.push_back(chosen(name, word, choices));
    });
  }
  // Whatever has a form of its own. read: throws through fail() where it is none.
  using Read = std::function<void(const std::string& name, const std::string& word)>;
  void option(const std::string& names, const std::string& type, const std::string& about, Read read);

  // The value of that option may be left out. It is one of `own`, or where "FILE" is among them any word but an option or an
  // input, as an input behind the bare option is not meant for it. The first of them is what is meant without one.
  void may_be_bare(const std::string& name, const std::vector<std::string>& own);
  void exclude(const std::string& one, const std::string& other);
  // What no word says alone: called when all have their values.
  void finally(std::function<void()> check);

  // --- Reading ---

  // False where help was asked for instead. Throws usage_error, with "did you mean" where a word is near.
  bool read(std::vector<std::string> words);
  // The page of help, with these options.
  std::string page(const std::string& arguments, const std::string& about, const std::string& examples) const;

  bool given(const std::string& name) const;
  [[noreturn]] void fail(const std::string& reason, const std::string& hint = "") const;

  // Numbers from least to most, separated by commas. Of std::int64_t or double.
  template <class Number>
  std::vector<Number> numbers(const std::string& name, const std::string& text, const std::string& form, std::size_t count_min,
                              std::size_t count_max, Number least, Number most) const;
  std::int64_t whole_in(const std::string& name, const std::string& text, std::int64_t least, std::int64_t most) const;
  // Where a word stands among others; throws where it does not.
  std::size_t place_among(const std::string& name, const std::string& word, const std::vector<std::string>& words) const;
  static std::vector<std::string> split(const std::string& text, char separator);

 private:
  struct Parser;
  struct Declared;

  template <class Value>
  Value chosen(const std::string& name, const std::string& word, const std::vector<Choice<Value>>& choices) const {
    std::vector<std::string> words;
    for (const Choice<Value>& choice : choices) words.push_back(choice.word);
    return choices[place_among(name, word, words)].value;
  }
  double seconds_in(const std::string& name, const std::string& text) const;
  Declared& add(const std::string& names);
  void give_left_out_value(std::vector<std::string>& words) const;
  [[noreturn]] void unknown_option(const std::string& word) const;

  std::string command_;
  std::unique_ptr<Parser> parser_;
};

}  // namespace hg
