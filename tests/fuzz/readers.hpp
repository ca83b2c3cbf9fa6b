#pragma once
// One call per reader of texts and files from strangers: whatever the text is, the reader returns something that holds together,
// or throws the error of a user's mistake. Anything else ends the process, which a fuzzer and a test notice. The fuzz targets
// beside this file and the test that replays their corpus share these.
#include "bench/model/machine.hpp"
#include "engine/files/snapshot_file.hpp"
#include "engine/input/settings.hpp"
#include "engine/system/error.hpp"
#include "sims/fractals/zoom.hpp"
#include "sims/patterns/life_105.hpp"
#include "sims/patterns/life_106.hpp"
#include "sims/patterns/macrocell.hpp"
#include "sims/patterns/pattern_writer.hpp"
#include "sims/patterns/plaintext.hpp"
#include "sims/patterns/rle.hpp"
#include "sims/rules/life_rule.hpp"
#include "sims/rules/rule_table.hpp"
#include "tests/fuzz/hdf5_checksums.hpp"
#include "tests/fuzz/viewer_readers.hpp"
#include "viz/image/palette.hpp"
#include "viz/screen/view_script.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <vector>

namespace hg_fuzz {

inline void require_refusal(const hg::Error& error) {
  require(error.status() == hg::Exit::usage && !error.place().empty() && !error.hint().empty(),
          "a refusal says where and what to do");
}

inline void require_sound(const hg::Pattern& pattern) {
  std::int64_t cells = 0;
  int highest = 0;
  const hg::Index<3> extent = hg::extent_of(pattern);
  require(pattern.beyond == 0 || (pattern.has_header && pattern.beyond <= pattern.cells && !pattern.warnings.empty()),
          "cells beyond the header are cells, and have a place");
  for (std::size_t i = 0; i < pattern.runs.size(); ++i) {
    const hg::Run& run = pattern.runs[i];
    require(run.state > 0 && 0 <= run.x0 && run.x0 < run.x1 && run.x1 <= extent[0], "a run is inside the width");
    require(0 <= run.y && run.y < extent[1], "a run is inside the height");
    if (i > 0) {
      const hg::Run& before = pattern.runs[i - 1];
      require(before.y < run.y || (before.y == run.y && before.x1 <= run.x0), "runs are sorted and disjoint");
    }
    cells += run.x1 - run.x0;
    if (run.state > highest) highest = run.state;
  }
  require(cells == pattern.cells && highest == pattern.highest_state, "cells and states are counted");
  require(pattern.width <= hg::largest_side && pattern.height <= hg::largest_side, "no side is longer than the longest");
  require(highest == 0 || !pattern.highest_place.empty(), "the highest state has a place");
}

// Written and read again it is the same.
inline void require_round_trip(const hg::Pattern& pattern) {
  hg::PatternHeader header;
  const hg::Index<3> extent = hg::extent_of(pattern);
  header.width = extent[0];
  header.height = extent[1];
  header.highest_state = pattern.highest_state;
  header.position = pattern.position;
  header.generation = pattern.generation;
  header.comments = pattern.comments;
  std::string text;
  const hg::Box<3> whole{{{0, 0, 0}}, extent};
  hg::write_rle(header, hg::runs_of_pattern(pattern, {}, whole), [&](const std::string& piece) { text += piece; });
  const hg::Pattern back = hg::parse_rle(text, "written.rle");
  require_sound(back);
  require(back.width == extent[0] && back.height == extent[1] && back.cells == pattern.cells &&
              back.runs.size() <= pattern.runs.size() && back.position == pattern.position &&
              back.generation == pattern.generation,
          "a written pattern is read back");
  // Touching runs are joined when they are written.
  std::size_t i = 0;
  for (const hg::Run& run : pattern.runs) {
    while (i < back.runs.size() && (back.runs[i].y < run.y || (back.runs[i].y == run.y && back.runs[i].x1 <= run.x0))) ++i;
    require(i < back.runs.size() && back.runs[i].y == run.y && back.runs[i].x0 <= run.x0 && run.x1 <= back.runs[i].x1 &&
                back.runs[i].state == run.state,
            "a written cell is read back");
  }
}

template <class Read>
void read_pattern_text(Read read) {
  try {
    const hg::Pattern pattern = read();
    require_sound(pattern);
    require_round_trip(pattern);
  } catch (const hg::Error& error) {
    require_refusal(error);
  }
}

inline void rle(const std::string& text) {
  read_pattern_text([&] { return hg::parse_rle(text, "f.rle"); });
}
inline void plaintext(const std::string& text) {
  read_pattern_text([&] { return hg::parse_plaintext(text, "f.cells"); });
}
inline void life_105(const std::string& text) {
  read_pattern_text([&] { return hg::parse_life_105(text, "f.lif"); });
}
inline void life_106(const std::string& text) {
  read_pattern_text([&] { return hg::parse_life_106(text, "f.lif"); });
}
// Few runs, so that a text that stands for many is refused rather than the memory limit of a fuzzer met.
inline void macrocell(const std::string& text) {
  read_pattern_text([&] { return hg::parse_macrocell(text, "f.mc", 1 << 16); });
}
inline void life_rule(const std::string& text) {
  try {
    const hg::LifeRule rule = hg::parse_life_rule(text, "f.toml:1:1");
    require(!rule.text.empty(), "a rule has a canonical text");
    require(!rule.bounded || (rule.bounded->width > 0 && rule.bounded->height > 0), "a bounded grid has cells");
    require(hg::parse_life_rule(rule.text, "f.toml:1:1").text == rule.text,
            "the canonical text is a rule and its own canonical text");
  } catch (const hg::Error& error) {
    require_refusal(error);
  }
}
inline void rule_table(const std::string& text) {
  try {
    const hg::RuleTable table = hg::parse_rule_table(text, "f.rule");
    require(2 <= table.states && table.states <= 256, "a table has 2 to 256 states");
    for (int state = 0; state < table.states; ++state) {
      const std::vector<std::uint8_t> cells(static_cast<std::size_t>(table.inputs), static_cast<std::uint8_t>(state));
      require(table.next(cells.data()) < table.states, "a next state is a state");
    }
  } catch (const hg::Error& error) {
    require_refusal(error);
  }
}

// The sections that every simulation has. What was read, written out with all defaults, is an input that says the same.
inline void toml(const std::string& text) {
  static const std::vector<hg::KeyInfo> known = [] {
    hg::Input description = hg::Input::describing();
    hg::read_settings(description, "f");
    return description.keys();
  }();
  try {
    hg::Input input = hg::Input::parse("f.toml", text, {});
    hg::read_settings(input, "f");
    const std::string once = input.resolved();
    hg::Input again = hg::Input::parse("f.toml", once, {});
    hg::read_settings(again, "f");
    require(again.resolved() == once, "the resolved input is its own resolved input");
    input.refuse_unknown(known);
  } catch (const hg::Error& error) {
    require(error.status() == hg::Exit::usage && !error.place().empty(), "a refusal says where");
  }
}

// A snapshot or checkpoint: its structure, and of every field one tile.
inline void read_snapshot(const std::string& bytes) {
  static const int file = memfd_create("halogrid_fuzz", MFD_CLOEXEC);
  require(
      file >= 0 && ftruncate(file, 0) == 0 && pwrite(file, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()),
      "a file in memory can be written");
  try {
    const hg::SnapshotFile opened("/proc/self/fd/" + std::to_string(file));
    hg::Box<3> box;
    for (int axis = 0; axis < 3; ++axis) box.hi[axis] = std::min<std::int64_t>(opened.size()[axis], 16);
    require(!opened.fields().empty() && !box.empty(), "a snapshot has cells");
    for (int field = 0; field < static_cast<int>(opened.fields().size()); ++field) {
      opened.table(field, 0, 1);
      std::vector<std::uint64_t> cells(static_cast<std::size_t>(box.volume()));
      opened.read(field, box, cells.data());
    }
  } catch (const hg::Error& error) {
    require(error.status() == hg::Exit::file && !error.place().empty(), "a refusal of a file names it");
  }
}

inline void checkpoint_header(const std::string& bytes) {
  read_snapshot(bytes);
  const std::string repaired = Hdf5Repair(bytes).repaired();
  if (repaired != bytes) read_snapshot(repaired);
}

// These say what is wrong as a sentence that begins with the file.
template <class Read>
void read_lines(const Read& read) {
  try {
    read();
  } catch (const std::runtime_error& error) {
    require(std::string(error.what()).starts_with("f:"), "a refusal says where");
  }
}
inline void palette(const std::string& text) {
  read_lines([&] {
    const hg::Palette colours = hg::Palette::parse(text, "f");
    for (const double level : {-1.0, 0.0, 0.3, 1.0, 2.0}) colours.colour(level);
  });
}
inline void view_script(const std::string& text) {
  read_lines([&] {
    hg::ViewScript script = hg::ViewScript::parse(text, "f");
    for (std::int64_t step = 0; step < 100 && !script.finished(); ++step) script.next(step);
    while (script.next(100, true)) {
    }
    require(script.finished(), "a script comes to its end");
  });
}

inline void networks(const std::string& text) {
  try {
    for (const auto& [name, link] : hg::bench::parse_networks("f", text))
      require(link.bandwidth > 0 && link.latency >= 0 && link.ranks_per_node >= 1, "a network can be predicted for");
  } catch (const hg::Error& error) {
    require(error.status() == hg::Exit::usage && error.place().starts_with("f"), "a refusal says where");
  }
}
inline void machine(const std::string& text) {
  try {
    const hg::bench::Machine read = hg::bench::parse_machine("f", text);
    require(read.threads >= 1, "a machine has threads");
    for (const double working_set : {1.0, 1e6, 1e12})
      require(!read.measured() || read.thread_bandwidth(working_set, 2) >= 0, "a speed is a number");
  } catch (const hg::Error& error) {
    require(error.status() == hg::Exit::usage && error.place().starts_with("f"), "a refusal says where");
  }
}
// The section of an input that has them.
inline void key_frames(const std::string& text) {
  try {
    hg::Input input = hg::Input::parse("f.toml", text, {});
    hg::Section section = input.section("zoom");
    const std::vector<hg::KeyFrame> keys = hg::read_key_frames(section);
#ifdef HALOGRID_HAS_MPFR
    if (keys.empty()) return;
    const hg::Zoom zoom(keys, 5);
    for (std::int64_t number = 0; number < 5; ++number) require(!zoom.frame(number).width.empty(), "a frame has a width");
#endif
  } catch (const hg::Error& error) {
    require(error.status() == hg::Exit::usage && !error.place().empty(), "a refusal says where");
  }
}

struct Reader {
  const char* name;  // of its target and of its folder in corpus/
  void (*read)(const std::string& text);
};
inline constexpr Reader readers[] = {{"rle", rle},
                                     {"plaintext", plaintext},
                                     {"life_105", life_105},
                                     {"life_106", life_106},
                                     {"macrocell", macrocell},
                                     {"life_rule", life_rule},
                                     {"rule_table", rule_table},
                                     {"toml", toml},
                                     {"checkpoint_header", checkpoint_header},
                                     {"viewer_to_run", viewer_to_run},
                                     {"run_to_viewer", run_to_viewer},
                                     {"palette", palette},
                                     {"view_script", view_script},
                                     {"networks", networks},
                                     {"machine", machine},
                                     {"key_frames", key_frames}};

}  // namespace hg_fuzz
