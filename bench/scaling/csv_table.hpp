#pragma once
// Tables as RFC 4180 writes them: a line of column names, then a record a line, fields quoted where they must be.
#include "engine/system/file_io.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hg::bench {

// A table in memory. What is no table, and a field that is not what is asked for, throws a usage_error at file:line.
class CsvTable {
 public:
  // A record; good while its table lives and stays where it is.
  class Row {
   public:
    Row(const CsvTable& table, std::size_t index) : table_(&table), index_(index) {}
    const std::string& text(const std::string& column) const;
    double number(const std::string& column) const;
    std::int64_t integer(const std::string& column) const;
    std::optional<double> number_if_any(const std::string& column) const;  // none where the field is empty
    std::string place() const;                                             // file:line

   private:
    const CsvTable* table_;
    std::size_t index_;
  };

  static CsvTable read(const std::string& file);
  // A last line without its end was being written when the writer was killed: it is left out.
  static CsvTable parse(const std::string& file, const std::string& text);

  const std::string& file() const { return file_; }
  const std::vector<std::string>& columns() const { return columns_; }
  std::size_t size() const { return records_.size(); }
  Row operator[](std::size_t index) const { return {*this, index}; }
  std::vector<Row> rows() const;
  // Of the text that was parsed: those of whole records.
  std::int64_t whole_bytes() const { return whole_bytes_; }

 private:
  struct Record {
    std::vector<std::string> fields;
    int line = 0;
  };
  std::size_t number_of(const std::string& column) const;

  std::string file_;
  std::vector<std::string> columns_;
  std::vector<Record> records_;
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
  void append(const std::vector<std::string>& fields);

 private:
  void write(const std::string& text);

  FileDescriptor descriptor_;
  CsvTable before_;
  std::int64_t end_ = 0;
};

}  // namespace hg::bench
