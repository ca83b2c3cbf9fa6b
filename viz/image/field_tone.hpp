#pragma once
// The range of values of a field that a viewer spreads over its palette: found once, from a frame, so that colours keep their
// meaning while a run goes on.
#include "viz/image/palette.hpp"
#include "viz/image/tone.hpp"
#include "viz/image/view_frame.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace hg {

class FieldTone {
 public:
  explicit FieldTone(const ViewedField& field)
      : states_(field.states),
        has_inside_(field.inside == field.inside),
        highest_(field.highest),
        own_(Palette::of_states(field.colours)) {
    if (own_) highest_ = static_cast<double>(std::count(field.colours.begin(), field.colours.end(), '\n') - 1);
  }

  // The first frame with values sets the range. States begin at 0, and their range grows with them.
  void see(const ViewFrame& frame);
  void range_from(const ViewFrame& frame);  // forgets the range before
  // false: no value of the frame is above 0, it stays as it was.
  bool set_logarithmic(bool on, const ViewFrame& frame);

  bool logarithmic() const { return tone_.logarithmic; }
  bool known() const { return known_; }
  bool states() const { return states_; }
  const Tone& tone() const { return tone_; }
  std::string palette() const;  // that suits it, unless it has
  const std::optional<Palette>& own_palette() const { return own_; }

 private:
  bool states_, has_inside_, known_ = false;
  bool wants_logarithm_ = false;
  double highest_;  // state that a cell can have, as far as it is known
  std::optional<Palette> own_;
  Tone tone_;
};

}  // namespace hg
