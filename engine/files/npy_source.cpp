#include "engine/files/npy_source.hpp"

#include "engine/files/real_values.hpp"
#include "engine/system/error.hpp"
#include "engine/system/file_io.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace hg {

// What the head of such a file says.
struct NpyHead {
  char kind = 'f';  // b boolean, i and u integers, f floating point
  std::size_t bytes = 8;
  bool swapped = false;  // the other byte order
  bool columns = false;  // the first index runs fastest
  std::vector<std::int64_t> shape;
  std::int64_t start = 0;  // of the first value in the file
};

// The text behind 'key': in a Python dictionary, which NumPy writes in one way only.
static std::string_view behind(std::string_view head, const char* key) {
  const std::size_t at = head.find(fmt::format("'{}':", key));
  if (at == std::string_view::npos) throw std::runtime_error(fmt::format("has a head without '{}'", key));
  head.remove_prefix(at + std::strlen(key) + 3);
  while (head.starts_with(' ')) head.remove_prefix(1);
  return head;
}

static std::vector<std::int64_t> shape_of(std::string_view text) {
  std::vector<std::int64_t> out;
  if (!text.starts_with('(')) throw std::runtime_error("has a head whose shape is no tuple");
  text.remove_prefix(1);
  while (out.size() <= 8) {
    while (text.starts_with(' ') || text.starts_with(',')) text.remove_prefix(1);
    if (text.starts_with(')')) return out;
    std::int64_t extent = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), extent);
    if (failure != std::errc() || extent < 0) break;
    out.push_back(extent);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  throw std::runtime_error("has a head with a shape that makes no sense");
}

static void read_type(std::string_view text, NpyHead& out) {
  const std::size_t end = text.starts_with('\'') ? text.find('\'', 1) : std::string_view::npos;
  if (end == std::string_view::npos) throw std::runtime_error("holds records; numbers are read");
  const std::string_view type = text.substr(1, end - 1);
  const bool known = type.size() == 3 && std::string_view("<>|=").find(type[0]) != std::string_view::npos &&
                     std::string_view("b1 i1 i2 i4 i8 u1 u2 u4 u8 f4 f8").find(type.substr(1)) != std::string_view::npos;
  if (!known)
    throw std::runtime_error(
        fmt::format("holds values of type {}; booleans, integers and floating-point numbers of 32 and 64 bits are read", type));
  out.kind = type[1];
  out.bytes = static_cast<std::size_t>(type[2] - '0');
  const bool little = std::endian::native == std::endian::little;
  out.swapped = out.bytes > 1 && ((type[0] == '>' && little) || (type[0] == '<' && !little));
}

static NpyHead head_of_file(int file, std::int64_t file_bytes) {
  std::string start(12, '\0');
  if (file_bytes < 12 || !read_at(file, start.data(), 12, 0).empty() || !start.starts_with("\x93NUMPY"))
    throw std::runtime_error("is no array that NumPy has saved");
  const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(start[at])); };
  const bool wide = byte(6) >= 2;
  const std::size_t length = wide ? byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24 : byte(8) | byte(9) << 8;
  const std::int64_t begin = wide ? 12 : 10;
  if (byte(6) < 1 || byte(6) > 3 || length > 65536 || begin + static_cast<std::int64_t>(length) > file_bytes)
    throw std::runtime_error("has a head of another version, or a damaged one");
  std::string head(length, '\0');
  if (const std::string failure = read_at(file, head.data(), static_cast<std::int64_t>(length), begin); !failure.empty())
    throw std::runtime_error(failure);
  NpyHead out;
  read_type(behind(head, "descr"), out);
  out.columns = behind(head, "fortran_order").starts_with("True");
  out.shape = shape_of(behind(head, "shape"));
  out.start = begin + static_cast<std::int64_t>(length);
  return out;
}

class NpySource : public ArraySource {
 public:
  // Throws std::runtime_error with a reason that reads on from the file's name.
  NpySource(const std::string& path, const Grid& grid);
  Index<3> size() const override { return grid_.size; }
  void read(const Box<3>& box, CellType type, void* cells) const override {
    read_reals(path_, grid_.dimension, box, type, cells, [&](const Box<3>& part, double* to) { values(part, to); });
  }

 private:
  void values(const Box<3>& box, double* to) const;
  // Values that lie side by side in the file from `cell` on, every `stride`th double of `to`.
  void line(const Index<3>& cell, std::int64_t count, double* to, std::int64_t stride) const;

  std::string path_;
  Grid grid_;
  FileDescriptor file_;
  NpyHead head_;
  Index<3> steps_;  // between neighbours along each axis, in values
};

