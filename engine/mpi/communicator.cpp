#include "engine/mpi/communicator.hpp"

#include "engine/system/file_io.hpp"
#include "engine/system/heartbeat.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace hg {

void check(int code, CodePlace where) {
  if (code == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = {};
  int length = 0;
  MPI_Error_string(code, text, &length);
  const std::string file = std::filesystem::path(where.file).filename().string();
  throw internal_error("MPI call failed at " + file + ":" + std::to_string(where.line) + " (" + where.function +
                       "): " + std::string(text, static_cast<std::size_t>(length)));
}

// Open MPI sends more than 4 KiB to a rank of the same node only after a handshake, for which both must be inside MPI; in the
// middle of a sweep neither is. So halos of 24 rows of 8192 bits, or of a row of 4096 doubles, go at once. What the user has set
// stays. The library keeps such messages in 4 MiB a rank, which 36 KiB leave room for 72 of.
static void send_halos_at_once() {
  setenv("OMPI_MCA_btl_vader_eager_limit", "36864", 0);
  setenv("OMPI_MCA_btl_vader_max_send_size", "65536", 0);
}

MpiSession::MpiSession(int* argc, char*** argv) {
  send_halos_at_once();
  survive_file_size_limit();  // MPI itself writes files: memory that the ranks of a node share
  int provided = 0;
  MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
}

MpiSession::~MpiSession() { MPI_Finalize(); }

std::string mpi_library() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = {};
  int length = 0;
  check(MPI_Get_library_version(text, &length));
  const std::string all(text, static_cast<std::size_t>(length));
  return all.substr(0, all.find_first_of(",\n\r"));
}

int announced_tasks() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"})
    if (const char* value = std::getenv(name)) {
      const int tasks = std::atoi(value);
      if (tasks > 0) return tasks;
    }
  return 1;
}

Communicator::Communicator(MPI_Comm handle) : handle_(handle) {
  check(MPI_Comm_set_errhandler(handle_, MPI_ERRORS_RETURN));
  check(MPI_Comm_rank(handle_, &rank_));
  check(MPI_Comm_size(handle_, &size_));
}

Communicator Communicator::world() {
  MPI_Comm handle = MPI_COMM_NULL;
  check(MPI_Comm_dup(MPI_COMM_WORLD, &handle));
  return Communicator(handle);
}

Communicator Communicator::owning(MPI_Comm handle) { return Communicator(handle); }

Communicator Communicator::duplicate() const {
  MPI_Comm handle = MPI_COMM_NULL;
  check(MPI_Comm_dup(handle_, &handle));
  return Communicator(handle);
}

Communicator Communicator::node() const {
  MPI_Comm handle = MPI_COMM_NULL;
  check(MPI_Comm_split_type(handle_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &handle));
  return Communicator(handle);
}

Communicator::Communicator(Communicator&& other) noexcept
    : handle_(std::exchange(other.handle_, MPI_COMM_NULL)), rank_(other.rank_), size_(other.size_) {}

Communicator& Communicator::operator=(Communicator&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(rank_, other.rank_);
  std::swap(size_, other.size_);
  return *this;
}

Communicator::~Communicator() {
  if (handle_ != MPI_COMM_NULL) MPI_Comm_free(&handle_);
}

void Communicator::barrier() const {
  const Waiting waiting;
  check(MPI_Barrier(handle_));
}

template <class T>
static T all_reduced(T value, MPI_Datatype type, MPI_Op op, MPI_Comm handle) {
  T out{};
  const Waiting waiting;
  check(MPI_Allreduce(&value, &out, 1, type, op, handle));
  return out;
}

std::int64_t Communicator::sum(std::int64_t value) const { return all_reduced(value, MPI_INT64_T, MPI_SUM, handle_); }
std::int64_t Communicator::max(std::int64_t value) const { return all_reduced(value, MPI_INT64_T, MPI_MAX, handle_); }
std::int64_t Communicator::min(std::int64_t value) const { return all_reduced(value, MPI_INT64_T, MPI_MIN, handle_); }
double Communicator::sum(double value) const { return all_reduced(value, MPI_DOUBLE, MPI_SUM, handle_); }
double Communicator::max(double value) const { return all_reduced(value, MPI_DOUBLE, MPI_MAX, handle_); }
double Communicator::min(double value) const { return all_reduced(value, MPI_DOUBLE, MPI_MIN, handle_); }
std::uint64_t Communicator::sum(std::uint64_t value) const { return all_reduced(value, MPI_UINT64_T, MPI_SUM, handle_); }

