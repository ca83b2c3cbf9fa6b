#include "sims/automata/bounded_grid.hpp"

#include "sims/automata/bit_edge.hpp"
#include "tests/catch.hpp"

namespace hg_tests {

using hg::BoundedGrid;
using hg::Seam;
using hg::suffix_of;

static bool same(const Seam& a, const Seam& b) { return a.shift == b.shift && a.reversed == b.reversed; }

TEST_CASE("what stands after the width concerns the top and bottom edges, the ends of y") {
  CHECK(same(seam_across(BoundedGrid{true, 30, 20, 5, 0, false, false}, 1), {5, false}));
  CHECK(same(seam_across(BoundedGrid{true, 30, 20, 5, 0, false, false}, 0), {0, false}));
  CHECK(same(seam_across(BoundedGrid{true, 30, 20, 0, -2, false, false}, 0), {-2, false}));
  CHECK(same(seam_across(BoundedGrid{true, 30, 20, 0, 0, true, false}, 1), {0, true}));
  CHECK(same(seam_across(BoundedGrid{true, 30, 20, 0, 0, false, true}, 0), {0, true}));
  CHECK(same(seam_across(BoundedGrid{true, 30, 20, 65, 0, false, false}, 1), {5, false}));  // two turns and 5
  CHECK(same(seam_across(BoundedGrid{true, 30, 20, 7, 0, true, false}, 1), {-1, true}));
  CHECK(same(seam_across(BoundedGrid{true, 31, 20, 7, 0, true, false}, 1), {0, true}));
  CHECK_FALSE(seam_across(BoundedGrid{true, 30, 20, 30, 0, false, false}, 1).moves());
}

TEST_CASE("the canonical suffix is the one that Golly writes") {
  CHECK(suffix_of({true, 30, 20}) == ":T30,20");
  CHECK(suffix_of({false, 30, 20}) == ":P30,20");
  CHECK(suffix_of({true, 4, 3, 9, 0, false, false}) == ":T4+1,3");
  CHECK(suffix_of({true, 4, 3, -1, 0, false, false}) == ":T4-1,3");
  CHECK(suffix_of({true, 30, 20, 0, -2, false, false}) == ":T30,20-2");
  CHECK(suffix_of({true, 1, 3, 0, 0, false, false}) == ":T1,3");
  CHECK(suffix_of({true, 4, 3, 0, 0, true, false}) == ":K4*,3");
  CHECK(suffix_of({true, 4, 3, 2, 0, true, false}) == ":K4*+1,3");
  CHECK(suffix_of({true, 4, 4, -1, 0, true, false}) == ":K4*+1,4");
  CHECK(suffix_of({true, 5, 3, 1, 0, true, false}) == ":K5*,3");
  CHECK(suffix_of({true, 3, 4, 0, 1, false, true}) == ":K3,4*+1");
}

// The grid that the suffix makes of an input's [grid], or what is wrong with the two.
static hg::Settings used(const BoundedGrid& bounded, const std::string& grid) {
  hg::Input input = hg::Input::parse("test.toml", "[run]\nsimulation = \"life\"\n" + grid, {});
  hg::Settings settings = hg::read_settings(input, "test");
  hg::Parameters parameters(input.section("life"), settings, nullptr);
  hg::use_bounded_grid(parameters, bounded, "gun.rle:1:20");
  return settings;
}
static std::string refusal(const BoundedGrid& bounded, const std::string& grid) {
  try {
    used(bounded, grid);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    return error.text();
  }
  return "";
}

TEST_CASE("packed cells know what lies beyond every boundary, but not across a seam that moves") {
  const auto known = [](const BoundedGrid& bounded, const std::string& grid) {
    return hg::has_bit_edges(used(bounded, grid).grid);
  };
  const BoundedGrid plain{true, 30, 20};
  CHECK(known(plain, ""));
  CHECK_FALSE(known({true, 30, 20, 1, 0, false, false}, ""));
  CHECK_FALSE(known({true, 30, 20, 0, 0, false, true}, ""));
  hg::Grid grid = used(plain, "").grid;
  for (const hg::BoundaryWord& one : hg::boundary_words) {
    INFO(one.word);
    grid.boundary[1][0].kind = grid.boundary[1][1].kind = one.kind;
    CHECK(hg::has_bit_edges(grid));
  }
}

TEST_CASE("the grid becomes the suffix's") {
  const BoundedGrid klein{true, 30, 20, 1, 0, true, false};
  const hg::Settings made = used(klein, "");
  CHECK(made.size_given);
  CHECK(made.grid.size == hg::Index<3>{{30, 20, 1}});
  CHECK(made.grid.periodic(0));
  CHECK(made.grid.periodic(1));
  CHECK(made.grid.seamed_axis() == 1);
  CHECK(same(made.grid.seam[1], {-1, true}));
  hg::check_seams(made.grid);
  CHECK(used({true, 30, 20, 0, 3, false, false}, "[grid]\nsize = [30, 20]\nboundary = \"periodic\"\n").grid.seam[0].shift == 3);

  const hg::Settings plane = used({false, 30, 20}, "");
  CHECK_FALSE(plane.grid.periodic(0));
  CHECK(plane.grid.seamed_axis() == -1);
}

TEST_CASE("a [grid] that says otherwise is refused by the name of the surface") {
  const BoundedGrid klein{true, 30, 20, 0, 0, true, false};
  CHECK(refusal(klein, "[grid]\nsize = [20, 30]\n") ==
        "gun.rle:1:20: error: the rule's suffix asks for a Klein bottle of 30 x 20 cells, and [grid] for another grid\n"
        "hint: leave out the suffix or [grid]");
  CHECK(refusal(klein, "[grid]\nsize = [30, 20]\nboundary = \"dead\"\n").find("a Klein bottle of 30 x 20") != std::string::npos);
  CHECK(refusal({true, 30, 20, 0, 1, false, false}, "[grid]\nsize = [30, 20]\nboundary = [\"periodic\", \"open\"]\n")
            .find("a shifted torus of") != std::string::npos);
  CHECK(refusal({true, 30, 20}, "[grid]\nsize = [30, 21]\n").find("a torus of") != std::string::npos);
  CHECK(refusal({false, 30, 20}, "[grid]\nsize = [30, 20]\nboundary = \"periodic\"\n").find("a dead plane of") !=
        std::string::npos);
}

}  // namespace hg_tests
