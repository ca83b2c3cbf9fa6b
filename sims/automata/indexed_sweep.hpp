#pragma once
// How a host sweeps rules that look the next state up: first the indices of many cells, which is arithmetic that becomes vector
// code, then the look-ups.
#include "kernels/sweep.hpp"

#include <concepts>

namespace hg {

// rule.index(near): where in its tables the rule finds the next state. rule.at(index, own): that state. rule.is_indexed():
// whether the rule works this way at all; its operator() always does.
template <class Rule>
concept IndexedRule = requires(const Rule rule, const Near<std::uint8_t, 2> near) {
  { rule.index(near) } -> std::same_as<std::uint32_t>;
  { rule.at(std::uint32_t{}, std::uint8_t{}) } -> std::same_as<std::uint8_t>;
  { rule.is_indexed() } -> std::same_as<bool>;
};

template <IndexedRule Rule>
struct SweepRow<Rule, 2> {
  static constexpr std::int64_t most = 1024;  // cells at a time

  Rule rule;
  Moment<2> moment;
  Level<std::uint8_t, 2, 1> in, out;

  HG_FUNCTION void operator()(const Index<2>& start, std::int64_t count) const {
    constexpr Reach reach{Rule::radius, Rule::shape};
    const std::uint8_t* const from[] = {in.field[0].at(start)};
    std::uint8_t* to = out.field[0].at(start);
    const Index<2> stride = in.field[0].stride;
    if (runs_on_host && rule.is_indexed()) {
      std::uint32_t index[most];
      for (std::int64_t done = 0; done < count; done += most) {
        const std::int64_t part = count - done < most ? count - done : most;
        HG_SIMD
        for (std::int64_t i = 0; i < part; ++i) index[i] = rule.index(Near<std::uint8_t, 2>(from, stride, done + i, reach));
        for (std::int64_t i = 0; i < part; ++i) to[done + i] = rule.at(index[i], from[0][done + i]);
      }
    } else {
      for (std::int64_t i = 0; i < count; ++i) to[i] = rule(Near<std::uint8_t, 2>(from, stride, i, reach));
    }
  }
};

}  // namespace hg
