// A simulation for the fault tests, and the one place with faults made on purpose: cells in ceaseless motion, and one rank that
// fails in a chosen way at a chosen step. It is linked with the whole program, so the product needs no hook for it.
#include <fmt/format.h>
#include <halogrid/halogrid.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace faulty {

// Each cell is a hash of itself and a neighbour: nothing ever settles.
struct Stir {
  using Cell = double;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Star;
  static constexpr auto fields = hg::fields("height");

  template <int Dim>
  HG_FUNCTION double operator()(hg::Near<double, Dim> u) const {
    const double mixed = 3.7 * u.here() * (1 - u.here()) + u.along(0, 1) - 0.5 * u.along(0, -1) + 0.25 * u.along(1, 1);
    return mixed - static_cast<double>(static_cast<long long>(mixed));
  }
};

struct Noise {
  template <int Dim>
  HG_FUNCTION double operator()(const hg::Where<Dim>& where) const {
    return hg::random_uniform(where.seed, where.number());
  }
};

enum class How { nothing, throws, exit, abort, loop, sleep, segfault, out_of_memory };

struct Fault {
  How how = How::nothing;
  std::int64_t step = 0, rank = 0;
  bool in_output = false;  // while its cells are copied out, rather than between two steps

  void strike() const {
    switch (how) {
      case How::nothing:
        return;
      case How::throws:
        throw std::runtime_error("a fault made on purpose");
      case How::exit:
        std::exit(0);  // the worst of them: as if all were well
      case How::abort:
        std::abort();
      case How::loop:
        for (volatile int turning = 1; turning != 0;) continue;
        return;
      case How::sleep:
        for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
      case How::segfault: {
        volatile int* volatile nowhere = nullptr;
        *nowhere = 1;
        return;
      }
      case How::out_of_memory: {
        volatile std::size_t bytes = std::numeric_limits<std::size_t>::max() / 4;
        const std::unique_ptr<char[]> much(new char[bytes]);
        std::fprintf(stderr, "%p\n", static_cast<void*>(much.get()));
        return;
      }
    }
  }
};

class FaultySimulation final : public hg::Simulation {
 public:
  FaultySimulation(std::unique_ptr<hg::Simulation> of, const Fault& fault) : of_(std::move(of)), fault_(fault) {}

  const hg::Communicator& communicator() const override { return of_->communicator(); }
  const hg::Grid& grid() const override { return of_->grid(); }
  const std::vector<hg::FieldInfo>& fields() const override { return of_->fields(); }
  std::int64_t step() const override { return of_->step(); }
  double time() const override { return of_->time(); }
  hg::Box<3> own() const override { return of_->own(); }
  hg::Completion completion() const override { return of_->completion(); }
  std::vector<std::uint64_t> memory() const override { return of_->memory(); }
  std::optional<hg::Settled> settled() override { return of_->settled(); }
  void go_back_to(std::int64_t step) override { of_->go_back_to(step); }
  std::optional<hg::BadCell> not_finite() const override { return of_->not_finite(); }
  hg::StepFacts facts() const override { return of_->facts(); }
  const hg::Timing& timing() const override { return of_->timing(); }

  std::int64_t advance(std::int64_t steps, const hg::Meanwhile& meanwhile) override {
    const std::int64_t end = step() + steps;
    if (!fault_.in_output && step() <= fault_.step && fault_.step < end) {
      of_->advance(fault_.step - step(), meanwhile);
      if (fault_.rank == communicator().rank()) fault_.strike();
    }
    of_->advance(end - step(), meanwhile);
    return steps;
  }
  void copy_out(int field, const hg::Box<3>& box, void* cells) const override {
    if (fault_.in_output && fault_.step == step() && fault_.rank == communicator().rank()) fault_.strike();
    of_->copy_out(field, box, cells);
  }

 private:
  std::unique_ptr<hg::Simulation> of_;
  Fault fault_;
};

class FaultyModel final : public hg::Model::Concept {
 public:
  FaultyModel(hg::Model of, const Fault& fault) : of_(std::move(of)), fault_(fault) {}

  const std::vector<hg::FieldInfo>& fields() const override { return of_.fields(); }
  bool works_in(int dimension) const override { return of_.works_in(dimension); }
  hg::Plan plan(const hg::Problem& problem, std::int64_t ranks) const override { return of_.plan(problem, ranks); }
  std::unique_ptr<hg::Simulation> start(const hg::Communicator& world, const hg::Problem& problem, double,
                                        bool watch_edges) const override {
    return std::make_unique<FaultySimulation>(of_.start(world, problem, watch_edges), fault_);
  }

 private:
  hg::Model of_;
  Fault fault_;
};

static hg::Model make(hg::Parameters& input) {
  const std::vector<std::string> words = {"nothing", "throw", "exit", "abort", "loop", "sleep", "segfault", "out_of_memory"};
  const std::string how = input.choice("how", "nothing", words, "what the rank does");
  Fault fault;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (how == words[i]) fault.how = static_cast<How>(i);
  fault.step = input.integer("step", 10, hg::not_negative, "when");
  fault.rank = input.integer("rank", 0, hg::not_negative, "which rank");
  fault.in_output = input.flag("in_output", false, "while its cells are copied out for a file, rather than between steps");
  return hg::Model(std::make_shared<FaultyModel>(hg::model(Stir{}, Noise{}), fault));
}

const hg::Register simulation{"faulty", "cells in ceaseless motion, and a rank that fails on purpose", make};

}  // namespace faulty
