// The sweep of a packed Life block: what has to be computed, cut into jobs for the threads.
#include "kernels/base/jobs.hpp"
#include "kernels/base/kokkos_session.hpp"
#include "sims/automata/life_block.hpp"

#include <algorithm>

namespace hg {

LifeWaveJob LifeBlock::job_for(std::int64_t row_begin, std::int64_t row_end, std::int64_t first, std::int64_t last) {
  LifeWaveJob job{};
  job.from = field_.now(0);
  job.to = field_.next(0);
  job.pitch = field_.pitch();
  job.width = width_;
  job.height = height_;
  job.row_begin = row_begin;
  job.row_end = row_end;
  job.first = first;
  job.last = last;
  // Beyond a halo or a wrapped end columns can be computed as far as 64 cells reach; beyond the others there is nothing.
  const auto sees_beyond = [&](int side) { return has_halo(0, side) || edge_[0][side] == BitEdge::wrap; };
  job.lowest = sees_beyond(0) ? -1 : 0;
  job.highest = sees_beyond(1) ? (width_ + 64 + 511) / 512 : tiles_.columns();
  const bool whole = first == 0 && last == tiles_.columns();
  const auto along_x = [&](int side) { return edge_[0][side] == BitEdge::wrap && !whole ? BitEdge::halo : edge_[0][side]; };
  job.west = along_x(0);
  job.east = along_x(1);
  job.start_west = edge_[0][0];
  job.start_east = edge_[0][1];
  if (whole && job.west == BitEdge::wrap) {
    job.lowest = 0;
    job.highest = tiles_.columns();
  }
  const auto along_y = [&](int side) { return edge_[1][side] == BitEdge::wrap ? BitEdge::halo : edge_[1][side]; };
  job.north = along_y(0);
  job.south = along_y(1);
  job.generations = static_cast<int>(steps_);
  job.birth = rule_.birth;
  job.survival = rule_.survival;
  job.own = last_column_;
  job.changed = tiles_.changed();
  job.population = populations_[1 - field_.current()].data();
  job.tiles_high = tiles_.rows();
  job.tile_pitch = tiles_.pitch();
  job.journal = &journals_[1];
  if (watching_) {
    const auto watched = [&](int axis, int side) { return !has_halo(axis, side) && edge_[axis][side] != BitEdge::wrap; };
    job.watch_west = watched(0, 0);
    job.watch_east = watched(0, 1);
    job.watch_north = watched(1, 0);
    job.watch_south = watched(1, 1);
  }
  return job;
}

// Cell updates that are over before another thread has woken up.
static constexpr std::int64_t little_work = std::int64_t{1} << 24;

// Jobs of a part: one a thread where it is large, none wider than the cache allows.
void LifeBlock::add_jobs(const TileActivity::Part& part, std::int64_t threads) {
  const std::int64_t tile_rows = part.row_end - part.row;
  const std::int64_t columns = part.column_end - part.column;
  const std::int64_t work = tile_rows * TileActivity::tile_height * columns * TileActivity::tile_width * steps_;
  const std::int64_t pieces = std::min({tile_rows, threads, work / little_work + 1});
  const std::int64_t chunks = (columns + most_columns - 1) / most_columns;
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
    for (std::int64_t piece = 0; piece < pieces; ++piece) {
      const std::int64_t from = part.row + tile_rows * piece / pieces, to = part.row + tile_rows * (piece + 1) / pieces;
      jobs_.push_back(job_for(from * TileActivity::tile_height, to == tiles_.rows() ? height_ : to * TileActivity::tile_height,
                              part.column + columns * chunk / chunks, part.column + columns * (chunk + 1) / chunks));
      cells_swept_ += steps_ * (jobs_.back().row_end - jobs_.back().row_begin) *
                      (std::min(width_, jobs_.back().last * 512) - jobs_.back().first * 512);
    }
}

void LifeBlock::sweep(const Box<2>& part) {
  if (part.empty()) return;
  const auto tile = [&](std::int64_t cell, std::int64_t end, std::int64_t size, std::int64_t count) {
    return cell == end ? count : cell / size;
  };
  const TileActivity::Part range{(part.lo[1] - own().lo[1]) / TileActivity::tile_height,
                                 tile(part.hi[1] - own().lo[1], height_, TileActivity::tile_height, tiles_.rows()),
                                 (part.lo[0] - own().lo[0]) / TileActivity::tile_width,
                                 tile(part.hi[0] - own().lo[0], width_, TileActivity::tile_width, tiles_.columns())};
  jobs_.clear();
  const std::int64_t swept_before = cells_swept_;
  for (const TileActivity::Part& active : tiles_.parts(range)) add_jobs(active, host_threads());
  const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(scratch_.data());
  std::uint64_t* scratch = scratch_.data() + (64 - address % 64) % 64 / 8;
  LifeWaveJob* jobs = jobs_.data();
  const auto wave = HostKernel<LifeWave>::variant(HostKernel<LifeWave>::chosen());
  const auto run = [=, this](std::int64_t number, int thread) {
    jobs[number].scratch = scratch + thread * scratch_words_;
    wave(jobs[number]);
  };
  const auto count = static_cast<std::int64_t>(jobs_.size());
  if (cells_swept_ - swept_before > little_work)
    run_jobs("hg::life_wave", count, run);
  else
    for (std::int64_t number = 0; number < count; ++number) run(number, 0);
  for (const LifeWaveJob& job : jobs_)
    if (job.edge_generation != 0 && (edge_generation_ == 0 || job.edge_generation < edge_generation_))
      edge_generation_ = job.edge_generation;
}

}  // namespace hg
