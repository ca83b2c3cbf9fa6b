// Tiles put by any rank come out as the rows of their owners: odd sizes, several bands, fewer rows than ranks, one node or many.
#include "engine/farm/canvas.hpp"

#include "tests/catch.hpp"

#include <thread>

namespace hg_tests {

using hg::Box;
using hg::Canvas;
using hg::Communicator;

template <class T>
static T value(std::int64_t x, std::int64_t y, int round) {
  return static_cast<T>(x * 1000003 + y * 97 + round * 7 + 1);
}

// Every node of the machine as nodes of that many ranks, the last one with fewer.
static Communicator nodes_of(const Communicator& world, int ranks) {
  const Communicator node = world.node();
  MPI_Comm handle = MPI_COMM_NULL;
  hg::check(MPI_Comm_split(node.handle(), node.rank() / ranks, node.rank(), &handle));
  return Communicator::owning(handle);
}

// Fills a band with tiles of that size, dealt to the ranks in an order of no rule, and compares every row that this rank owns.
// Returns the number of rows.
template <class T>
static std::int64_t fill_and_compare(const Communicator& world, Canvas& canvas, const Box<2>& band, hg::Index<2> tile,
                                     int round) {
  canvas.begin(band);
  std::int64_t number = round;
  std::vector<T> cells;
  for (std::int64_t y = band.lo[1]; y < band.hi[1]; y += tile[1])
    for (std::int64_t x = band.lo[0]; x < band.hi[0]; x += tile[0]) {
      if ((number++ * 2654435761U >> 7) % static_cast<unsigned>(world.size()) != static_cast<unsigned>(world.rank())) continue;
      const Box<2> box = intersection(band, Box<2>{{{x, y}}, {{x + tile[0], y + tile[1]}}});
      cells.clear();
      for (std::int64_t j = box.lo[1]; j < box.hi[1]; ++j)
        for (std::int64_t i = box.lo[0]; i < box.hi[0]; ++i) cells.push_back(value<T>(i, j, round));
      canvas.put(box, cells.data());
      std::fill(cells.begin(), cells.end(), T(0));  // the buffer is mine again
    }
  canvas.finish();
  const Box<2> own = canvas.own();
  bool same = true;
  for (std::int64_t y = own.lo[1]; y < own.hi[1]; ++y) {
    const T* row = static_cast<const T*>(canvas.row(y));
    for (std::int64_t x = own.lo[0]; x < own.hi[0]; ++x) same = same && row[x - own.lo[0]] == value<T>(x, y, round);
  }
  CHECK(same);
  CHECK(own.lo[0] == band.lo[0]);
  CHECK(own.hi[0] == band.hi[0]);
  return own.extent(1);
}

template <class T>
static void fill_bands(const Communicator& world, int ranks_per_node) {
  Canvas canvas(world, nodes_of(world, ranks_per_node), 211, 67, sizeof(T));
  int round = 0;
  for (const Box<2>& band : {Box<2>{{{0, 0}}, {{211, 67}}}, Box<2>{{{0, 67}}, {{211, 134}}}, Box<2>{{{0, 134}}, {{211, 139}}},
                             Box<2>{{{5, 1000000}}, {{6, 1000001}}}, Box<2>{{{3, 1}}, {{150, 60}}}})
    for (const hg::Index<2> tile :
         {hg::Index<2>{{16, 4}}, hg::Index<2>{{64, 61}}, hg::Index<2>{{300, 7}}, hg::Index<2>{{1, 300}}})
      CHECK(world.sum(fill_and_compare<T>(world, canvas, band, tile, round++)) == band.extent(1));
}

TEST_CASE("tiles come out as rows on one node, over many bands in the same memory") {
  const auto world = Communicator::world();
  fill_bands<std::uint32_t>(world, world.size());
  fill_bands<double>(world, world.size());
  fill_bands<std::uint8_t>(world, world.size());
}

TEST_CASE("tiles come out as rows across nodes") {
  const auto world = Communicator::world();
  fill_bands<std::uint32_t>(world, 1);
  fill_bands<double>(world, 2);
  fill_bands<std::uint8_t>(world, 3);
}

TEST_CASE("nodes whose ranks are not consecutive work too") {
  const auto world = Communicator::world();
  const Communicator node = world.node();
  MPI_Comm handle = MPI_COMM_NULL;
  hg::check(MPI_Comm_split(node.handle(), node.rank() % 2, node.rank(), &handle));
  Canvas canvas(world, Communicator::owning(handle), 50, 40, 8);
  fill_and_compare<double>(world, canvas, {{{0, 0}}, {{50, 40}}}, {{16, 16}}, 3);
}

TEST_CASE("slabs are whole rows in rank order, as even as can be, empty where rows are fewer than ranks") {
  const auto world = Communicator::world();
  Canvas canvas(world, 10, 100, 4);
  for (const std::int64_t rows : {100, 17, 5, 1}) {
    canvas.begin({{{0, 40}}, {{10, 40 + rows}}});
    const Box<2> own = canvas.own();
    CHECK(own.extent(1) >= rows / world.size());
    CHECK(own.extent(1) <= (rows + world.size() - 1) / world.size());
    std::int64_t before = 0, mine = own.extent(1);
    hg::check(MPI_Exscan(&mine, &before, 1, MPI_INT64_T, MPI_SUM, world.handle()));
    if (world.root()) before = 0;
    CHECK(own.lo[1] == 40 + before);
    CHECK(own.volume() == mine * 10);
    canvas.finish();
  }
}

TEST_CASE("a large tile of a late rank arrives, and rows of one band are not touched by the next before begin()") {
  const auto world = Communicator::world();
  for (const int ranks_per_node : {1, world.size()}) {
    Canvas canvas(world, nodes_of(world, ranks_per_node), 1000, 300, 8);
    const Box<2> band{{{0, 0}}, {{1000, 300}}};
    std::vector<double> cells(300000);
    for (int round = 0; round < 3; ++round) {
      canvas.begin(band);
      if (world.rank() == round % world.size()) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        std::fill(cells.begin(), cells.end(), 1.5 + round);
        canvas.put(band, cells.data());
      }
      canvas.finish();
      // A late reader, while the next round's tile could come at once.
      if (world.rank() == round % world.size()) std::this_thread::sleep_for(std::chrono::milliseconds(60));
      bool same = true;
      for (std::int64_t y = canvas.own().lo[1]; y < canvas.own().hi[1]; ++y)
        for (std::int64_t x = 0; x < 1000; ++x) same = same && static_cast<const double*>(canvas.row(y))[x] == 1.5 + round;
      CHECK(same);
    }
  }
}

