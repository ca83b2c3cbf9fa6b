#pragma once
// Runs to view, and frames that answer a viewer's requests from a plain function of the cell.
#include "viz/viewer/viewer.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace hg_tests {

using CellValue = std::function<double(std::int64_t x, std::int64_t y, std::int64_t z)>;

inline hg::ViewedField viewed_field(const std::string& name, bool states = false) {
  hg::ViewedField out;
  out.name = name;
  out.states = states;
  return out;
}

inline hg::ViewedRun viewed_run(const std::array<std::int64_t, 3>& size, const std::vector<hg::ViewedField>& fields) {
  hg::ViewedRun run;
  run.name = "case";
  run.simulation = "test";
  run.size = size;
  run.fields = fields;
  run.live = true;
  return run;
}

inline hg::ViewedRun life_run(std::int64_t columns, std::int64_t rows) {
  hg::ViewedRun run = viewed_run({columns, rows, 1}, {viewed_field("cells", true)});
  run.draws = true;
  return run;
}

// The cell of the grid at (column, row) of the requested layer, written down axis by axis.
inline double value_of(const hg::ViewRequest& of, std::int64_t column, std::int64_t row, const CellValue& value) {
  if (of.axis == 0) return value(of.layer, column, row);
  if (of.axis == 1) return value(column, of.layer, row);
  return value(column, row, of.layer);
}

inline hg::ViewFrame answer(const hg::ViewRequest& of, const CellValue& value, std::int64_t step = 0) {
  hg::ViewFrame out;
  out.of = of;
  out.step = step;
  out.time = static_cast<double>(step);
  for (std::int64_t y = of.region.y; y < of.region.y + of.region.height; y += of.reduction) {
    ++out.rows;
    for (std::int64_t x = of.region.x; x < of.region.x + of.region.width; x += of.reduction) {
      double sum = 0;
      int number = 0;
      for (std::int64_t j = y; j < std::min(y + of.reduction, of.region.y + of.region.height); ++j)
        for (std::int64_t i = x; i < std::min(x + of.reduction, of.region.x + of.region.width); ++i, ++number)
          sum += value_of(of, i, j, value);
      out.values.push_back(static_cast<float>(sum / number));
    }
  }
  out.columns = static_cast<int>(out.values.size()) / out.rows;
  return out;
}

inline const hg::ViewerOptions small_viewer = {"", ".", 40, 30, false, 30};

inline double nothing(std::int64_t, std::int64_t, std::int64_t) { return 0; }

inline std::vector<hg::ViewCommand::Kind> kinds(const std::vector<hg::ViewCommand>& commands) {
  std::vector<hg::ViewCommand::Kind> out;
  for (const auto& command : commands) out.push_back(command.kind);
  return out;
}

inline hg::InputEvent key_event(const std::string& key) { return {hg::InputEvent::Kind::key, key, 0, 0, 0}; }
inline hg::InputEvent pointer_event(hg::InputEvent::Kind kind, int x, int y) { return {kind, "", x, y, 0}; }

// A viewer with the run behind it: what it asks for is answered at once.
struct ViewerCase {
  using Kind = hg::InputEvent::Kind;
  hg::Viewer viewer;
  CellValue value;
  hg::ViewRequest request;
  std::int64_t step = 0;
  bool paused = false;

  ViewerCase(const hg::ViewedRun& run, const hg::ViewerOptions& options, const CellValue& cells)
      : viewer(run, options), value(cells) {
    show();
  }
  void show() {
    if (const auto asked = viewer.take_request()) request = *asked;
    hg::ViewFrame frame = answer(request, value, step);
    frame.paused = paused;
    frame.obeyed = viewer.commands_taken();
    viewer.show(frame);
  }
  void keys(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      viewer.handle(key_event(name));
      show();
    }
  }
  void pointer(Kind kind, int x, int y) { viewer.handle(pointer_event(kind, x, y)); }
  void wheel(double amount, int x, int y) {
    viewer.handle({Kind::wheel, "", x, y, amount});
    show();
  }
  bool status_has(const std::string& text) const { return viewer.status().find(text) != std::string::npos; }
};

}  // namespace hg_tests
