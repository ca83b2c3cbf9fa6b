#pragma once
// Tables as RFC 4180 writes them: a line of column names, then a record a line, fields quoted where they must be.
#include "engine/system/file_io.hpp"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hg::bench {

// A record: fields by the names of their columns. A column that it has not throws a usage_error at file:1, a field that is not
// what is asked for at file:line:column.
class CsvRow {
 public:
  CsvRow() = default;
  CsvRow(std::initializer_list<std::pair<const std::string, std::string>> fields);
  CsvRow(std::string file, int line) : file_(std::move(file)), line_(line) {}

  // line, column: where the text stands in its file.
  void set(const std::string& name, const std::string& text, int line, int column) { fields_[name] = {text, line, column}; }
  std::string& operator[](const std::string& column) { return fields_[column].text; }
  const std::string& text(const std::string& column) const;
  // What a table counts or measures is not negative; as it may be divided by, or sized by, it has bounds.
  static constexpr double largest_number = 1e30, smallest_positive = 1e-30;
  static constexpr std::int64_t largest_integer = std::int64_t{1} << 52;
  double number(const std::string& column, double least = 0) const;
  std::int64_t integer(const std::string& column, std::int64_t least = 0, std::int64_t most = largest_integer) const;
  // None where the field is empty.
  std::optional<double> number_if_any(const std::string& column) const;
  std::optional<std::int64_t> integer_if_any(const std::string& column, std::int64_t least = 0) const;
  std::string place() const;                                                       // file:line
  std::vector<std::string> fields(const std::vector<std::string>& columns) const;  // empty where it has none

 private:
  struct Field {
    std::string text;
    int line = 0, column = 0;
  };

  const Field& field(const std::string& column) const;
  template <class Number>
  Number number_in(const std::string& column, Number least, Number most, const char* kind) const;

  std::map<std::string, Field> fields_;
  std::string file_;
  int line_ = 0;
};

// A table in memory. What is no table throws a usage_error at file:line.
class CsvTable {
 public:
  static CsvTable read(const std::string& file);
  // A last line without its end was being written when the writer was killed: it is left out.
  static CsvTable parse(const std::string& file, const std::string& text);

  const std::string& file() const { return file_; }
  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<CsvRow>& rows() const { return rows_; }
  // Of the text that was parsed: those of whole records.
  std::int64_t whole_bytes() const { return whole_bytes_; }

 private:
  std::string file_;
  std::vector<std::string> columns_;
  std::vector<CsvRow> rows_;
  std::int64_t whole_bytes_ = 0;
};

// One record with its line break.
std::string csv_line(const std::vector<std::string>& fields);

// A table that grows on disk: a record is there for good once append() returns, whatever becomes of this process.
class CsvFile {
 public:
  // Opens the file, or makes it with these columns; drops a half-written last line. One process at a time: a second one, other
  // columns, and a disk that fails throw an Error.
  CsvFile(const std::string& file, const std::vector<std::string>& columns);
  const CsvTable& before() const { return before_; }  // as it was found
  void append(const CsvRow& row);

 private:
  void write(const std::string& text);

  FileDescriptor descriptor_;
  CsvTable before_;
  std::int64_t end_ = 0;
};

}  // namespace hg::bench
