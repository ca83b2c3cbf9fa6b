#include "sims/patterns/patterns.hpp"

#include "engine/system/error.hpp"
#include "sims/patterns/rle.hpp"
#include "tests/catch.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

using hg::Box;
using hg::Index;
using hg::Pattern;

static Index<3> size2(std::int64_t x, std::int64_t y) { return {{x, y, 1}}; }

static std::string error_of(const std::string& path) {
  try {
    hg::read_pattern(path);
  } catch (const hg::Error& error) {
    CHECK(error.status() == hg::Exit::usage);
    return error.text();
  }
  return "no error";
}

TEST_CASE("a pattern is centred by its header, rounding as Golly does") {
  const Pattern odd = hg::parse_rle("x = 3, y = 5\n3o!", "p");
  CHECK(hg::place(odd, size2(10, 10)).at == Index<3>{{4, 3, 0}});
  CHECK(hg::place(odd, size2(11, 7)).at == Index<3>{{4, 1, 0}});
  CHECK(hg::place(odd, size2(3, 5)).at == Index<3>{{0, 0, 0}});
  CHECK(hg::place(odd, size2(10, 10)).dropped == 0);
}

TEST_CASE("without a header, or with one larger than the grid, top-left lies on top-left") {
  CHECK(hg::place(hg::parse_rle("3o!", "p"), size2(10, 10)).at == Index<3>{});
  const Pattern wide = hg::parse_rle("x = 12, y = 2\n12o$11bo!", "p");
  const hg::Placement placement = hg::place(wide, size2(10, 100));
  CHECK(placement.at == Index<3>{});
  CHECK(placement.dropped == 3);
}

TEST_CASE("Pos= counts from the middle of the grid and cells outside are counted") {
  const Pattern p = hg::parse_rle("#CXRLE Pos=-7,-2\nx = 4, y = 2\n4o$o!", "p");
  const hg::Placement placement = hg::place(p, size2(10, 7));
  CHECK(placement.at == Index<3>{{-2, 1, 0}});
  CHECK(placement.dropped == 3);
  CHECK(hg::place_at(p, {{9, 6, 0}}, size2(10, 7)).dropped == 4);
  CHECK(hg::place_at(p, {{1, -1, 0}}, size2(10, 7)).dropped == 4);
  CHECK(hg::place_at(p, {{50, 50, 0}}, size2(10, 7)).dropped == 5);
  const std::int64_t far = std::numeric_limits<std::int64_t>::max();
  CHECK(hg::place_at(p, {{far, -far, 0}}, size2(10, 7)).dropped == 5);
}

TEST_CASE("the plane for a lone pattern file") {
  CHECK(hg::plane_for(hg::parse_rle("x = 3, y = 200\no!", "p")).size == size2(512, 800));
  // Centred where nothing says its place; a header says it, also one that is smaller than the pattern.
  CHECK(hg::plane_for(hg::parse_rle("4o!", "p")).at == Index<3>{{254, 256, 0}});
  CHECK(hg::plane_for(hg::parse_pattern(".O\nO\n", "p.cells")).at == Index<3>{{255, 255, 0}});
  CHECK(hg::plane_for(hg::parse_rle("x = 2, y = 1\n9o$9o$9o!", "p")).at == Index<3>{{255, 256, 0}});
  CHECK(hg::plane_for(hg::parse_rle("x = 0, y = 0\n9o!", "p")).at == Index<3>{{256, 256, 0}});
  CHECK(hg::plane_for(hg::parse_rle("x = 2, y = 2\n300o!", "p")).size == size2(1200, 512));
  // Where a position puts it beside the plane, that moves.
  for (const auto& [x, y] : {std::pair{-1000, 400}, {999, -7}, {-2, 700}, {254, -257}, {-4000000, 3000000}}) {
    const Pattern p = hg::parse_rle(fmt::format("#CXRLE Pos={},{}\nx = 3, y = 2\n3o$3o!", x, y), "p");
    const hg::Plane plane = hg::plane_for(p);
    CHECK(plane.size == size2(512, 512));
    CHECK(hg::place_at(p, plane.at, plane.size).dropped == 0);
    CHECK(plane.at[0] + plane.offset[0] - 256 == x);
    CHECK(plane.at[1] + plane.offset[1] - 256 == y);
  }
  const hg::Plane near = hg::plane_for(hg::parse_rle("#CXRLE Pos=-100,253\nx = 3, y = 3\no!", "p"));
  CHECK(near.size == size2(512, 512));
  CHECK(near.offset == Index<3>{});
  CHECK(near.at == Index<3>{{156, 509, 0}});
}