template <class T>
static void max_elements(std::vector<T>& values, MPI_Datatype type, MPI_Comm handle) {
  constexpr std::size_t piece = std::size_t{1} << 20;
  for (std::size_t first = 0; first < values.size(); first += piece) {
    const int count = static_cast<int>(std::min(piece, values.size() - first));
    const Waiting waiting;
    check(MPI_Allreduce(MPI_IN_PLACE, values.data() + first, count, type, MPI_MAX, handle));
  }
}

void Communicator::max(std::vector<std::int64_t>& values) const { max_elements(values, MPI_INT64_T, handle_); }
void Communicator::max(std::vector<double>& values) const { max_elements(values, MPI_DOUBLE, handle_); }

// In pieces, so that no MPI count overflows and the library's own buffers stay small: it takes one for each level of its tree.
template <class T>
static void sum_pieces_to_root(std::vector<T>& values, MPI_Datatype type, const Communicator& communicator) {
  constexpr std::size_t piece = std::size_t{1} << 16;
  for (std::size_t first = 0; first < values.size(); first += piece) {
    const int count = static_cast<int>(std::min(piece, values.size() - first));
    T* data = values.data() + first;
    const Waiting waiting;
    const void* send = communicator.root() ? MPI_IN_PLACE : data;
    check(MPI_Reduce(send, data, count, type, MPI_SUM, 0, communicator.handle()));
  }
}

void Communicator::sum_to_root(std::vector<std::uint64_t>& values) const { sum_pieces_to_root(values, MPI_UINT64_T, *this); }
void Communicator::sum_to_root(std::vector<std::int64_t>& values) const { sum_pieces_to_root(values, MPI_INT64_T, *this); }

std::int64_t Communicator::broadcast(std::int64_t value) const {
  const Waiting waiting;
  check(MPI_Bcast(&value, 1, MPI_INT64_T, 0, handle_));
  return value;
}

void Communicator::broadcast_bytes(void* bytes, std::size_t length) const {
  constexpr std::size_t piece = std::size_t{1} << 30;
  const Waiting waiting;
  for (std::size_t first = 0; first < length; first += piece)
    check(MPI_Bcast(static_cast<char*>(bytes) + first, static_cast<int>(std::min(piece, length - first)), MPI_BYTE, 0, handle_));
}

std::vector<std::string> Communicator::gather_to_root(const std::string& text) const {
  const Waiting waiting;
  const int length = static_cast<int>(text.size());
  std::vector<int> lengths(root() ? size_ : 0), offsets(root() ? size_ : 0);
  check(MPI_Gather(&length, 1, MPI_INT, lengths.data(), 1, MPI_INT, 0, handle_));
  int total = 0;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    offsets[i] = total;
    total += lengths[i];
  }
  std::string all(static_cast<std::size_t>(total), '\0');
  check(MPI_Gatherv(text.data(), length, MPI_CHAR, all.data(), lengths.data(), offsets.data(), MPI_CHAR, 0, handle_));
  std::vector<std::string> out;
  for (std::size_t i = 0; i < lengths.size(); ++i) out.push_back(all.substr(offsets[i], lengths[i]));
  return out;
}

void Communicator::agree(const std::string& failure, Exit status, const std::string& place, const std::string& hint) const {
  const std::int64_t none = size_;
  const std::int64_t first = min(failure.empty() ? none : static_cast<std::int64_t>(rank_));
  if (first == none) return;
  const Waiting waiting;
  std::string reason = failure;
  std::int64_t length = static_cast<std::int64_t>(reason.size());
  check(MPI_Bcast(&length, 1, MPI_INT64_T, static_cast<int>(first), handle_));
  reason.resize(static_cast<std::size_t>(length));
  check(MPI_Bcast(reason.data(), static_cast<int>(length), MPI_CHAR, static_cast<int>(first), handle_));
  throw Error(status, Scope::all_ranks, place, reason, hint);
}

}  // namespace hg
