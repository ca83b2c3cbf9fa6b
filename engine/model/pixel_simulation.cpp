#include "engine/model/pixel_simulation.hpp"

#include "engine/system/heartbeat.hpp"
#include "kernels/base/jobs.hpp"
#include "kernels/base/kokkos_session.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hg {

// On the host's threads; a rule that computes on a device is called by one of them.
template <class Job>
static void for_pieces(const char* name, std::int64_t pieces, const Job& job) {
  if (kernels_run_on_host()) {
    run_jobs(name, pieces, [&](std::int64_t number, int) { job(number); });
  } else {
    for (std::int64_t number = 0; number < pieces; ++number) job(number);
  }
}

std::int64_t pixel_bytes(const std::vector<FieldInfo>& fields) {
  std::int64_t bytes = 0;
  for (const FieldInfo& field : fields) bytes += static_cast<std::int64_t>(size_of(field.type));
  return bytes;
}

std::int64_t band_rows(const Grid& grid, std::int64_t pixel_bytes, const FarmSettings& settings, std::int64_t ranks) {
  const std::int64_t fitting = settings.bytes_per_rank / (grid.size[0] * pixel_bytes) * ranks;
  return std::min(grid.size[1], std::max<std::int64_t>(1, fitting / largest_tile) * largest_tile);
}

PixelSimulation::PixelSimulation(const Communicator& world, MakePixelRule make, const FarmSettings& settings,
                                 const Problem& problem)
    : communicator_(world.duplicate()),
      grid_(problem.grid),
      make_(std::move(make)),
      rule_(make_(communicator_, problem.start_step())),
      frame_(problem.start_step()),
      settings_(settings),
      rows_(band_rows(grid_, pixel_bytes(rule_->fields()), settings, world.size())) {
  if (problem.resumed_step) {
    resumed_ = frame_;
    first_pixels_ = problem.arrays;
  }
  for (const FieldInfo& field : rule_->fields())
    canvases_.push_back(
        std::make_unique<Canvas>(communicator_, grid_.size[0], rows_, static_cast<std::int64_t>(size_of(field.type))));
  farm_ = std::make_unique<TileFarm>(communicator_, std::vector<FarmTile>(), settings_.scheduler);
  buffers_.resize(rule_->fields().size());
}

Box<3> PixelSimulation::own() const { return made_ == 0 && !band_ ? Box<3>{} : widened(canvases_.front()->own()); }

Completion PixelSimulation::completion() const {
  const bool complete = made_ == grid_.size[1];
  return {complete, complete && rows_ >= grid_.size[1],
          band_ ? widened(*band_) : Box<3>{{{0, made_, 0}}, {{grid_.size[0], made_, 1}}}};
}

void PixelSimulation::copy_out(int field, const Box<3>& box, void* cells) const {
  const Canvas& canvas = *canvases_[static_cast<std::size_t>(field)];
  const auto element = static_cast<std::int64_t>(size_of(rule_->fields()[static_cast<std::size_t>(field)].type));
  char* to = static_cast<char*>(cells);
  for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y) {
    std::memcpy(to, static_cast<const char*>(canvas.row(y)) + box.lo[0] * element,
                static_cast<std::size_t>(box.extent(0) * element));
    to += box.extent(0) * element;
  }
}

std::int64_t PixelSimulation::advance(std::int64_t steps, const Meanwhile& meanwhile) {
  if (steps == 0) return 0;
  const Doing doing(Activity::tiles);
  timing_.enter(Phase::preview);
  if (complete()) {
    rule_ = make_(communicator_, ++frame_);
    made_ = parts_ = 0;
  }
  if (!band_) begin_band();
  const bool finished = finish_band(meanwhile);
  timing_.leave();
  if (!finished) return 0;
  made_ = band_->hi[1];
  band_.reset();
  ++parts_;
  if (meanwhile.tick) meanwhile.tick((frame_ * grid_.size[1] + made_) * grid_.size[0]);
  return 0;
}

// Its preview and tiles, but for those that a checkpoint holds.
void PixelSimulation::begin_band() {
  band_ = Box<2>{{{0, made_}}, {{grid_.size[0], std::min(made_ + rows_, grid_.size[1])}}};
  set_first_pixels();
  const Box<2> whole = *band_;
  if (resumes() && unmade({{whole, 0}}).empty()) {
    farm_->refill({});
    return;
  }
  preview(whole);
  std::vector<FarmTile> tiles = tiles_of(costs_, communicator_.size(), settings_.tile, settings_.scheduler);
  farm_->refill(resumes() ? unmade(std::move(tiles)) : std::move(tiles));
}

