#pragma once
// The lines of a rule file, cut into pieces whose places are known: every message names file, line and column.
#include <cstddef>
#include <string>
#include <vector>

namespace hg {

class RuleLines {
 public:
  struct Piece {  // characters of the text
    std::size_t begin, end;
    bool empty() const { return begin >= end; }
  };

  // Both must outlive it.
  RuleLines(const std::string& text, const std::string& file) : text_(text), file_(file) {}

  // The next line, without its comment (from # on) and the blanks around it. False behind the last one.
  bool next(Piece& line);

  std::string text_of(const Piece& piece) const;
  Piece trimmed(Piece piece) const;
  // Of a character between two places; the second where there is none.
  std::size_t find(char c, std::size_t begin, std::size_t end) const;
  std::vector<Piece> split(const Piece& piece, char at) const;  // each trimmed
  std::vector<Piece> words(const Piece& piece) const;           // with blanks between them
  // A number without a sign of at most `digits` digits; -1 for anything else.
  long number(const Piece& piece, std::size_t digits = 4) const;

  // at: a place of the line that was read last. Throws usage_error.
  [[noreturn]] void fail(std::size_t at, const std::string& reason, const std::string& hint) const;
  const std::string& text() const { return text_; }
  const std::string& file() const { return file_; }

 private:
  const std::string& text_;
  const std::string& file_;
  std::size_t next_ = 0, line_ = 0, line_start_ = 0;
};

}  // namespace hg
