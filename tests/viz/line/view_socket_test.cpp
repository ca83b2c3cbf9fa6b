// A run and its viewer over real sockets: attaching, dropping, refusing strangers, hanging up.
#include "tests/catch.hpp"
#include "tests/support/test_folder.hpp"
#include "viz/line/view_client.hpp"
#include "viz/line/view_server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <thread>

using hg::MessageKind, hg::ViewClient, hg::ViewCommand, hg::ViewedRun, hg::ViewFrame, hg::ViewRequest, hg::ViewServer;
using hg_tests::TestFolder;

static ViewedRun small_run() {
  ViewedRun out;
  out.name = "soup";
  out.size = {4, 2, 1};
  out.fields.resize(1);
  out.live = true;
  return out;
}

static ViewRequest all_of_it() {
  ViewRequest out;
  out.region = {0, 0, 4, 2};
  return out;
}

static ViewFrame frame_of(std::int64_t step) {
  ViewFrame out;
  out.of = all_of_it();
  out.columns = 4;
  out.rows = 2;
  out.values.assign(8, static_cast<float>(step));
  out.step = step;
  return out;
}

static void leave(ViewServer& server, std::int64_t step) {
  ViewFrame frame = frame_of(step);
  server.publish(frame);
}

static bool becomes_true(const std::function<bool()>& condition) {
  for (int i = 0; i < 2000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

static bool connect_to(int port, int stranger) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return connect(stranger, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
}

static unsigned mode_of(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

TEST_CASE("a viewer attaches, is shown frames, commands, and leaves; the next one follows") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  CHECK_FALSE(ViewClient::live_in(folder.path()));
  CHECK_THROWS_AS(ViewClient::in_folder(folder.path()), std::runtime_error);
  ViewServer server(folder.path(), small_run());
  CHECK(mode_of(folder.file(".view")) == 0600);
  CHECK(server.frames_per_second() == 0);
  CHECK_FALSE(server.wants_attention());
  leave(server, 1);  // nobody is there
  for (int round = 0; round < 2; ++round) {
    ViewClient client = ViewClient::in_folder(folder.path());
    CHECK(client.run().name == "soup");
    CHECK_THROWS_WITH(ViewClient::in_folder(folder.path()), Catch::Matchers::Contains("another viewer"));
    client.frames_per_second(200);
    client.ask(all_of_it());
    REQUIRE(becomes_true([&] { return server.wanted().has_value(); }));
    CHECK(server.frames_per_second() == 200);
    CHECK(server.wanted() == all_of_it());
    leave(server, 5);
    ViewFrame frame;
    REQUIRE(becomes_true([&] { return client.receive(frame, 10); }));
    CHECK((frame.step == 5 && frame.values[7] == 5));

    ViewCommand command;
    command.kind = ViewCommand::Kind::speed;
    command.number = 64;
    client.command(command);
    std::vector<ViewCommand> commands;
    REQUIRE(becomes_true([&] {
      for (const ViewCommand& each : server.take_commands()) commands.push_back(each);
      return !commands.empty() && commands.back().number == 64;
    }));
  }
  // Whoever left lets the run go on.
  std::vector<ViewCommand::Kind> kinds;
  REQUIRE(becomes_true([&] {
    for (const ViewCommand& each : server.take_commands()) kinds.push_back(each.kind);
    return !kinds.empty() && kinds.back() == ViewCommand::Kind::go_on;
  }));
  CHECK(server.frames_per_second() == 0);
}

TEST_CASE("a change of what is wanted is not forgotten where it is said twice") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  ViewServer server(folder.path(), small_run());
  ViewClient client = ViewClient::in_folder(folder.path());
  client.ask(all_of_it());
  REQUIRE(becomes_true([&] { return server.was_told(); }));
  CHECK(server.wanted() == all_of_it());
  CHECK_FALSE(server.was_told());
  ViewRequest less = all_of_it();
  less.region.width = 3;
  for (int i = 0; i < 2; ++i) client.ask(less);
  client.command({});  // both have arrived when this has
  REQUIRE(becomes_true([&] { return !server.take_commands().empty(); }));
  CHECK(server.was_told());
  CHECK(server.wanted() == less);
  CHECK_FALSE(server.was_told());
}

TEST_CASE("no more than two frames are under way, and late ones are dropped") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  ViewServer server(folder.path(), small_run());
  ViewClient client = ViewClient::in_folder(folder.path());
  client.frames_per_second(1000);
  client.ask(all_of_it());
  // The client reads nothing meanwhile. A frame that the server's thread has not sent yet gives its place to the next, so that
  // more than two are left where that thread is slow.
  std::int64_t left = 0;
  REQUIRE(becomes_true([&] {
    if (!server.wanted()) return left > 0;
    leave(server, ++left);
    return false;
  }));
  CHECK(left >= 2);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  CHECK_FALSE(server.wanted());
  // What cannot be shown yet disturbs nobody.
  ViewRequest less = all_of_it();
  less.region.width = 3;
  client.ask(less);
  client.command({});  // both have arrived when this has
  REQUIRE(becomes_true([&] { return !server.take_commands().empty(); }));
  CHECK_FALSE(server.was_told());
  client.ask(all_of_it());
  ViewFrame frame;
  REQUIRE(becomes_true([&] { return client.receive(frame, 10) && frame.step == left; }));
  REQUIRE(becomes_true([&] { return server.wanted().has_value(); }));
  leave(server, left + 1);
  leave(server, left + 2);
  REQUIRE(becomes_true([&] { return client.receive(frame, 10) && frame.step == left + 2; }));
}