TEST_CASE("what does not fit is refused") {
  const auto world = Communicator::world();
  Canvas canvas(world, 10, 10, 4);
  CHECK_THROWS_AS(canvas.begin({{{0, 0}}, {{11, 10}}}), hg::Error);
  CHECK_THROWS_AS(canvas.begin({{{0, 0}}, {{10, 11}}}), hg::Error);
  canvas.begin({{{0, 10}}, {{10, 20}}});
  const std::vector<std::int32_t> cells(200);
  CHECK_THROWS_AS(canvas.put({{{0, 9}}, {{4, 12}}}, cells.data()), hg::Error);
  CHECK_THROWS_AS(canvas.put({{{8, 12}}, {{12, 13}}}, cells.data()), hg::Error);
  CHECK_NOTHROW(canvas.put({}, nullptr));
  canvas.finish();
}

TEST_CASE("unwinding in the middle of a band ends in order") {
  const auto world = Communicator::world();
  const auto run = [&] {
    Canvas canvas(world, nodes_of(world, 1), 64, 64, 8);
    canvas.begin({{{0, 0}}, {{64, 64}}});
    const std::vector<double> cells(64 * 64, 1.0);
    canvas.put({{{0, 0}}, {{64, 64}}}, cells.data());
    throw std::runtime_error("stop");
  };
  CHECK_THROWS_AS(run(), std::runtime_error);
}

}  // namespace hg_tests
