#include "bench/scaling/csv_table.hpp"

#include "engine/system/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace hg::bench {

CsvTable CsvTable::parse(const std::string& file, const std::string& text) {
  CsvTable out;
  out.file_ = file;
  std::vector<std::string> fields;
  std::vector<std::pair<int, int>> places;  // lines and columns at which they begin
  std::string field;
  std::pair<int, int> begin{1, 1};
  std::size_t line_start = 0;
  int line = 1, first_line = 1;         // this one, and that of the record
  bool quoted = false, closed = false;  // inside quotes; behind the closing one
  const auto refuse = [&](const std::string& what) {
    throw usage_error(fmt::format("{}:{}", file, line), what, "repair or remove that line");
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      ++line;
      line_start = i + 1;
    }
    if (quoted) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        quoted = false;
        closed = true;
      }
    } else if (c == '"' && field.empty() && !closed) {
      quoted = true;
    } else if (c == ',' || c == '\n') {
      fields.push_back(std::move(field));
      places.push_back(begin);
      field.clear();
      closed = false;
      begin = {line, static_cast<int>(i + 1 - line_start) + 1};
      if (c == ',') continue;
      out.whole_bytes_ = static_cast<std::int64_t>(i) + 1;
      if (out.columns_.empty()) {
        out.columns_ = fields;
      } else {
        if (fields.size() != out.columns_.size()) {
          --line;
          refuse(fmt::format("this line has {} fields, the first one {}", fields.size(), out.columns_.size()));
        }
        CsvRow& row = out.rows_.emplace_back(file, first_line);
        for (std::size_t column = 0; column < fields.size(); ++column)
          row.set(out.columns_[column], fields[column], places[column].first, places[column].second);
      }
      fields.clear();
      places.clear();
      first_line = line;
    } else if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      continue;
    } else {
      if (closed || c == '"') refuse("a quotation mark stands inside a field that is not quoted, or behind one that is");
      field += c;
    }
  }
  return out;
}

static constexpr std::int64_t most_bytes = std::int64_t{64} << 20;

static std::string text_of(int descriptor, const std::string& file) {
  struct stat about {};
  std::string text;
  std::string failure = fstat(descriptor, &about) == 0 ? "" : system_reason(errno);
  if (failure.empty() && !S_ISREG(about.st_mode)) throw file_error(Scope::one_rank, file, "is not a regular file");
  if (failure.empty() && about.st_size > most_bytes)
    throw file_error(Scope::one_rank, file, fmt::format("has {} bytes; at most {} are read", about.st_size, most_bytes));
  if (failure.empty()) {
    text.resize(static_cast<std::size_t>(about.st_size));
    failure = read_at(descriptor, text.data(), about.st_size, 0);
  }
  if (!failure.empty()) throw file_error(Scope::one_rank, file, "cannot be read: " + failure);
  return text;
}

CsvTable CsvTable::read(const std::string& file) {
  std::string text;
  if (const std::string failure = read_whole_file(file, most_bytes, text); !failure.empty())
    throw Error(failure == "does not exist" ? Exit::usage : Exit::file, Scope::one_rank, file, failure,
                "name the folder of a study with -o");
  CsvTable out = parse(file, text);
  if (out.columns_.empty()) throw usage_error(file, "holds no table: its first line has to name the columns");
  return out;
}

CsvRow::CsvRow(std::initializer_list<std::pair<const std::string, std::string>> fields) {
  for (const auto& [name, text] : fields) fields_[name].text = text;
}

const CsvRow::Field& CsvRow::field(const std::string& column) const {
  const auto found = fields_.find(column);
  if (found == fields_.end())
    throw usage_error(file_ + ":1", fmt::format("there is no column {}", column), "was it written by this version of halogrid?");
  return found->second;
}

const std::string& CsvRow::text(const std::string& column) const { return field(column).text; }

std::string CsvRow::place() const { return fmt::format("{}:{}", file_, line_); }

std::vector<std::string> CsvRow::fields(const std::vector<std::string>& columns) const {
  std::vector<std::string> out;
  for (const std::string& column : columns) {
    const auto found = fields_.find(column);
    out.push_back(found == fields_.end() ? "" : found->second.text);
  }
  return out;
}

template <class Number>
Number CsvRow::number_in(const std::string& column, Number least, Number most, const char* kind) const {
  const Field& found = field(column);
  const std::string& text = found.text;
  Number value{};
  const auto [stop, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Not what is no number either.
  if (status == std::errc() && stop == text.data() + text.size() && value >= least && value <= most) return value;
  throw usage_error(fmt::format("{}:{}:{}", file_, found.line, found.column),
                    fmt::format("{} = \"{}\" is not {} from {} to {}", column, text.substr(0, 40), kind, least, most),
                    "repair or remove that line");
}

double CsvRow::number(const std::string& column, double least) const {
  return number_in(column, least, largest_number, "a number");
}

std::int64_t CsvRow::integer(const std::string& column, std::int64_t least, std::int64_t most) const {
  return number_in(column, least, most, "a whole number");
}

std::optional<double> CsvRow::number_if_any(const std::string& column) const {
  return text(column).empty() ? std::nullopt : std::optional<double>(number(column));
}

std::optional<std::int64_t> CsvRow::integer_if_any(const std::string& column, std::int64_t least) const {
  return text(column).empty() ? std::nullopt : std::optional<std::int64_t>(integer(column, least));
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string out;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) out += ',';
    if (field.find_first_of(",\"\r\n") == std::string::npos) {
      out += field;
      continue;
    }
    out += '"';
    for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    out += '"';
  }
  return out + '\n';
}

CsvFile::CsvFile(const std::string& file, const std::vector<std::string>& columns)
    : descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644)) {
  const auto refuse = [&](const std::string& what, const std::string& hint) {
    throw file_error(Scope::one_rank, file, what, hint);
  };
  if (!descriptor_.open()) refuse("cannot be opened: " + system_reason(errno), "choose another folder with -o");
  struct stat status = {};
  if (fstat(descriptor_.get(), &status) != 0 || !S_ISREG(status.st_mode))
    refuse("is not a regular file", "choose another folder with -o");
  if (status.st_nlink > 1) refuse("has other names (hard links), whose file it would change", "put a copy of it in its place");
  if (flock(descriptor_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    refuse("another process is writing it", "wait for its end, or choose another folder with -o");
  before_ = CsvTable::parse(file, text_of(descriptor_.get(), file));
  end_ = before_.whole_bytes();
  if (ftruncate(descriptor_.get(), end_) != 0) refuse("cannot be written: " + system_reason(errno), "check its rights");
  if (before_.columns().empty()) {
    write(csv_line(columns));
    before_ = CsvTable::parse(file, csv_line(columns));
  }
  if (before_.columns() != columns)
    refuse("has other columns than this version of halogrid writes", "choose another folder with -o, or move the file away");
}

void CsvFile::append(const CsvRow& row) { write(csv_line(row.fields(before_.columns()))); }

void CsvFile::write(const std::string& text) {
  const auto bytes = static_cast<std::int64_t>(text.size());
  std::string failure = write_at(descriptor_.get(), text.data(), bytes, end_);
  if (failure.empty()) failure = sync_file(descriptor_.get());
  if (!failure.empty())
    throw file_error(Scope::one_rank, before_.file(), "cannot be written: " + failure, "check the free space of its disk");
  end_ += bytes;
}

}  // namespace hg::bench