TEST_CASE("a pattern's head says all but its cells") {
  const auto check = [](const Pattern& p) {
    const Pattern head = hg::parse_head(hg::head_of(p), "p");
    CHECK(head.width == p.width);
    CHECK(head.height == p.height);
    CHECK(head.rule == p.rule);
    CHECK(head.position == p.position);
    CHECK(head.generation == p.generation);
    CHECK(head.runs.empty());
    CHECK(hg::plane_for(head).size == hg::plane_for(p).size);
    CHECK(hg::plane_for(head).offset == hg::plane_for(p).offset);
  };
  check(hg::parse_rle("#CXRLE Pos=-1000,400 Gen=77\nx = 3, y = 200, rule = B3/S23:T30,20+5\no!", "p"));
  check(hg::parse_rle("x = 2, y = 1, rule = R5,C0,M1,S34..58,B34..45,NM\n2o!", "p"));
  check(hg::parse_rle("x = 4, y = 1, rule = own.rule\n4A!", "p"));
  check(hg::parse_rle("3o$o!", "p"));
  check(hg::parse_pattern("!Name: x\n.O\nO\n", "p.cells"));
  check(hg::parse_pattern("#Life 1.05\n#R 23/36\n#P 5 9\n*.*\n", "p.lif"));
}

TEST_CASE("painting any box agrees with painting the whole grid cell by cell") {
  std::mt19937 random(3);
  std::string text;
  for (int y = 0; y < 30; ++y, text += random() % 4 ? "$" : "3$")
    for (int run = 0; run < 6; ++run) text += std::to_string(1 + random() % 6) + (random() % 2 ? 'o' : random() % 3 ? 'b' : 'C');
  const auto pattern = std::make_shared<const Pattern>(hg::parse_rle(text, "p"));
  for (int trial = 0; trial < 300; ++trial) {
    const Index<3> size = size2(1 + random() % 50, 1 + random() % 50);
    const Index<3> at{{static_cast<int>(random() % 40) - 20, static_cast<int>(random() % 40) - 20, 0}};
    std::vector<int> whole(size[0] * size[1]);
    std::int64_t inside = 0;
    for (const auto& run : pattern->runs)
      for (std::int64_t x = run.x0; x < run.x1; ++x) {
        const std::int64_t gx = x + at[0], gy = run.y + at[1];
        if (gx < 0 || gy < 0 || gx >= size[0] || gy >= size[1]) continue;
        whole[gy * size[0] + gx] = run.state;
        ++inside;
      }
    REQUIRE(hg::place_at(*pattern, at, size).dropped == pattern->cells - inside);
    Box<3> box{{}, {{1, 1, 1}}};
    for (int a = 0; a < 2; ++a) {
      box.lo[a] = random() % size[a];
      box.hi[a] = box.lo[a] + 1 + random() % (size[a] - box.lo[a]);
    }
    const hg::PatternSource source(pattern, at, size);
    REQUIRE(source.size() == size);
    std::vector<std::uint8_t> bytes(box.volume(), 77);
    std::vector<double> reals(box.volume(), 77);
    source.read(box, hg::CellType::uint8, bytes.data());
    source.read(box, hg::CellType::float64, reals.data());
    std::size_t i = 0;
    for (std::int64_t y = box.lo[1]; y < box.hi[1]; ++y)
      for (std::int64_t x = box.lo[0]; x < box.hi[0]; ++x, ++i) {
        REQUIRE(bytes[i] == whole[y * size[0] + x]);
        REQUIRE(reals[i] == whole[y * size[0] + x]);
      }
  }
}

