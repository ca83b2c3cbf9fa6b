#include "sims/fractals/escape_model.hpp"

#include "engine/farm/farm_settings.hpp"
#include "engine/model/pixel_model.hpp"
#include "sims/fractals/decimal.hpp"
#include "sims/fractals/decimal_between.hpp"
#include "sims/fractals/decimal_keys.hpp"
#include "sims/fractals/deep_pixels.hpp"
#include "sims/fractals/deep_view.hpp"
#include "sims/fractals/paired_pixels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace hg {

static EscapeFold fold_of(const std::string& variant) {
  return variant == "burning_ship" ? EscapeFold::burning_ship : variant == "tricorn" ? EscapeFold::tricorn : EscapeFold::none;
}

static EscapeArithmetic arithmetic_of(const std::string& name) {
  return name == "fma" ? EscapeArithmetic::fma : name == "float" ? EscapeArithmetic::single : EscapeArithmetic::exact;
}

EscapeInput::EscapeInput(Parameters& input) : input_(input) {
  read_views();
  rule_.max_iter = static_cast<std::uint32_t>(
      input.integer("max_iter", 1000, {1, 2147483648.0}, "steps after which a pixel counts as inside"));
  rule_.escape = input.real("escape", 2, "", positive, "|z| at which a pixel has escaped");
  rule_.arithmetic = arithmetic_of(input.choice(
      "arithmetic", "exact", {"exact", "fma", "float"},
      "exact: double, each operation rounded, or deep where the view is too narrow for it; fma: fused; float: single"));
  rule_.shortcuts = input.flag("shortcuts", true, "leave out steps whose outcome is known; changes no count");
  rule_.power = static_cast<int>(input.integer("power", 2, {2, 8}, "p of z -> z^p + c"));
  rule_.fold =
      fold_of(input.choice("variant", "plain", {"plain", "burning_ship", "tricorn"},
                           "what becomes of z before the power: |Re z| + i |Im z| (burning_ship), its conjugate (tricorn)"));
  fields_.smooth = input.flag("smooth", false, "a second field: counts with a fraction, for pictures without bands");
  fields_.distance = input.flag("distance", false, "another field: estimated distance to the set, in units of the plane");
  const bool up = input_.flag(
      "imag_up", true,
      of_run(
          "draw the imaginary axis up; not given: views by x and y as they say, the Burning Ship down. Files keep their rows"));
  // Where row 0 is drawn: rows rise with im but for an axis that was given the other way round.
  const bool rises = views_.empty() || views_.front().y.step > 0;
  const bool customary =
      (!keys_.empty() || (!views_.empty() && views_.front().centred())) && rule_.fold != EscapeFold::burning_ship;
  fields_.imag_up = input_.given("imag_up") ? up == rises : customary;
  if (fields_.distance && rule_.fold != EscapeFold::none)
    input.fail("distance",
               fmt::format("{}.distance needs a step that has a derivative; {} folds z", input.section_name(),
                           rule_.fold == EscapeFold::tricorn ? "tricorn" : "burning_ship"),
               "leave distance or variant out");
}

void EscapeInput::starts_at_pixels(const std::string& key, const std::vector<double>& fallback) {
  std::vector<std::string> texts;
  for (const double part : fallback) texts.push_back(fmt::format("{}", part));
  const std::vector<std::string> c = read_decimals(input_, key, texts, "the c of the step, [re, im]");
  rule_.julia = true;
  const std::string section = input_.section_name();
  if (c.size() != 2)
    input_.fail(key, fmt::format("{}.{} has {} {}; 2 are needed", section, key, c.size(), c.size() == 1 ? "entry" : "entries"),
                fmt::format("write {} = [{}, {}]", key, fallback[0], fallback[1]));
  refuse_bad_decimal(input_, key, key + "[0]", c[0]);
  refuse_bad_decimal(input_, key, key + "[1]", c[1]);
  c_re_ = c[0];
  c_im_ = c[1];
  rule_.c_re = nearest_double(c_re_);
  rule_.c_im = nearest_double(c_im_);
  if (!std::isfinite(rule_.c_re) || !std::isfinite(rule_.c_im))
    input_.fail(key, fmt::format("{}.{} is beyond the range of numbers", section, key), "nothing stays bounded there");
}

// What a picture of any view is made with.
struct EscapeRecipe {
  EscapeRule rule;
  EscapeFields fields;
  std::string c_re, c_im;  // as written
  Index<3> size;
  std::string place;  // of max_iter, for messages

