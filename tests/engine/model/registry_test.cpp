// The list of simulations: found by name, in order, and each describes its parameters.
#include "tests/catch.hpp"

#include <halogrid/halogrid.hpp>

#include <algorithm>

namespace hg_tests {

struct Stay {
  using Cell = double;
  static constexpr int radius = 1;
  static constexpr auto shape = hg::Shape::Star;
  template <int Dim>
  HG_FUNCTION double operator()(hg::Near<double, Dim> u) const {
    return u.here();
  }
};
struct Zero {
  template <int Dim>
  HG_FUNCTION double operator()(const hg::Where<Dim>&) const {
    return 0;
  }
};

static hg::Model make(hg::Parameters& input) {
  const double step = input.real("step", 0.5, "s", hg::positive, "how far");
  return hg::model(Stay{}, Zero{}).time_step(step);
}

static const hg::Register zebra{"zebra", "stays as it is", make};
static const hg::Register ant{"ant", "stays as well", make};

TEST_CASE("simulations are found by their exact names") {
  REQUIRE(hg::find_simulation("zebra") == &zebra);
  CHECK(hg::find_simulation("zebra")->about == "stays as it is");
  CHECK(hg::find_simulation("ant") == &ant);
  CHECK(hg::find_simulation("Zebra") == nullptr);
  CHECK(hg::find_simulation("zebr") == nullptr);
  CHECK(hg::find_simulation("") == nullptr);
}

TEST_CASE("all of them come in alphabetical order, the program's own ones too") {
  std::vector<std::string> names;
  for (const hg::Register* entry : hg::all_simulations()) {
    names.push_back(entry->name);
    CHECK(hg::find_simulation(entry->name) == entry);
    CHECK(!entry->about.empty());
  }
  CHECK(std::is_sorted(names.begin(), names.end()));
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  for (const char* name : {"ant", "heat", "life", "zebra"}) CHECK(std::count(names.begin(), names.end(), name) == 1);
}

TEST_CASE("make() describes its parameters where the input only asks, and reads them where it says") {
  hg::Input question = hg::Input::describing();
  hg::Settings settings = hg::read_settings(question, "NAME");
  hg::Parameters described(question.section("zebra"), settings, nullptr);
  CHECK(zebra.make(described).dt() == 0.5);
  const auto& keys = question.keys();
  const auto step = std::find_if(keys.begin(), keys.end(), [](const hg::KeyInfo& key) { return key.name == "step"; });
  REQUIRE(step != keys.end());
  CHECK(step->section == "zebra");
  CHECK(step->unit == "s");
  CHECK(step->fallback == "0.5");

  hg::Input input = hg::Input::parse("in.toml", "[run]\nsimulation = \"zebra\"\n[zebra]\nstep = 2.0\n", {});
  settings = hg::read_settings(input, "in");
  hg::Parameters given(input.section("zebra"), settings, nullptr);
  const hg::Model model = zebra.make(given);
  CHECK(model.dt() == 2);
  CHECK(model.works_in(2));
  CHECK(model.works_in(3));
  CHECK(!model.has_population());
  REQUIRE(model.fields().size() == 1);
  CHECK(model.fields()[0].type == hg::CellType::float64);
}

}  // namespace hg_tests
