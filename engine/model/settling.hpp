#pragma once
// Finds out when the cells of a block rule have come to rest, exactly, at next to no cost while they have not.
//
// A sweep that changes no tile on any rank, against the cells of two sweeps before, shows that everything repeats. Cycles longer
// than that (a glider that circles a torus) show in a fingerprint of all cells, taken now and then and compared with one that is
// renewed at ever longer distances (R. P. Brent, An improved Monte Carlo factorization algorithm, BIT 20, 1980). The period then
// follows from stepping once round the cycle, and the first step of it from stepping again from the last cells that were not part
// of it, which the block has kept.
#include "engine/model/simulation.hpp"
#include "engine/mpi/communicator.hpp"
#include "engine/step/block_stepper.hpp"

#include <fmt/format.h>

#include <optional>
#include <vector>

namespace hg {

template <class Block>
class Settling {
 public:
  static constexpr std::int64_t sweeps_between_looks = 16;

  // from_start: whether the cells are those of the input's first step, before which there is none.
  Settling(const Communicator& communicator, Block& block, BlockStepper<Block>& stepper, bool from_start = true)
      : communicator_(communicator), block_(block), stepper_(stepper), first_step_(stepper.step()), from_start_(from_start) {
    ends_[0] = ends_[1] = ends_[2] = first_step_;
  }

  // Cells were set from outside: what was seen before says nothing any more.
  void forget() {
    first_step_ = ends_[0] = ends_[1] = ends_[2] = stepper_.step();
    from_start_ = at_rest_ = false;
    sweeps_ = looks_ = next_anchor_ = anchor_step_ = cycle_ = 0;
    last_change_ = {};
    quiet_ = -1;
    found_.reset();
    block_.keep_changes(true);
  }

  // After every sweep.
  void note_sweep(std::int64_t step) {
    if (at_rest_) return;
    for (int i = 2; i > 0; --i) ends_[i] = ends_[i - 1];
    ends_[0] = step;
    ++sweeps_;
    if (block_.tiles_changed() > 0) {
      last_change_ = {step, ends_[1], ends_[2], sweeps_};
      quiet_ = -1;
    } else if (quiet_ < 0) {
      quiet_ = step;
    }
  }

  // Now and then, on every rank at the same step. Once a sweep has changed nothing anywhere, later ones say nothing new: those
  // of other lengths change what oscillates.
  void look_for_rest() {
    if (at_rest_ || communicator_.sum(block_.tiles_changed()) > 0) return;
    at_rest_ = sweeps_ > 0;
    if (at_rest_) block_.keep_changes(false);
  }

  // The same, seldom: it looks at all cells.
  void look_for_cycle() {
    if (at_rest_ || cycle_ > 0) return;
    const std::int64_t changed = communicator_.sum(block_.tiles_changed()), tiles = communicator_.sum(block_.tiles());
    // A soup that boils does not repeat; small grids are looked at in any case.
    if (4 * changed > tiles && tiles > 64) return;
    const std::uint64_t hash = communicator_.sum(block_.hash());
    if (looks_ > 0 && hash == anchor_) {
      cycle_ = stepper_.step() - anchor_step_;
      return;
    }
    if (looks_++ < next_anchor_) return;
    anchor_ = hash;
    anchor_step_ = stepper_.step();
    next_anchor_ = 2 * looks_;
  }

  // Collective.
  std::optional<Settled> settled() {
    if (found_) return found_;
    const std::int64_t step = stepper_.step();
    look_for_rest();
    if (!at_rest_ && cycle_ == 0) return {};
    const Timing timing = stepper_.timing();  // what follows is no part of the run
    block_.keep_changes(false);
    if (at_rest_) {
      find_rest(step, communicator_.max(last_change_.end));
    } else {
      look_round(cycle_);
      Settled out{anchor_step_, period_, 0, is_first(anchor_step_)};
      out.population = population_at(out.step, step);
      found_ = out;
    }
    stepper_.set_step(step);
    stepper_.timing() = timing;
    return found_;
  }

