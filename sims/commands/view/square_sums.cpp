#include "sims/commands/view/square_sums.hpp"

#include "engine/system/byte_body.hpp"
#include "engine/system/heartbeat.hpp"
#include "kernels/bit_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace hg {

// Axes of the grid that a layer shows to the right and downwards.
static int right_axis(const ViewRequest& request) { return request.axis == 0 ? 1 : 0; }
static int down_axis(const ViewRequest& request) { return request.axis == 2 ? 1 : 2; }

Box<3> box_of(const ViewRequest& request) {
  Box<3> out;
  out.lo[request.axis] = request.layer;
  out.hi[request.axis] = request.layer + 1;
  out.lo[right_axis(request)] = request.region.x;
  out.hi[right_axis(request)] = request.region.x + request.region.width;
  out.lo[down_axis(request)] = request.region.y;
  out.hi[down_axis(request)] = request.region.y + request.region.height;
  return out;
}

void SquareSums::begin(const ViewRequest& request, const FieldInfo& field, std::int64_t row_stride) {
  request_ = request;
  field_ = field;
  stride_ = row_stride;
  columns_ = rows_ = 0;
}

std::int64_t SquareSums::quick_stride(const ViewRequest& request, CellType type) {
  return std::max<std::int64_t>(1, request.reduction * static_cast<std::int64_t>(size_of(type)) / 8);
}

// Cells of the layer [x, x_end) x [y, y_end), and the squares that they lie in.
struct SquareSums::Part {
  std::int64_t x, x_end, y, y_end, first_column, first_row, columns, rows;

  Part(const Box<3>& cells, const ViewRequest& request) {
    const Box<3> shown = intersection(cells, box_of(request));
    x = shown.lo[right_axis(request)];
    x_end = shown.hi[right_axis(request)];
    y = shown.lo[down_axis(request)];
    y_end = shown.hi[down_axis(request)];
    const std::int64_t size = request.reduction;
    first_column = (x - request.region.x) / size;
    first_row = (y - request.region.y) / size;
    columns = shown.empty() ? 0 : (x_end - 1 - request.region.x) / size + 1 - first_column;
    rows = shown.empty() ? 0 : (y_end - 1 - request.region.y) / size + 1 - first_row;
  }
  bool empty() const { return columns == 0 || rows == 0; }
};

// Makes room for the squares of a part; what was added before stays.
void SquareSums::cover(const Part& part) {
  if (columns_ == 0) {
    first_column_ = part.first_column;
    first_row_ = part.first_row;
    columns_ = part.columns;
    rows_ = part.rows;
    sums_.assign(static_cast<std::size_t>(columns_ * rows_), 0);
    counts_.assign(sums_.size(), 0);
    return;
  }
  const std::int64_t left = std::min(first_column_, part.first_column), top = std::min(first_row_, part.first_row);
  const std::int64_t right = std::max(first_column_ + columns_, part.first_column + part.columns);
  const std::int64_t bottom = std::max(first_row_ + rows_, part.first_row + part.rows);
  if (left == first_column_ && top == first_row_ && right == left + columns_ && bottom == top + rows_) return;
  const SquareSums before = *this;
  first_column_ = left;
  first_row_ = top;
  columns_ = right - left;
  rows_ = bottom - top;
  sums_.assign(static_cast<std::size_t>(columns_ * rows_), 0);
  counts_.assign(sums_.size(), 0);
  for (std::int64_t row = 0; row < before.rows_; ++row) {
    const std::int64_t from = row * before.columns_;
    const std::int64_t to = (row + before.first_row_ - top) * columns_ + before.first_column_ - left;
    std::copy_n(before.sums_.begin() + from, before.columns_, sums_.begin() + to);
    std::copy_n(before.counts_.begin() + from, before.columns_, counts_.begin() + to);
  }
}

