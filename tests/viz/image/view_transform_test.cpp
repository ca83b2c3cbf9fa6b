#include "viz/image/view_transform.hpp"

#include "tests/catch.hpp"

using hg::Region;
using hg::ViewTransform;

TEST_CASE("a new window shows the whole layer in its middle, as large as it fits") {
  const ViewTransform small(20, 10, 100, 60);  // 4 pixels a cell: 80 by 40
  CHECK(small.zoom() == 2);
  CHECK(small.x().pixel(0, small.zoom()) == 10);
  CHECK(small.y().pixel(0, small.zoom()) == 10);
  CHECK(small.visible() == Region{0, 0, 20, 10});
  const ViewTransform large(1000, 100, 100, 60);  // a pixel holds 16 cells, 62.5 pixels
  CHECK(large.zoom() == -4);
  CHECK(large.reduction() == 16);
  CHECK(large.x().extent(-4) == 63);
  CHECK(large.visible() == Region{0, 0, 1000, 100});
  CHECK(ViewTransform(1, 1, 1000, 1000).zoom() == 6);
  CHECK(ViewTransform(std::int64_t{1} << 40, 3, 10, 10).visible() == Region{0, 0, std::int64_t{1} << 40, 3});
}

TEST_CASE("zooming keeps the cell under the pointer where it is") {
  for (const int x : {0, 1, 17, 50, 99})
    for (const int y : {0, 30, 59}) {
      ViewTransform transform(100, 60, 100, 60);
      const std::int64_t column = transform.x().cell(x, 0), row = transform.y().cell(y, 0);
      for (int zoom = 1; zoom <= 6; ++zoom) {
        transform.zoom_by(1, x, y);
        REQUIRE(transform.zoom() == zoom);
        CHECK(transform.x().cell(x, zoom) == column);
        CHECK(transform.y().cell(y, zoom) == row);
      }
      transform.zoom_by(1, x, y);
      CHECK(transform.zoom() == 6);
      // And back, to the pixel.
      transform.zoom_by(-6, x, y);
      CHECK(transform.x().start == 0);
      CHECK(transform.y().start == 0);
      // Further out: the square of cells that holds it.
      transform.zoom_by(-2, x, y);
      CHECK(transform.reduction() == 4);
      CHECK(transform.x().cell(x, -2) == column / 4 * 4);
      CHECK(transform.y().cell(y, -2) == row / 4 * 4);
    }
}

TEST_CASE("a layer is not made smaller than a quarter of what fits") {
  ViewTransform transform(1000, 1000, 100, 100);
  REQUIRE(transform.zoom() == -4);
  transform.zoom_by(-10, 50, 50);
  CHECK(transform.zoom() == -6);
  ViewTransform tiny(10, 10, 640, 640);
  REQUIRE(tiny.zoom() == 6);
  tiny.zoom_by(-10, 320, 320);
  CHECK(tiny.zoom() == 0);
}

TEST_CASE("what is visible begins at multiples of the reduction and ends with the layer") {
  ViewTransform transform(1001, 999, 64, 48);
  transform.zoom_by(2, 40, 30);
  const std::int64_t reduction = transform.reduction();
  REQUIRE(reduction > 1);
  for (const int by : {-3, 5, 7, 100, -1000}) {
    transform.pan(by, -by);
    const Region seen = transform.visible();
    CHECK(seen.x % reduction == 0);
    CHECK(seen.y % reduction == 0);
    CHECK(seen.width > 0);
    CHECK(seen.height > 0);
    CHECK(seen.x + seen.width <= 1001);
    CHECK(seen.y + seen.height <= 999);
    // Every pixel on the layer is covered, and no square of cells beyond the window.
    for (int x = 0; x < 64; ++x) {
      const std::int64_t cell = transform.x().cell(x, transform.zoom());
      CHECK((cell >= seen.x && cell < seen.x + seen.width) == (cell >= 0 && cell < 1001));
    }
    CHECK(seen.width <= 64 * reduction);
  }
}

TEST_CASE("the middle of the window stays on the layer") {
  ViewTransform transform(100, 60, 100, 60);
  transform.zoom_by(2, 0, 0);
  transform.pan(-10000, 10000);
  CHECK(transform.x().cell(50, 2) == 0);
  CHECK(transform.y().cell(30, 2) == 59);
  transform.pan(10000, -10000);
  CHECK(transform.x().cell(50, 2) == 99);
  CHECK(transform.y().cell(30, 2) == 0);
  // A zoom at the edge may leave the middle outside; then a small move does not make the picture jump.
  ViewTransform edge(100, 60, 100, 60);
  edge.zoom_by(-2, 99, 59);
  REQUIRE(edge.x().cell(50, -2) < 0);
  const std::int64_t before = edge.x().start;
  edge.pan(-1, 0);
  CHECK(edge.x().start == before);
  edge.pan(1, 0);
  CHECK(edge.x().start == before + 1);
}

TEST_CASE("a resized window keeps its middle, or fits where it did") {
  ViewTransform fitted(20, 10, 100, 60);
  fitted.resize(200, 120);
  CHECK(fitted.zoom() == 3);
  CHECK(fitted.x().pixel(0, 3) == 20);
  ViewTransform moved(1000, 1000, 100, 60);
  moved.set_zoom(1, 50, 30);
  const std::int64_t column = moved.x().cell(50, 1), row = moved.y().cell(30, 1);
  moved.resize(41, 77);
  CHECK(moved.zoom() == 1);
  CHECK(moved.x().cell(20, 1) == column);
  CHECK(moved.y().cell(38, 1) == row);
  moved.resize(0, -3);
  CHECK(moved.visible().width == 1);
}

TEST_CASE("a layer of another size is fitted, one of the same size stays") {
  ViewTransform transform(100, 60, 100, 60);
  transform.zoom_by(3, 10, 10);
  transform.set_layer(100, 60);
  CHECK(transform.zoom() == 3);
  transform.set_layer(60, 100);
  CHECK(transform.zoom() == -1);
  CHECK(transform.visible() == Region{0, 0, 60, 100});
}
