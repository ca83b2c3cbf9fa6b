#include "viz/image/film.hpp"

#include "tests/catch.hpp"
#include "tests/support/test_folder.hpp"
#include "viz/image/ffmpeg.hpp"
#include "viz/image/gif.hpp"
#include "viz/image/indexed_image.hpp"
#include "viz/image/ppm.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>

using hg::Image;
using hg_tests::bytes_of;
using hg_tests::names_in;

static Image striped(int width, int height, int shift) {
  Image out(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      out.set(x, y, {static_cast<std::uint8_t>(x * 7 + shift), static_cast<std::uint8_t>(y), static_cast<std::uint8_t>(shift)});
  return out;
}

// A folder that is the whole PATH, with a program ffmpeg that lists x264 and else does what a shell script says.
struct OwnPath {
  hg::Communicator world = hg::Communicator::world();
  hg_tests::TestFolder folder{world};
  std::string programs = folder.folder("programs"), films = folder.folder("films");
  std::string before = std::getenv("PATH");

  OwnPath() { setenv("PATH", programs.c_str(), 1); }
  ~OwnPath() { setenv("PATH", before.c_str(), 1); }

  void install(const std::string& script) const {
    const std::string program = programs + "/ffmpeg";
    hg_tests::write_bytes(program, "#!/bin/sh\nPATH=" + before +
                                       "\nif [ \"$3\" = -encoders ]; then echo ' V..... libx264 '; exit; fi\n" +
                                       "for last in \"$@\"; do :; done\n" + script);
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  }
};

TEST_CASE_METHOD(OwnPath, "ffmpeg is given the frames as raw pixels, of even sides for MP4") {
  CHECK_FALSE(hg::ffmpeg_available());
  CHECK(hg::missing_for_film(".mp4") == "ffmpeg");
  CHECK_THROWS_WITH(hg::start_film(films + "/a.mp4", ".mp4", 2, 2, {}), "ffmpeg cannot be started: No such file or directory");
  install("echo \"$@\" > " + films + "/words; cat > \"${last#file:}\"");
  CHECK(hg::ffmpeg_available());
  CHECK(hg::missing_for_film(".apng").empty());

  const auto film = hg::start_film(films + "/a.mp4", ".mp4", 5, 3, {12.5, {}});
  film->add(striped(5, 3, 1));
  film->add(striped(5, 3, 2));
  CHECK_FALSE(std::filesystem::exists(films + "/a.mp4"));
  film->finish();
  std::string expected;
  for (const int shift : {1, 2}) {
    const Image image = striped(5, 3, shift);
    for (const int y : {0, 1, 2, 2})
      for (const int x : {0, 1, 2, 3, 4, 4})
        for (const std::uint8_t part : image.at(x, y)) expected += static_cast<char>(part);
  }
  CHECK(bytes_of(films + "/a.mp4") == expected);
  CHECK(bytes_of(films + "/words").find("-s 6x4 -framerate 12.5 -i pipe:0") != std::string::npos);
  CHECK(bytes_of(films + "/words").find("-c:v libx264") != std::string::npos);

  const auto exact = hg::start_film(films + "/a.apng", ".apng", 5, 3, {});
  exact->add(striped(5, 3, 1));
  exact->finish();
  CHECK(bytes_of(films + "/a.apng").size() == 5 * 3 * 3);
  CHECK(names_in(films) == std::vector<std::string>{"a.apng", "a.mp4", "words"});
}

TEST_CASE_METHOD(OwnPath, "what ffmpeg says last is the reason, and no film is left") {
  hg_tests::write_bytes(films + "/a.mp4", "an older one");
  SECTION("it ends before all is written") {
    install("head -c 100 > /dev/null; echo first >&2; echo 'no room for it' >&2; exit 1");
    const auto film = hg::start_film(films + "/a.mp4", ".mp4", 500, 300, {});
    CHECK_THROWS_WITH(
        [&] {
          for (int i = 0; i < 50; ++i) film->add(striped(500, 300, i));
          film->finish();
        }(),
        "ffmpeg failed: no room for it");
  }
  SECTION("it fails at the end") {
    install("cat > /dev/null; exit 3");
    const auto film = hg::start_film(films + "/a.mp4", ".mp4", 2, 2, {});
    film->add(Image(2, 2));
    CHECK_THROWS_WITH(film->finish(), "ffmpeg failed: it gave no reason");
  }
  SECTION("the film is given up") {
    install("cat > \"${last#file:}\"; sleep 60");
    hg::start_film(films + "/a.mp4", ".mp4", 2, 2, {})->add(Image(2, 2));
  }
  CHECK(names_in(films) == std::vector<std::string>{"a.mp4"});
  CHECK(bytes_of(films + "/a.mp4") == "an older one");
}

// How its frames are decoded is tested with the whole program.
TEST_CASE_METHOD(OwnPath, "a GIF appears when it is finished") {
  if (!hg::gif_available()) return;
  const std::string path = films + "/a.gif";
  const hg::FilmStyle style{10, {{0, 0, 0}, {255, 255, 255}}};
  {
    const auto film = hg::start_film(path, ".gif", 30, 20, style);
    film->add(striped(30, 20, 0));
  }
  CHECK(names_in(films).empty());
  std::string bytes;
  for (int i = 0; i < 2; ++i) {
    const auto film = hg::start_film(path, ".gif", 30, 20, style);
    for (const int shift : {0, 1, 1}) film->add(striped(30, 20, shift));
    CHECK_THROWS_AS(film->add(Image(20, 30)), std::logic_error);
    film->finish();
    if (i == 1) CHECK(bytes_of(path) == bytes);
    bytes = bytes_of(path);
  }
  CHECK(bytes.substr(0, 10) == std::string("GIF89a\x1e\0\x14\0", 10));
  CHECK(bytes.find("NETSCAPE2.0\x03\x01") != std::string::npos);
  CHECK(bytes.back() == ';');
  CHECK_THROWS_WITH(hg::start_gif(path, 70000, 1, style), Catch::Contains("has at most 65535 a side"));
  CHECK_THROWS_WITH(hg::start_gif(films + "/none/a.gif", 3, 3, style), "cannot be written: No such file or directory");
  CHECK(names_in(films) == std::vector<std::string>{"a.gif"});
}

TEST_CASE("as many colours as a table holds, and not one more") {
  const hg::IndexedImage all = hg::indexed(striped(15, 17, 3), 255);
  REQUIRE(all.colours.size() == 255);
  CHECK(all.pixels.back() == 254);
  CHECK(hg::indexed(striped(16, 16, 3), 255).colours.empty());
}

TEST_CASE_METHOD(OwnPath, "PPM is its numbers and its pixels") {
  Image image(2, 1);
  image.set(0, 0, {1, 2, 3});
  image.set(1, 0, {255, 10, 0});
  hg::write_ppm(films + "/a.ppm", image);
  CHECK(bytes_of(films + "/a.ppm") == std::string("P6\n2 1\n255\n\x01\x02\x03\xff\x0a\0", 17));
  CHECK_THROWS_WITH(hg::write_ppm(films + "/none/a.ppm", image), "cannot be written: No such file or directory");
  CHECK(names_in(films) == std::vector<std::string>{"a.ppm"});
}