  // Collective; step: from settled()->step on.
  void go_back_to(std::int64_t step) {
    const Timing timing = stepper_.timing();
    advance_by(turn(step - stepper_.step()));
    stepper_.set_step(step);
    stepper_.timing() = timing;
  }

 private:
  struct Change {
    std::int64_t end = -1, begin = -1, before = -1;  // of a sweep that changed cells, and the begin of the sweep before it
    std::int64_t number = 0;                         // of the sweep, from 1 on
  };

  bool is_first(std::int64_t step) const { return from_start_ && step == first_step_; }

  // Steps of this class leave what was noted alone.
  void advance_by(std::int64_t steps) {
    if (steps > 0) stepper_.advance(steps, {});
  }
  std::uint64_t hash() const { return communicator_.sum(block_.hash()); }
  // Steps onward to the same place in the cycle.
  std::int64_t turn(std::int64_t steps) const { return (steps % period_ + period_) % period_; }

  // Once round the cycle, of which `multiple` is a period: finds the shortest one. hashes_[i] then belongs to i steps from here.
  // Long cycles are looked at only where a period can end.
  void look_round(std::int64_t multiple) {
    hashes_.assign(1, hash());
    for (std::int64_t i = 1; i <= multiple; ++i) {
      stepper_.advance(1, {});
      if (multiple > 128 && multiple % i != 0) continue;
      const std::uint64_t here = hash();
      if (here == hashes_[0]) {
        period_ = i;
        return;
      }
      hashes_.push_back(here);
    }
    throw internal_error(fmt::format("cells that repeat every {} steps did not", multiple));
  }

  void find_rest(std::int64_t step, std::int64_t change) {
    // The sweep `change` was the last that changed anything; the one after it was quiet, so all repeats since `begin`.
    const bool mine = last_change_.end == change;
    const std::int64_t begin = communicator_.max(mine ? last_change_.begin : -1);
    const std::int64_t before = communicator_.max(mine ? last_change_.before : -1);
    const std::int64_t number = communicator_.max(mine ? last_change_.number : -1);
    const std::int64_t quiet = communicator_.max(quiet_after(change));
    look_round(quiet - begin);
    Settled out{begin, period_, 0, number == 1 && from_start_};
    if (number > 1) {
      // What stood before that sweep wrote over it: the cells at `before`, where the others were already what they are at its
      // end.
      advance_by(turn(change - step));
      const bool kept = !mine || block_.put_back();
      const bool all_kept = communicator_.min(std::int64_t{kept ? 1 : 0}) == 1;
      std::int64_t at = before;
      while (all_kept && at < begin && hash() != hashes_[static_cast<std::size_t>(turn(at - step))]) {
        stepper_.advance(1, {});
        ++at;
      }
      if (all_kept) {
        out.step = at;
        out.exact = at > before || is_first(before);
        advance_by(turn(step - at));
      } else {
        if (mine && kept) block_.put_back();  // and forth again
        advance_by(turn(step - change));
      }
    }
    out.population = population_at(out.step, step);
    found_ = out;
  }

  // The first quiet sweep's end after the last change anywhere. Ranks that were quiet longer know an earlier one.
  std::int64_t quiet_after(std::int64_t change) const { return last_change_.end == change ? quiet_ : -1; }

  std::int64_t population_at(std::int64_t at, std::int64_t step) {
    advance_by(turn(at - step));
    const std::int64_t live = communicator_.sum(block_.population());
    advance_by(turn(step - at));
    return live;
  }

  const Communicator& communicator_;
  Block& block_;
  BlockStepper<Block>& stepper_;
  std::int64_t first_step_;
  bool from_start_;
  std::int64_t ends_[3];  // of the last sweeps, the newest first
  std::int64_t sweeps_ = 0;
  Change last_change_;
  std::int64_t quiet_ = -1;  // end of the first sweep without changes since
  bool at_rest_ = false;     // no rank's cells were changed by the last sweep that was noted
  std::int64_t looks_ = 0, next_anchor_ = 0, anchor_step_ = 0, cycle_ = 0;
  std::uint64_t anchor_ = 0;
  std::int64_t period_ = 1;
  std::vector<std::uint64_t> hashes_;
  std::optional<Settled> found_;
};

}  // namespace hg