TEST_CASE("strangers are refused and do no harm") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  ViewServer server(folder.path(), small_run(), hg::ViewAddress{"127.0.0.1", 0});
  REQUIRE(server.port() > 0);
  const std::string token_file = folder.file(".view.token");
  CHECK(mode_of(token_file) == 0600);
  const auto read_token = [&] {
    std::ifstream file(token_file);
    std::string host, token;
    int port = 0;
    file >> host >> port >> token;
    CHECK(port == server.port());
    return token;
  };
  const std::string token = read_token();
  REQUIRE(token.size() == hg::view_token_length);
  CHECK_THROWS_WITH(ViewClient::at("127.0.0.1", server.port(), std::string(hg::view_token_length, '0')),
                    Catch::Matchers::Contains("token"));
  CHECK_THROWS_AS(ViewClient::at("127.0.0.1", server.port(), ""), std::runtime_error);

  // Garbage of several kinds, and connections that say nothing.
  std::vector<int> silent;
  for (int i = 0; i < 12; ++i) {
    const int stranger = socket(AF_INET, SOCK_STREAM, 0);
    REQUIRE(connect_to(server.port(), stranger));
    const std::string garbage[] = {"GET / HTTP/1.1\r\n\r\n", std::string(100000, 'x'), std::string(64, '\0'),
                                   hg::message_bytes(MessageKind::command, body_of(ViewCommand()))};
    if (i % 3 != 2) send(stranger, garbage[i % 4].data(), garbage[i % 4].size(), MSG_NOSIGNAL);
    silent.push_back(stranger);
  }
  for (const int stranger : silent) close(stranger);
  CHECK(server.take_commands().empty());

  {
    ViewClient client = ViewClient::by_token_file(token_file);
    CHECK(client.run().name == "soup");
    CHECK(read_token() != token);
    // Outside of the grid: it is hung up on.
    ViewRequest outside = all_of_it();
    outside.region.width = 5;
    client.ask(outside);
    ViewFrame frame;
    CHECK_THROWS_WITH(becomes_true([&] { return client.receive(frame, 10); }), Catch::Matchers::Contains("outside of the grid"));
  }
  // A token is good for one connection.
  CHECK_THROWS_AS(ViewClient::at("127.0.0.1", server.port(), token), std::runtime_error);
  REQUIRE(becomes_true([&] { return server.frames_per_second() == 0; }));
  CHECK_NOTHROW(ViewClient::by_token_file(token_file));
}

TEST_CASE("the end of a run is said, and its files go") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  auto server = std::make_unique<ViewServer>(folder.path(), small_run(), hg::ViewAddress{"127.0.0.1", 0});
  ViewClient client = ViewClient::in_folder(folder.path());
  client.ask(all_of_it());
  REQUIRE(becomes_true([&] { return server->wanted().has_value(); }));
  leave(*server, 9);
  server.reset();
  ViewFrame frame;
  std::int64_t last = 0;
  REQUIRE(becomes_true([&] {
    if (client.receive(frame, 10)) last = frame.step;
    return client.ended();
  }));
  CHECK(last == 9);
  CHECK(mode_of(folder.file(".view")) == 0);
  CHECK(mode_of(folder.file(".view.token")) == 0);
  CHECK(mode_of(folder.file(".view.readonly")) == 0);
}