void PixelSimulation::set_first_pixels() {
  for (std::size_t f = 0; f < canvases_.size(); ++f) {
    const FieldInfo& field = rule_->fields()[f];
    canvases_[f]->begin(*band_, [&](const Box<2>& rows, void* cells) {
      for (const auto& [name, source] : first_pixels_)
        if (resumes() && name == field.name) return source->read(widened(rows), field.type, cells);
      std::memset(cells, 0xff, static_cast<std::size_t>(rows.volume()) * size_of(field.type));
    });
  }
}

// Those of the tiles with a pixel that has not been made. Collective.
std::vector<FarmTile> PixelSimulation::unmade(std::vector<FarmTile> tiles) const {
  const Box<2> own = canvases_.front()->own();
  std::vector<std::int64_t> missing(tiles.size(), 0);
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const Box<2> part = intersection(tiles[i].box, own);
    for (std::int64_t y = part.lo[1]; y < part.hi[1] && missing[i] == 0; ++y) {
      const auto* row = static_cast<const std::uint32_t*>(canvases_.front()->row(y));
      if (std::find(row + part.lo[0], row + part.hi[0], unmade_pixel) != row + part.hi[0]) missing[i] = 1;
    }
  }
  communicator_.max(missing);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < tiles.size(); ++i)
    if (missing[i] != 0) tiles[kept++] = tiles[i];
  tiles.resize(kept);
  return tiles;
}

// Returns whether every tile has been made; else the rest of them is left in the farm.
bool PixelSimulation::finish_band(const Meanwhile& meanwhile) {
  const double pixels = static_cast<double>(band_->volume());
  double whole = 0, done = 0;
  for (const FarmTile& tile : farm_->tiles()) whole += tile.cost;
  timing_.enter(Phase::idle);  // until the number of the first tile is there
  const FarmFacts facts = farm_->run(
      [&](std::int64_t number) {
        const FarmTile& tile = farm_->tiles()[static_cast<std::size_t>(number)];
        make_tile(tile.box);
        timing_.enter(Phase::idle);
        // The other ranks' share is like this one's.
        done += tile.cost * communicator_.size();
        if (meanwhile.tick)
          meanwhile.tick((frame_ * grid_.size[1] + made_) * grid_.size[0] +
                         static_cast<std::int64_t>(std::min(1.0, done / whole) * pixels));
      },
      meanwhile.wanted);
  tiles_ += facts.tiles;
  for (const auto& canvas : canvases_) canvas->finish();
  if (!meanwhile.wanted || communicator_.sum(facts.tiles) == static_cast<std::int64_t>(farm_->tiles().size())) return true;
  timing_.enter(Phase::preview);
  farm_->refill(unmade(farm_->tiles()));
  return false;
}

// Every 8th pixel of every 8th row, each row by one rank: what pixels cost, and values that need not be computed again.
void PixelSimulation::preview(const Box<2>& band) {
  costs_.region = band;
  costs_.spacing = preview_spacing;
  const Index<2> first = costs_.first(), samples = costs_.samples();
  const std::size_t count = static_cast<std::size_t>(samples[0] * samples[1]);
  costs_.cost.assign(count, 0);
  known_.assign(count, 0);
  const std::int64_t rows = samples[1], ranks = communicator_.size(), rank = communicator_.rank();
  std::vector<std::vector<std::uint64_t>> others(rule_->fields().size());  // values that are not kept
  const std::int64_t mine = rows > rank ? (rows - rank - 1) / ranks + 1 : 0;
  for (auto& values : others) values.resize(static_cast<std::size_t>(samples[0] * mine));
  std::vector<double> executed(static_cast<std::size_t>(mine));
  for_pieces("hg::pixel_preview", mine, [&](std::int64_t number) {
    const std::int64_t row = number * ranks + rank;
    PixelTile tile;
    tile.box = {{{first[0], first[1] + row}}, {{first[0] + samples[0], first[1] + row + 1}}};
    tile.spacing = preview_spacing;
    for (auto& values : others) tile.fields.push_back(values.data() + number * samples[0]);
    tile.fields.front() = known_.data() + row * samples[0];
    tile.costs = costs_.cost.data() + row * samples[0];
    rule_->compute(tile);
    executed[static_cast<std::size_t>(number)] = static_cast<double>(tile.executed);
    for (std::int64_t i = 0; i < samples[0]; ++i) tile.costs[i] += static_cast<float>(rule_->overhead());
  });
  for (const double steps : executed) executed_ += steps;
  timing_.enter(Phase::idle);
  // Every sample is a rank's own and 0 elsewhere.
  constexpr std::size_t most = std::size_t{1} << 30;
  for (std::size_t from = 0; from < count; from += most) {
    const Waiting waiting;
    const int part = static_cast<int>(std::min(most, count - from));
    check(MPI_Allreduce(MPI_IN_PLACE, costs_.cost.data() + from, part, MPI_FLOAT, MPI_SUM, communicator_.handle()));
    check(MPI_Allreduce(MPI_IN_PLACE, known_.data() + from, part, MPI_UNSIGNED, MPI_SUM, communicator_.handle()));
  }
  timing_.enter(Phase::preview);
}

