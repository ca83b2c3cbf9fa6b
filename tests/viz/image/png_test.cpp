#include "viz/image/png.hpp"

#include "tests/catch.hpp"

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

using hg::Image;

static std::filesystem::path fresh_folder() {
  const auto folder = std::filesystem::temp_directory_path() / ("halogrid_png_" + std::to_string(std::random_device{}()));
  std::filesystem::create_directories(folder);
  return folder;
}

static std::string bytes_of(const std::filesystem::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

static std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

static Image gradient(int width, int height, int colours) {
  Image image(width, height);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      const auto v = static_cast<std::uint8_t>((y * width + x) % colours);
      image.set(x, y, {v, v, static_cast<std::uint8_t>((y * width + x) / colours % 2 * (colours > 255) + v)});
    }
  return image;
}

static std::string failure_of(const std::string& path) {
  try {
    hg::read_png(path);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no error";
}

TEST_CASE("grays come back exactly, stored with a palette") {
  if (!hg::png_available()) return;
  const auto folder = fresh_folder();
  const std::string path = (folder / "a.png").string();
  const Image image = gradient(31, 17, 200);
  hg::write_png(path, image);
  const std::string bytes = bytes_of(path);
  CHECK(bytes.compare(1, 3, "PNG") == 0);
  CHECK(big_endian(bytes, 16) == 31);
  CHECK(big_endian(bytes, 20) == 17);
  CHECK(bytes[25] == 3);  // colour type: palette
  CHECK(bytes.find("tIME") == std::string::npos);
  const hg::GrayImage back = hg::read_png(path);
  REQUIRE(back.width == 31);
  REQUIRE(back.height == 17);
  for (std::size_t i = 0; i < back.levels.size(); ++i) REQUIRE(back.levels[i] == image.rgb[3 * i] / 255.0);
  hg::write_png((folder / "b.png").string(), image);
  CHECK(bytes_of(folder / "b.png") == bytes);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files += entry.exists();
  CHECK(files == 2);  // no temporary file is left
  std::filesystem::remove_all(folder);
}

TEST_CASE("more than 256 colours are stored as RGB; brightness follows the eye") {
  if (!hg::png_available()) return;
  const auto folder = fresh_folder();
  const std::string path = (folder / "rgb.png").string();
  Image image(20, 20);
  for (int i = 0; i < 400; ++i)
    image.set(i % 20, i / 20, {static_cast<std::uint8_t>(i % 256), static_cast<std::uint8_t>(i / 2), 9});
  hg::write_png(path, image);
  CHECK(bytes_of(path)[25] == 2);  // colour type: RGB
  const hg::GrayImage back = hg::read_png(path);
  for (int i = 0; i < 400; ++i) {
    const hg::Colour c = image.at(i % 20, i / 20);
    CHECK(back.levels[static_cast<std::size_t>(i)] == Approx((0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]) / 255).margin(1e-6));
  }
  std::filesystem::remove_all(folder);
}

TEST_CASE("a write that fails leaves no file and says why") {
  if (!hg::png_available()) return;
  const auto folder = fresh_folder();
  CHECK_THROWS_WITH(hg::write_png((folder / "none" / "a.png").string(), gradient(4, 4, 4)),
                    Catch::Contains("cannot be written: No such file"));
  // The final name is a folder: the rename fails and the temporary file goes.
  std::filesystem::create_directories(folder / "taken.png" / "x");
  CHECK_THROWS_WITH(hg::write_png((folder / "taken.png").string(), gradient(4, 4, 4)), Catch::Contains("cannot be written"));
  CHECK_FALSE(std::filesystem::exists(folder / ".taken.png.part"));
  std::filesystem::remove_all(folder);
}

TEST_CASE("files that are no whole PNG are refused") {
  if (!hg::png_available()) return;
  const auto folder = fresh_folder();
  const std::string good = (folder / "good.png").string(), bad = (folder / "bad.png").string();
  hg::write_png(good, gradient(64, 64, 300));
  const std::string bytes = bytes_of(good);
  std::ofstream(bad, std::ios::binary) << "hello";
  CHECK(failure_of(bad).find("is no PNG") == 0);
  std::ofstream(bad, std::ios::binary | std::ios::trunc) << bytes.substr(0, bytes.size() / 2);
  CHECK(failure_of(bad).find("is damaged") == 0);
  CHECK(failure_of((folder / "none.png").string()).find("does not exist") == 0);
  std::filesystem::remove_all(folder);
}

TEST_CASE("without libpng both ways say so") {
  if (hg::png_available()) return;
  CHECK_THROWS_WITH(hg::write_png("a.png", Image(1, 1)), "this halogrid was built without libpng");
  CHECK(failure_of("a.png") == "this halogrid was built without libpng");
}