TEST_CASE("what a run cannot do is refused with a word, and whoever waits for it sees it done") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  ViewServer server(folder.path(), small_run());
  ViewClient client = ViewClient::in_folder(folder.path());
  client.ask(all_of_it());
  ViewCommand pause, edit;
  pause.serial = 1;
  edit.kind = ViewCommand::Kind::edit;
  edit.serial = 2;
  client.command(pause);
  client.command(edit);
  REQUIRE(becomes_true([&] { return server.refused() == 1; }));
  const auto shown = [&] {
    ViewFrame frame;
    leave(server, 3);
    REQUIRE(becomes_true([&] { return client.receive(frame, 10); }));
    return frame.obeyed;
  };
  // The pause that came before it has not been done yet.
  CHECK(shown() == 0);
  CHECK(client.take_refusal().find("cannot be set by hand") != std::string::npos);
  CHECK(client.take_refusal().empty());
  const auto commands = server.take_commands();
  REQUIRE(commands.size() == 1);
  CHECK(commands[0].kind == ViewCommand::Kind::pause);
  CHECK(shown() == 2);
}

TEST_CASE("who may only look gives no orders, leaves none, and makes room for who gives them") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  ViewedRun run = small_run();
  run.draws = true;
  ViewServer server(folder.path(), run, hg::ViewAddress{"127.0.0.1", 0});
  for (int round = 0; round < 2; ++round) {
    ViewClient looking = ViewClient::by_token_file(folder.file(".view.readonly"));
    CHECK_FALSE(looking.run().draws);
    CHECK_FALSE(server.takes_orders());
    looking.command({});
    REQUIRE(becomes_true([&] { return server.refused() == 2 * round + 1; }));
    // How often the ranks of a run agree follows from that.
    for (const double rate : {1000.0, 7.0}) {
      looking.frames_per_second(rate);
      looking.ask(all_of_it());
      REQUIRE(becomes_true([&] { return server.frames_per_second() == std::min(rate, 60.0); }));
    }
    CHECK_THROWS_WITH(ViewClient::by_token_file(folder.file(".view.readonly")), Catch::Matchers::Contains("another viewer"));
    {
      const ViewClient ordering = ViewClient::by_token_file(folder.file(".view.token"));
      CHECK(ordering.run().draws);
      CHECK(server.takes_orders());
      ViewFrame frame;
      CHECK_THROWS_WITH(becomes_true([&] { return looking.receive(frame, 10); }), Catch::Matchers::Contains("takes this place"));
    }
    REQUIRE(becomes_true([&] { return server.viewers() == 3 * round + 2; }));
    // Of the one that gave orders; of the one that looked nothing is to be undone.
    CHECK(server.take_commands().size() == 2);
    {
      ViewClient again = ViewClient::by_token_file(folder.file(".view.readonly"));
      again.command({});
      REQUIRE(becomes_true([&] { return server.refused() == 2 * round + 2; }));
    }
    REQUIRE(becomes_true([&] { return server.viewers() == 3 * round + 3; }));
    CHECK(server.take_commands().empty());
  }
}

TEST_CASE("strangers keep nobody out who knows a token") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  const ViewServer server(folder.path(), small_run(), hg::ViewAddress{"127.0.0.1", 0});
  std::vector<int> silent;
  for (int i = 0; i < 200; ++i) {
    silent.push_back(socket(AF_INET, SOCK_STREAM, 0));
    REQUIRE(connect_to(server.port(), silent.back()));
  }
  const ViewClient client = ViewClient::by_token_file(folder.file(".view.token"));
  // The oldest were turned away.
  char byte = 0;
  CHECK(recv(silent.front(), &byte, 1, 0) == 1);
  CHECK(recv(silent.back(), &byte, 1, MSG_DONTWAIT) < 0);
  for (const int stranger : silent) close(stranger);
}

TEST_CASE("what a killed run left does not keep the next one from listening") {
  const auto world = hg::Communicator::world();
  const TestFolder folder(world);
  std::ofstream(folder.file(".view")) << "left";
  const ViewServer server(folder.path(), small_run());
  CHECK(ViewClient::live_in(folder.path()));
}