TEST_CASE("a state that the rule lacks is refused where it stands") {
  const Pattern p = hg::parse_rle("x = 4, y = 2\nbo$o2C!", "p.rle");
  hg::refuse_states(p, 4, "345/2/4");
  try {
    hg::refuse_states(p, 2, "B3/S23");
    FAIL("accepted");
  } catch (const hg::Error& error) {
    CHECK(error.text().find("p.rle:2:5: error: a cell has state 3, but rule B3/S23 has states 0 to 1 only") == 0);
  }
}

TEST_CASE("the extension tells the format, in any letter case") {
  const auto same = [](const char* text, const char* file) {
    const Pattern p = hg::parse_pattern(text, file);
    return p.cells == 3 && p.width == 2 && p.height == 2 && p.runs.size() == 2;
  };
  CHECK(same("x = 2, y = 2\nbo$2o!", "a.Rle"));
  CHECK(same(".O\nOO\n", "a.CELLS"));
  CHECK(same("#Life 1.05\n#P 3 3\n.*\n**\n", "a.lif"));
  CHECK(same("#Life 1.06\n1 0\n0 1\n1 1\n", "b/a.LIF"));
  CHECK(same("#Life 1.06\n1 0\n0 1\n1 1\n", "a.life"));
  CHECK(same("[M2]\n$$.*$**$\n4 0 0 0 1\n", "a.Mc"));
  CHECK(same("x = 2, y = 2\nbo$2o!", "a.rle.GZ"));  // unpacked by whoever named it
  CHECK(same("#Life 1.06\n1 0\n0 1\n1 1\n", "a.gz"));
  CHECK(hg::name_without_extensions("b/a.rle.gz") == "a");
  CHECK(hg::name_without_extensions("b/a.b.toml") == "a.b");
  for (const char* file : {"a.toml", "a", "rle", "a.png.gz", "a.mcl", "a.zip"}) {
    CHECK_FALSE(hg::is_pattern_file(file));
    CHECK_THROWS_AS(hg::parse_pattern("x = 2, y = 2\nbo$2o!", file), hg::Error);
  }
  try {
    hg::parse_pattern("#MCell 4.00\n", "a.lif");
    FAIL("accepted");
  } catch (const hg::Error& error) {
    CHECK(error.text().find("a.lif:1:1: error: the first line is neither \"#Life 1.05\" nor \"#Life 1.06\"\nhint: ") == 0);
  }
}

TEST_CASE("files that are no pattern are refused") {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("halogrid_patterns_" + std::to_string(std::random_device{}()));
  std::filesystem::create_directories(folder / "folder.rle");
  std::ofstream(folder / "good.RLE") << "x = 3, y = 1\n3o!";
  std::ofstream(folder / "empty.rle").flush();
  const std::string base = folder.string() + "/";
  CHECK(hg::read_pattern(base + "good.RLE").cells == 3);
  CHECK(error_of(base + "none.rle").find("none.rle: error: does not exist") != std::string::npos);
  CHECK(error_of(base + "folder.rle").find("is a folder") != std::string::npos);
  CHECK(error_of(base + "empty.rle").find("empty.rle:1:1: error: no pattern") != std::string::npos);
  CHECK(error_of("gun.gif").find("\".gif\" is not a pattern format that halogrid reads") != std::string::npos);
  CHECK(error_of("gun.gif").find(".rle") != std::string::npos);
  std::filesystem::remove_all(folder);
}