NpySource::NpySource(const std::string& path, const Grid& grid) : path_(path), grid_(grid) {
  std::int64_t file_bytes = 0;
  if (const std::string failure = open_regular(path, file_, file_bytes); !failure.empty()) throw std::runtime_error(failure);
  head_ = head_of_file(file_.get(), file_bytes);
  std::vector<std::int64_t> needed;
  for (int axis = grid.dimension - 1; axis >= 0; --axis) needed.push_back(grid.size[axis]);
  if (head_.shape != needed)
    throw std::runtime_error(
        fmt::format("has the shape ({}), but the grid needs ({})", fmt::join(head_.shape, ", "), fmt::join(needed, ", ")));
  std::int64_t step = 1;
  for (int i = 0; i < grid.dimension; ++i) {
    const int axis = head_.columns ? grid.dimension - 1 - i : i;
    steps_[axis] = step;
    step *= grid.size[axis];
  }
  const std::int64_t bytes = step * static_cast<std::int64_t>(head_.bytes);
  if (file_bytes - head_.start < bytes)
    throw std::runtime_error(
        fmt::format("is cut off: it has {} bytes of values, and its head speaks of {}", file_bytes - head_.start, bytes));
}

template <class T>
static double real_at(const unsigned char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  return static_cast<double>(value);
}

static double value_at(const NpyHead& head, const unsigned char* bytes) {
  unsigned char turned[8];
  if (head.swapped) {
    std::reverse_copy(bytes, bytes + head.bytes, turned);
    bytes = turned;
  }
  const bool is_signed = head.kind == 'i';
  if (head.kind == 'f') return head.bytes == 4 ? real_at<float>(bytes) : real_at<double>(bytes);
  if (head.bytes == 1) return is_signed ? real_at<std::int8_t>(bytes) : real_at<std::uint8_t>(bytes);
  if (head.bytes == 2) return is_signed ? real_at<std::int16_t>(bytes) : real_at<std::uint16_t>(bytes);
  if (head.bytes == 4) return is_signed ? real_at<std::int32_t>(bytes) : real_at<std::uint32_t>(bytes);
  return is_signed ? real_at<std::int64_t>(bytes) : real_at<std::uint64_t>(bytes);
}

void NpySource::line(const Index<3>& cell, std::int64_t count, double* to, std::int64_t stride) const {
  std::int64_t first = 0;
  for (int a = 0; a < grid_.dimension; ++a) first += cell[a] * steps_[a];
  std::vector<unsigned char> bytes(static_cast<std::size_t>(count) * head_.bytes);
  const std::int64_t at = head_.start + first * static_cast<std::int64_t>(head_.bytes);
  if (const std::string failure = read_at(file_.get(), bytes.data(), static_cast<std::int64_t>(bytes.size()), at);
      !failure.empty())
    throw file_error(Scope::one_rank, path_, failure, "the file may be damaged; write it again");
  for (std::int64_t i = 0; i < count; ++i)
    to[i * stride] = value_at(head_, bytes.data() + static_cast<std::size_t>(i) * head_.bytes);
}

void NpySource::values(const Box<3>& box, double* to) const {
  // Lines along the axis whose values lie side by side in the file.
  const int fast = head_.columns ? grid_.dimension - 1 : 0;
  const Index<3> stride{{1, box.extent(0), box.extent(0) * box.extent(1)}};
  Box<3> starts = box;
  starts.hi[fast] = starts.lo[fast] + 1;
  for (std::int64_t z = starts.lo[2]; z < starts.hi[2]; ++z)
    for (std::int64_t y = starts.lo[1]; y < starts.hi[1]; ++y)
      for (std::int64_t x = starts.lo[0]; x < starts.hi[0]; ++x) {
        double* const first = to + (x - box.lo[0]) * stride[0] + (y - box.lo[1]) * stride[1] + (z - box.lo[2]) * stride[2];
        line({{x, y, z}}, box.extent(fast), first, stride[fast]);
      }
}

std::shared_ptr<const ArraySource> open_npy_array(const Communicator& communicator, const std::string& file, const Grid& grid,
                                                  const std::string& place) {
  std::shared_ptr<const ArraySource> source;
  const auto open = [&] {
    try {
      source = std::make_shared<NpySource>(file, grid);
      return std::string();
    } catch (const std::exception& error) {
      return fmt::format("{} {}", file, error.what());
    }
  };
  const char* const hint = "save an array of the grid's size, [y, x] or [z, y, x]: numpy.save(\"file.npy\", array)";
  communicator.agree(communicator.root() ? open() : "", Exit::usage, place, hint);
  communicator.agree(communicator.root() ? "" : open(), Exit::usage, place, hint);
  return source;
}

}  // namespace hg