template <class Cell>
void SquareSums::add_cells(const Part& part, const ReadCells& read) {
  const std::int64_t size = request_.reduction, width = part.x_end - part.x;
  // Whole rows side by side where all are taken, so that reading them is few calls.
  constexpr std::int64_t most_cells = std::int64_t{1} << 18;
  const std::int64_t together = stride_ == 1 ? std::clamp<std::int64_t>(most_cells / width, 1, size) : 1;
  const bool has_inside = field_.inside.has_value();
  const double inside = field_.inside.value_or(0);
  std::vector<Cell> cells(static_cast<std::size_t>(width * together));
  for (std::int64_t y = part.y; y < part.y_end;) {
    if ((y - request_.region.y) % size % stride_ != 0) {
      ++y;
      continue;
    }
    const std::int64_t square_end = request_.region.y + ((y - request_.region.y) / size + 1) * size;
    const std::int64_t end = std::min({y + together, part.y_end, square_end});
    Box<3> box = box_of(request_);
    box.lo[right_axis(request_)] = part.x;
    box.hi[right_axis(request_)] = part.x_end;
    box.lo[down_axis(request_)] = y;
    box.hi[down_axis(request_)] = end;
    read(box, cells.data());
    const std::int64_t line = ((y - request_.region.y) / size - first_row_) * columns_;
    for (std::int64_t row = 0; row < end - y; ++row) {
      const Cell* const from = cells.data() + row * width - part.x;
      std::int64_t column = part.first_column, stop = request_.region.x + column * size;
      for (std::int64_t x = part.x; x < part.x_end; ++column) {
        stop = std::min(part.x_end, stop + size);
        const std::int64_t first = x;
        using Sum = std::conditional_t<std::is_floating_point_v<Cell>, double, std::uint64_t>;
        Sum sum = 0;
        std::int64_t left_out = 0;
        if (has_inside) {
          for (; x < stop; ++x) {
            const bool none = static_cast<double>(from[x]) == inside;
            left_out += none;
            sum += none ? Sum{0} : static_cast<Sum>(from[x]);
          }
        } else if (stop - x == 8) {
          // The commonest squares by far are this wide or less; added in pairs, their sums need not wait for each other.
          const auto cell = [&](int i) { return static_cast<Sum>(from[x + i]); };
          sum = ((cell(0) + cell(1)) + (cell(2) + cell(3))) + ((cell(4) + cell(5)) + (cell(6) + cell(7)));
          x = stop;
        } else {
          for (; x < stop; ++x) sum += static_cast<Sum>(from[x]);
        }
        const auto at = static_cast<std::size_t>(line + column - first_column_);
        sums_[at] += static_cast<float>(sum);
        counts_[at] += static_cast<float>(stop - first - left_out);
      }
    }
    y = end;
  }
}

void SquareSums::add(const Box<3>& cells, const ReadCells& read) {
  const Part part(cells, request_);
  if (part.empty()) return;
  cover(part);
  switch (field_.type) {
    case CellType::uint8:
      return add_cells<std::uint8_t>(part, read);
    case CellType::uint32:
      return add_cells<std::uint32_t>(part, read);
    case CellType::float32:
      return add_cells<float>(part, read);
    case CellType::float64:
      return add_cells<double>(part, read);
  }
}