  // Whether pixels are followed along an orbit with as many digits as it takes: where double cannot tell them apart well enough.
  bool is_deep(const View& view) const {
    const bool can_be = rule.power == 2 && rule.fold == EscapeFold::none && rule.arithmetic == EscapeArithmetic::exact;
    return can_be && view.centred() && needs_deep(view.width, size[0], view.center_re, view.center_im, rule.julia);
  }
  // Whether they are computed in twice double's digits: where double cannot tell them apart and there is no deeper way.
  bool is_paired(const View& view) const {
    return rule.arithmetic == EscapeArithmetic::exact && !is_deep(view) && view.spacing_at_work(53, rule.julia) < least_apart;
  }
  // Collective.
  std::shared_ptr<const PixelRule> pixels(const Communicator& world, const View& view) const {
    if (is_paired(view)) return std::make_shared<PairedEscapePixels>(rule, view, size, c_re, c_im, fields);
    if (!is_deep(view)) return std::make_shared<EscapePixels>(rule, view.x, view.y, fields);
    DeepView deep{view.center_re, view.center_im, view.width, size[0], size[1], rule.escape, rule.max_iter};
    if (rule.julia) {
      deep.c_re = c_re;
      deep.c_im = c_im;
    }
    return std::make_shared<DeepEscapePixels>(world, deep, fields, place);
  }
};

// One view, or the key frames of a film.
void EscapeInput::read_views() {
  Section zoom = input_.beside("zoom");
  keys_ = read_key_frames(zoom);
  const bool given = zoom.given("frames");
  if (!keys_.empty() || given || input_.describing())
    frames_ = zoom.integer("frames", 100, {1, 1e6}, "pictures of the film, its first and last key frame included");
  if (keys_.empty()) {
    if (given)
      zoom.fail("frames", "zoom.frames without zoom.keyframes is no film",
                "write keyframes = [[\"re\", \"im\", \"width\"], ...]");
    frames_ = 1;
    views_ = {read_view(input_)};
    return;
  }
  for (const char* key : {"x", "y", "center", "width"})
    if (input_.given(key))
      input_.fail(key, fmt::format("{}.{} and zoom.keyframes both say what is shown", input_.section_name(), key),
                  "leave one of them out");
  if (frames_ < 2 && keys_.size() > 1)
    zoom.fail("frames", fmt::format("zoom.frames = {} is less than two", frames_), "write 100");
  const auto moves = [&](const KeyFrame& key) {
    return key.center_re != keys_.front().center_re || key.center_im != keys_.front().center_im;
  };
  if (!deep_zoom_available() && std::any_of(keys_.begin(), keys_.end(), moves))
    zoom.fail("keyframes", "this halogrid was built without MPFR, which centres between key frames are computed with",
              "install libmpfr-dev and build again, or give all key frames one center");
  for (const KeyFrame& key : keys_) views_.push_back(view_around(key.center_re, key.center_im, key.width, input_.grid().size));
}

// Views are refused where neighbouring pixels are one number of the arithmetic asked for, and in twice double's digits as soon as
// their counts would be those of others.
void EscapeInput::check_view(const View& view) {
  const bool single = rule_.arithmetic == EscapeArithmetic::single, exact = rule_.arithmetic == EscapeArithmetic::exact;
  const double apart = view.spacing_in_ulps(single ? 24 : 53), at_work = view.spacing_at_work(single ? 24 : 53, rule_.julia);
  const bool paired = exact && at_work < least_apart && view.spacing_at_work(paired_digits, rule_.julia) >= least_apart;
  if (paired)
    input_.warn(
        fmt::format("{}: neighbouring pixels are {:.2g} last places of a double apart: this view is computed in twice "
                    "double's digits, which takes up to 80 times as long",
                    input_.section_name(), at_work));
  if (!exact && apart >= 1 && at_work < least_apart)
    input_.warn(
        fmt::format("{0}.arithmetic: neighbouring pixels are {1:.2g} last places of a {2} apart: some counts will be "
                    "those of other points; arithmetic = \"exact\" has more digits where it takes them",
                    input_.section_name(), at_work, single ? "float" : "double"));
  if (paired || (exact ? at_work >= least_apart : apart >= 1)) return;
  const bool film = !keys_.empty();
  const std::string section = film ? "zoom" : input_.section_name();
  const std::string key = film ? "keyframes" : view.centred() ? "width" : "x";
  const std::string reason =
      exact ? fmt::format("{}.{}: neighbouring pixels are {:.2g} last places of twice double's digits apart, and {} are needed",
                          section, key, view.spacing_at_work(paired_digits, rule_.julia), least_apart)
            : fmt::format("{}.{}: neighbouring pixels are {:.2g} of the last place of a {} apart and would be one", section, key,
                          apart, single ? "float" : "double");
  if (rule_.arithmetic != EscapeArithmetic::exact)
    input_.fail("arithmetic", reason, "choose arithmetic = \"exact\", or a wider view");
  if (!view.centred())
    input_.fail(key, reason, "give center = [\"...\", \"...\"], with as many digits as it takes, and width instead of x and y");
  input_.fail(rule_.power != 2 ? "power" : "variant", reason + "; deep views are there for z -> z^2 + c only",
              "choose a wider view");
}

