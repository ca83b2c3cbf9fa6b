#include "bench/micro/io.hpp"

#include "engine/files/snapshot_writer.hpp"
#include "engine/system/file_io.hpp"
#include "engine/system/shown_text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <vector>

namespace hg {

// Slabs of rows (planes in 3D) of one float64 field that hold any values but zero.
class BenchField : public Simulation {
 public:
  BenchField(const Communicator& communicator, const Index<3>& size) : communicator_(&communicator) {
    grid_.dimension = size[2] == 1 ? 2 : 3;
    grid_.size = size;
    own_ = grid_.box();
    const int axis = grid_.dimension - 1;
    own_.lo[axis] = size[axis] * communicator.rank() / communicator.size();
    own_.hi[axis] = size[axis] * (communicator.rank() + 1) / communicator.size();
    cells_.resize(static_cast<std::size_t>(own_.volume()));
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] = 1.0 + static_cast<double>(i % 1021) / 7;
  }
  const Communicator& communicator() const override { return *communicator_; }
  const Grid& grid() const override { return grid_; }
  const std::vector<FieldInfo>& fields() const override { return fields_; }
  std::int64_t step() const override { return 0; }
  double time() const override { return 0; }
  Box<3> own() const override { return own_; }
  std::int64_t advance(std::int64_t steps, const Meanwhile&) override { return steps; }
  StepFacts facts() const override { return {}; }
  const Timing& timing() const override { return timing_; }
  void copy_out(int, const Box<3>& box, void* out) const override {
    double* to = static_cast<double*>(out);
    for (std::int64_t row = 0; row < box.rows(); ++row) {
      const Index<3> at = box.row_start(row) - own_.lo;
      std::memcpy(to + row * box.extent(0), cells_.data() + (at[2] * own_.extent(1) + at[1]) * own_.extent(0) + at[0],
                  static_cast<std::size_t>(box.extent(0)) * sizeof(double));
    }
  }
  const std::vector<double>& cells() const { return cells_; }
  // Bytes of the file before this rank's cells.
  std::int64_t offset() const { return own_.lo[grid_.dimension - 1] * (grid_.cells() / grid_.size[grid_.dimension - 1]) * 8; }

 private:
  const Communicator* communicator_;
  Grid grid_;
  Box<3> own_;
  std::vector<FieldInfo> fields_ = {{"cells", CellType::float64}};
  std::vector<double> cells_;
  Timing timing_;
};

static void plain_write(const BenchField& field, const std::string& path) {
  const Communicator& communicator = field.communicator();
  std::string failure;
  FileDescriptor file;
  if (communicator.root()) file = FileDescriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  communicator.barrier();
  if (!communicator.root()) file = FileDescriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.open()) failure = "cannot open the file: " + system_reason(errno);
  if (failure.empty())
    failure = write_at(file.get(), field.cells().data(), static_cast<std::int64_t>(field.cells().size()) * 8, field.offset());
  if (failure.empty()) failure = sync_file(file.get());
  communicator.agree(failure, Exit::file, path);
}

template <class Call>
static double seconds(const Communicator& communicator, const Call& call) {
  communicator.barrier();
  const auto start = std::chrono::steady_clock::now();
  call();
  return communicator.max(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

static double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Removes the benchmark's folder however it ends. Rank 0 only.
struct BenchFolder {
  std::string path;
  ~BenchFolder() {
    std::error_code ignored;
    if (!path.empty()) std::filesystem::remove_all(path, ignored);
  }
};

int bench_io(const Communicator& communicator, Index<3> size) {
  constexpr int rounds = 7;
  std::string folder = "halogrid_bench_io." + std::to_string(communicator.broadcast(static_cast<std::int64_t>(::getpid())));
  std::string failure;
  std::error_code error;
  if (communicator.root() && !std::filesystem::create_directory(folder, error))
    failure = "cannot make the folder: " + error.message();
  communicator.agree(failure, Exit::file, folder, "run the benchmark in a folder that can be written to");
  const BenchFolder removed{communicator.root() ? folder : ""};
  {
    const BenchField field(communicator, size);
    const SnapshotWriter writer(folder, "bench", "", {0});
    const std::string plain_path = folder + "/plain";
    const std::string snapshot_path = folder + "/" + SnapshotWriter::file_name("bench", 0);
    const auto drop = [&](const std::string& path) {
      communicator.barrier();
      if (communicator.root()) ::unlink(path.c_str());
      communicator.barrier();
    };
    std::vector<double> plain, snapshot, measure;
    for (int round = -1; round < rounds; ++round) {
      // Round -1 is thrown away: it makes the system give out the page cache for the first time.
      const double plain_seconds = seconds(communicator, [&] { plain_write(field, plain_path); });
      drop(plain_path);
      const double snapshot_seconds = seconds(communicator, [&] { writer.write(field); });
      drop(snapshot_path);
      const double measure_seconds = seconds(communicator, [&] { writer.measure(field); });
      if (round < 0) continue;
      plain.push_back(plain_seconds);
      snapshot.push_back(snapshot_seconds);
      measure.push_back(measure_seconds);
    }
    if (communicator.root()) {
      const double bytes = static_cast<double>(field.grid().cells()) * 8;
      const auto line = [&](const char* what, const std::vector<double>& times) {
        print_shown("  {:<34}{:9.4f} s  {:7.3f} GB/s  (best {:.4f} s)\n", what, median(times), bytes / median(times) * 1e-9,
                    *std::min_element(times.begin(), times.end()));
      };
      print_shown("io: {} x {} x {} float64, {}, {} ranks, medians of {}\n", size[0], size[1], size[2],
                  bytes_in_words(static_cast<std::int64_t>(bytes)), communicator.size(), rounds);
      line("plain pwrite + fsync", plain);
      line("snapshot", snapshot);
      line("fingerprints alone", measure);
      print_shown("  snapshot / plain = {:.3f} (median), {:.3f} (best)\n", median(snapshot) / median(plain),
                  *std::min_element(snapshot.begin(), snapshot.end()) / *std::min_element(plain.begin(), plain.end()));
      std::fflush(stdout);
    }
  }
  communicator.barrier();
  return 0;
}

}  // namespace hg
