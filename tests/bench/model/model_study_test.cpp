// A model study: from the rows of a scaling table to a fit whose held-out error is what it says.
#include "bench/model/model_study.hpp"

#include "bench/scaling/model_rows.hpp"
#include "bench/scaling/scaling_row.hpp"
#include "engine/system/error.hpp"
#include "tests/catch.hpp"

#include <fmt/format.h>

namespace hg_tests {

using namespace hg::bench;

static Machine some_machine() {
  Machine out;
  out.threads = 2;
  out.memory = {{1 << 14, 200e9, 400e9}, {1 << 22, 60e9, 120e9}, {1 << 28, 12e9, 20e9}};
  out.links["node"] = {3e-7, 8e9, 1};
  return out;
}

static std::vector<MeasuredStep> made_by(const StepRates& rates, const Machine& machine) {
  std::vector<MeasuredStep> out;
  for (std::int64_t side = 64; side <= 4096; side *= 2)
    for (const int ranks : {1, 2}) {
      MeasuredStep step;
      step.block = {{side, side, 1}};
      step.layout = {{1, ranks, 1}};
      step.ranks = ranks;
      step.cells = static_cast<double>(side * side);
      step.bytes_per_cell = 16;
      step.field_bytes = 16 * step.cells;
      step.messages = ranks > 1 ? 2 : 0;
      step.halo_bytes = ranks > 1 ? 16.0 * static_cast<double>(side) : 0;
      StepWork work;
      work.cells = step.cells;
      work.row = static_cast<double>(side);
      work.bytes_per_cell = 16;
      work.interior = interior_share({{}, step.block}, step.layout, 1);
      work.messages = step.messages;
      work.bytes = step.halo_bytes;
      step.seconds =
          cost_of_step(work, rates, machine.thread_bandwidth(step.field_bytes, ranks), machine.links.at("node")).seconds();
      out.push_back(step);
    }
  return out;
}

TEST_CASE("a model that holds predicts the steps that it was not shown") {
  StepRates truth;
  truth.cell = 2e-10;
  truth.traffic = 1.2;
  truth.step = 1e-6;
  truth.exchange = 2e-6;
  truth.waiting = 3;
  const Machine machine = some_machine();
  const ModelStudy study = study_model("heat-2d", made_by(truth, machine), machine);
  CHECK(study.points == 14);
  CHECK(study.held_out == 4);
  CHECK(study.held_out_error < 0.05);
  CHECK(study.text.find("model of heat-2d: 14 points") == 0);
  CHECK(study.text.find("held out\n") != std::string::npos);
  CHECK(study.text.find("4096x4096") != std::string::npos);
}

TEST_CASE("a model that does not hold says so") {
  const Machine machine = some_machine();
  std::vector<MeasuredStep> steps = made_by(StepRates{1e-10, 1, 0, 1e-6, 0, 0, 0, 0}, machine);
  for (std::size_t i = 2; i < steps.size(); i += 3) steps[i].seconds *= 2;  // those that are held out
  CHECK(study_model("heat-2d", steps, machine).held_out_error == Approx(0.5).margin(0.05));
}

TEST_CASE("without a machine, or with too few points, there is no model") {
  const std::vector<MeasuredStep> steps = made_by(StepRates{1e-10, 1, 0, 1e-6, 0, 0, 0, 0}, some_machine());
  CHECK_THROWS_AS(study_model("heat-2d", steps, Machine()), hg::Error);
  CHECK_THROWS_AS(study_model("heat-2d", {steps.begin(), steps.begin() + 11}, some_machine()), hg::Error);
}

static std::string line(const std::map<std::string, std::string>& fields) {
  std::vector<std::string> out;
  for (const std::string& column : scaling_columns()) {
    const auto found = fields.find(column);
    out.push_back(found == fields.end() ? "" : found->second);
  }
  return csv_line(out);
}

TEST_CASE("rows of a model study are put together over their repeats, and others left out") {
  std::map<std::string, std::string> row = {{"study", "model"},
                                            {"input", "heat-1"},
                                            {"simulation", "heat"},
                                            {"grid_x", "64"},
                                            {"grid_y", "64"},
                                            {"grid_z", "1"},
                                            {"steps", "10"},
                                            {"ranks", "1"},
                                            {"threads", "2"},
                                            {"depth_asked", "0"},
                                            {"depth", "1"},
                                            {"overlap", "on"},
                                            {"layout_x", "1"},
                                            {"layout_y", "1"},
                                            {"block_x", "64"},
                                            {"block_y", "64"},
                                            {"halo_messages", "0"},
                                            {"halo_bytes", "0"},
                                            {"cells_swept_per_step", "4096"},
                                            {"nodes", "1"},
                                            {"bytes_per_cell", "16"},
                                            {"field_bytes", "65536"},
                                            {"status", "0"},
                                            {"message", ""}};
  std::string text = csv_line(scaling_columns());
  for (const char* seconds : {"1", "5", "2"}) {
    row["seconds_stepping"] = seconds;
    text += line(row);
  }
  auto other = row;
  other["study"] = "strong";
  text += line(other);
  other = row;
  other["ranks"] = "8";
  other["message"] = oversubscribed;
  text += line(other);
  other = row;
  other["status"] = "3";
  other["ranks"] = "2";
  text += line(other);
  const auto found = model_steps(CsvTable::parse("t.csv", text));
  REQUIRE(found.size() == 1);
  REQUIRE(found.count("heat-2d") == 1);
  const auto& steps = found.at("heat-2d");
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].seconds == Approx(0.2));
  CHECK(steps[0].block == hg::Index<3>{{64, 64, 1}});
  CHECK(steps[0].threads == 2);
  CHECK(steps[0].cells == 4096);
}

}  // namespace hg_tests