void PixelSimulation::make_tile(const Box<2>& box) {
  PixelTile tile;
  tile.box = box;
  for (std::size_t f = 0; f < buffers_.size(); ++f) {
    const std::size_t bytes = static_cast<std::size_t>(box.volume()) * size_of(rule_->fields()[f].type);
    buffers_[f].resize(std::max(buffers_[f].size(), bytes / 8 + 1));
    tile.fields.push_back(buffers_[f].data());
  }
  // Only the first field's values are known.
  if (buffers_.size() == 1) {
    tile.known_every = preview_spacing;
    auto* values = static_cast<std::uint32_t*>(tile.fields.front());
    const Index<2> first = costs_.first(), samples = costs_.samples();
    const auto above = [](std::int64_t cell) { return (cell + preview_spacing - 1) / preview_spacing; };
    for (std::int64_t y = above(box.lo[1]); y * preview_spacing < box.hi[1]; ++y)
      for (std::int64_t x = above(box.lo[0]); x * preview_spacing < box.hi[0]; ++x)
        values[(y * preview_spacing - box.lo[1]) * box.extent(0) + x * preview_spacing - box.lo[0]] =
            known_[static_cast<std::size_t>((y - first[1]) * samples[0] + x - first[0])];
  }
  timing_.enter(Phase::tiles);
  compute(tile);
  work_ += static_cast<double>(tile.work);
  executed_ += static_cast<double>(tile.executed);
  timing_.enter(Phase::put);
  for (std::size_t f = 0; f < buffers_.size(); ++f) canvases_[f]->put(box, buffers_[f].data());
}

// On all threads of this rank, some rows each.
void PixelSimulation::compute(PixelTile& tile) {
  const std::int64_t threads = kernels_run_on_host() ? host_threads() : 1, rows = tile.box.extent(1);
  const std::int64_t pieces = threads == 1 ? 1 : std::clamp<std::int64_t>(rows / 4, 1, 8 * threads);
  std::vector<PixelTile> parts(static_cast<std::size_t>(pieces), tile);
  for_pieces("hg::pixel_tile", pieces, [&](std::int64_t number) {
    PixelTile& part = parts[static_cast<std::size_t>(number)];
    part.box.lo[1] = tile.box.lo[1] + rows * number / pieces;
    part.box.hi[1] = tile.box.lo[1] + rows * (number + 1) / pieces;
    const std::int64_t before = (part.box.lo[1] - tile.box.lo[1]) * tile.box.extent(0);
    for (std::size_t f = 0; f < tile.fields.size(); ++f)
      part.fields[f] = static_cast<char*>(tile.fields[f]) + before * static_cast<std::int64_t>(size_of(rule_->fields()[f].type));
    rule_->compute(part);
  });
  for (const PixelTile& part : parts) {
    tile.work += part.work;
    tile.executed += part.executed;
  }
}

StepFacts PixelSimulation::facts() const {
  StepFacts out;
  out.layout = {{1, communicator_.size(), 1}};
  out.overlap = false;
  out.memory_bytes = pixel_bytes(rule_->fields()) * grid_.size[0] * ((rows_ + communicator_.size() - 1) / communicator_.size());
  out.block = grid_.size;
  out.cell = "pixel";
  out.doing = "computing";
  out.unit = rule_->unit();
  out.work = work_;
  out.executed = executed_;
  out.ticks = grid_.cells();
  out.tiles = TileFacts{name_of(settings_.scheduler), tiles_, parts_};
  return out;
}

}  // namespace hg