void EscapeInput::refuse_distance(const View& view) const {
  if (!fields_.distance) return;
  const std::string width = view.centred() ? view.width : fmt::format("{:.3g}", std::abs(view.x_end - view.x.origin));
  input_.fail("distance", fmt::format("{}.distance is not there for views as narrow as {}", input_.section_name(), width),
              "leave distance out");
}

// All of a picture in one of another size, whose pixels are squares.
static PlaneView whole_view(const View& view, const Index<3>& size, const Index<3>& window) {
  const double wide = std::abs(view.x.step) * static_cast<double>(size[0]),
               high = std::abs(view.y.step) * static_cast<double>(size[1]);
  const double shape = static_cast<double>(window[0]) / static_cast<double>(window[1]);
  PlaneView out{view.center_re, view.center_im, view.width};
  if (!view.centred()) {
    const auto middle = [](const PixelAxis& axis, std::int64_t pixels) {
      return fmt::format("{:.17g}", axis.origin + axis.step * (0.5 * static_cast<double>(pixels) - axis.shift));
    };
    out = {middle(view.x, size[0]), middle(view.y, size[1]), fmt::format("{:.17g}", wide)};
  }
  if (high * shape > wide) out.width = decimal_times(out.width, high * shape / wide);
  return out;
}

static std::shared_ptr<const Model> seen_at(EscapeRecipe recipe, const FarmSettings& farm, const PlaneView& seen,
                                            const Index<3>& size) {
  recipe.size = size;
  const View view = view_around(seen.center_re, seen.center_im, seen.width, size);
  const bool single = recipe.rule.arithmetic == EscapeArithmetic::single;
  const bool paired = recipe.is_paired(view);
  if (recipe.is_deep(view) ? !deep_zoom_available()
      : paired             ? view.spacing_at_work(paired_digits, recipe.rule.julia) < least_apart
                           : !(view.spacing_in_ulps(single ? 24 : 53) >= 1))
    return nullptr;
  if (recipe.is_deep(view) || paired) recipe.fields.distance = false;
  const auto make = [=](const Communicator& world, std::int64_t) { return recipe.pixels(world, view); };
  return std::make_shared<const Model>(pixel_model(escape_field_list(recipe.fields, recipe.rule.max_iter), make, 1, farm));
}

Model EscapeInput::model() {
  const FarmSettings farm = read_farm(input_.beside("farm"));
  const EscapeRecipe recipe{rule_, fields_, c_re_, c_im_, input_.grid().size, input_.place("max_iter")};
  for (const View& view : views_) {
    if (input_.describing() || !input_.grid_given()) break;
    if (recipe.is_paired(view)) refuse_distance(view);
    if (!recipe.is_deep(view)) {
      check_view(view);
      continue;
    }
    const std::string key = keys_.empty() ? "width" : "max_iter";
    if (!deep_zoom_available())
      input_.fail(key, fmt::format("the width {} is too narrow for double, and this halogrid was built without MPFR", view.width),
                  "install libmpfr-dev and build again, or choose a wider view");
    refuse_distance(view);
  }
  const std::vector<View> views = views_;
  const Zoom zoom(keys_, frames_);
  PlaneViews elsewhere;
  elsewhere.whole = [=](const Index<3>& size) { return whole_view(views.front(), recipe.size, size); };
  elsewhere.at = [=](const PlaneView& seen, const Index<3>& size) { return seen_at(recipe, farm, seen, size); };
  return pixel_model(
      escape_field_list(fields_, rule_.max_iter),
      [=](const Communicator& world, std::int64_t frame) {
        if (zoom.frames() == 1) return recipe.pixels(world, views.front());
        const KeyFrame key = zoom.frame(frame);
        return recipe.pixels(world, view_around(key.center_re, key.center_im, key.width, recipe.size));
      },
      frames_, farm, elsewhere);
}

}  // namespace hg