// How many bits of each byte are set.
static std::uint64_t bits_of_bytes(std::uint64_t word) {
  word -= word >> 1 & 0x5555555555555555u;
  word = (word & 0x3333333333333333u) + (word >> 2 & 0x3333333333333333u);
  return (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fu;
}

// Adds to squares side by side the live cells that so many bytes for each count, and how many cells there are.
static void add_counts(const std::uint8_t* bytes, std::int64_t bytes_each, std::int64_t squares, float cells_each, float* sums,
                       float* counts) {
  if (bytes_each == 1) {
    HG_SIMD
    for (std::int64_t s = 0; s < squares; ++s) sums[s] += static_cast<float>(bytes[s]);
  } else {
    for (std::int64_t s = 0; s < squares; ++s) {
      unsigned sum = 0;
      for (std::int64_t b = 0; b < bytes_each; ++b) sum += bytes[s * bytes_each + b];
      sums[s] += static_cast<float>(sum);
    }
  }
  HG_SIMD
  for (std::int64_t s = 0; s < squares; ++s) counts[s] += cells_each;
}

void SquareSums::add_bits(const Box<3>& cells, const ReadBits& read) {
  const Part part(cells, request_);
  if (part.empty()) return;
  cover(part);
  const std::int64_t size = request_.reduction, start = part.x / 64 * 64;
  const std::int64_t row_bytes = bit_row_bytes(part.x_end - start), words = (row_bytes + 7) / 8;
  const std::int64_t most_rows = stride_ == 1 ? 31 : 1;  // each adds 8 at most to a byte
  std::vector<std::uint8_t> bits(static_cast<std::size_t>(row_bytes * most_rows + 8));
  std::vector<std::uint64_t> live(static_cast<std::size_t>(words));
  for (std::int64_t y = part.y; y < part.y_end;) {
    if ((y - request_.region.y) % size % stride_ != 0) {
      ++y;
      continue;
    }
    const std::int64_t square_end = request_.region.y + ((y - request_.region.y) / size + 1) * size;
    const std::int64_t end = std::min({y + most_rows, part.y_end, square_end});
    read(Box<3>{{{start, y, request_.layer}}, {{part.x_end, end, request_.layer + 1}}}, bits.data());
    std::fill(live.begin(), live.end(), 0);
    for (std::int64_t row = 0; row < end - y; ++row) {
      const std::uint8_t* const from = bits.data() + row * row_bytes;
      const std::int64_t whole = row_bytes / 8;
      for (std::int64_t w = 0; w < whole; ++w) {
        std::uint64_t word;
        std::memcpy(&word, from + 8 * w, 8);
        live[static_cast<std::size_t>(w)] += bits_of_bytes(word);
      }
      if (whole < words) {
        std::uint64_t word = 0;
        std::memcpy(&word, from + 8 * whole, static_cast<std::size_t>(row_bytes - 8 * whole));
        live[static_cast<std::size_t>(whole)] += bits_of_bytes(word);
      }
    }
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(live.data());
    const std::int64_t line = ((y - request_.region.y) / size - first_row_) * columns_ - first_column_;
    const auto square = [&](std::int64_t column, std::int64_t squares) {
      const std::int64_t x = std::max(part.x, request_.region.x + column * size);
      const std::int64_t stop = std::min(part.x_end, request_.region.x + (column + squares) * size);
      const std::int64_t bytes_each = squares == 1 ? (stop + 7) / 8 - x / 8 : size / 8;
      const std::int64_t cells_each = (stop - x) / squares * (end - y);
      add_counts(bytes + (x - start) / 8, bytes_each, squares, static_cast<float>(cells_each), sums_.data() + line + column,
                 counts_.data() + line + column);
    };
    // Only the first and the last can be cut by the part's ends.
    square(part.first_column, 1);
    if (part.columns > 2) square(part.first_column + 1, part.columns - 2);
    if (part.columns > 1) square(part.first_column + part.columns - 1, 1);
    y = end;
  }
}

std::string SquareSums::bytes() const {
  if (columns_ == 0) return {};
  BodyWriter out;
  for (const std::int64_t number : {first_column_, first_row_, columns_, rows_}) out.number(number);
  out.list(sums_);
  out.list(counts_);
  return std::move(out.bytes);
}

void SquareSums::add_bytes(const std::string& bytes) {
  BodyReader in(bytes);
  Part part({}, request_);
  for (std::int64_t* const number : {&part.first_column, &part.first_row, &part.columns, &part.rows}) in.number(*number);
  std::vector<float> sums, counts;
  in.list(sums);
  in.list(counts);
  in.end();
  cover(part);
  for (std::int64_t i = 0; i < part.columns * part.rows; ++i) {
    const std::int64_t at =
        (part.first_row - first_row_ + i / part.columns) * columns_ + part.first_column - first_column_ + i % part.columns;
    sums_[static_cast<std::size_t>(at)] += sums[static_cast<std::size_t>(i)];
    counts_[static_cast<std::size_t>(at)] += counts[static_cast<std::size_t>(i)];
  }
}

void SquareSums::gather(const Communicator& ranks) {
  constexpr int tag = 1001;
  const std::string mine = ranks.root() ? "" : bytes();
  // Rank 0 needs to know how many will send.
  const std::int64_t senders = ranks.sum(std::int64_t{mine.empty() ? 0 : 1});
  if (!mine.empty()) {
    const Waiting waiting;
    check(MPI_Send(mine.data(), static_cast<int>(mine.size()), MPI_BYTE, 0, tag, ranks.handle()));
  }
  if (!ranks.root()) return;
  std::string part;
  for (std::int64_t i = 0; i < senders; ++i) {
    const Waiting waiting;
    MPI_Status status;
    check(MPI_Probe(MPI_ANY_SOURCE, tag, ranks.handle(), &status));
    int count = 0;
    check(MPI_Get_count(&status, MPI_BYTE, &count));
    part.resize(static_cast<std::size_t>(count));
    check(MPI_Recv(part.data(), count, MPI_BYTE, status.MPI_SOURCE, tag, ranks.handle(), MPI_STATUS_IGNORE));
    add_bytes(part);
  }
}

void SquareSums::make(ViewFrame& frame) const {
  frame.of = request_;
  frame.columns = static_cast<int>((request_.region.width - 1) / request_.reduction + 1);
  frame.rows = static_cast<int>((request_.region.height - 1) / request_.reduction + 1);
  const std::size_t squares = static_cast<std::size_t>(frame.columns) * static_cast<std::size_t>(frame.rows);
  frame.values.resize(squares);
  const bool all = columns_ == frame.columns && rows_ == frame.rows;
  if (!all) std::fill(frame.values.begin(), frame.values.end(), std::numeric_limits<float>::quiet_NaN());
  for (std::int64_t row = 0; row < rows_; ++row) {
    const float* const sums = sums_.data() + row * columns_;
    const float* const counts = counts_.data() + row * columns_;
    float* const to = frame.values.data() + (row + first_row_) * frame.columns + first_column_;
    // Nothing over nothing is no number.
    for (std::int64_t column = 0; column < columns_; ++column) to[column] = sums[column] / counts[column];
  }
}

}  // namespace hg
