#include "sims/rules/rule_table.hpp"

#include "engine/system/error.hpp"
#include "sims/rules/rule_colours.hpp"
#include "sims/rules/rule_lines.hpp"
#include "sims/rules/rule_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <map>
#include <optional>

namespace hg {

std::uint8_t RuleTable::next(const std::uint8_t* cells) const {
  if (!nodes.empty()) {
    std::uint32_t node = root;
    for (int asked = 0; asked < inputs; ++asked) node = nodes[node + cells[tree_input(neighbours, asked)]];
    return static_cast<std::uint8_t>(node);
  }
  for (std::int64_t word = 0; word < words; ++word) {
    std::uint64_t matching = ~std::uint64_t{0};
    for (int input = 0; input < inputs; ++input)
      matching &= allowed[static_cast<std::size_t>((word * inputs + input) * states + cells[input])];
    if (matching != 0) return output[static_cast<std::size_t>(64 * word + std::countr_zero(matching))];
  }
  return cells[0];
}

std::int64_t RuleTable::neighbourhoods(std::int64_t limit) const {
  std::int64_t count = 1;
  for (int input = 0; input < inputs && count <= limit; ++input) count *= states;
  return count;
}

// Of the transitions 64 * word to 64 * word + 63 those that still can match.
struct Candidates {
  std::size_t word;
  std::uint64_t bits;  // never 0
};

// Fills the part of a whole table in which the first `depth` inputs are settled.
static void fill_part(const RuleTable& table, int depth, const std::vector<Candidates>& matching, std::uint8_t own,
                      std::uint8_t* part, std::int64_t size) {
  if (depth > 0 && (matching.empty() || depth == table.inputs)) {
    const std::uint8_t next =
        matching.empty() ? own
                         : table.output[64 * matching[0].word + static_cast<std::size_t>(std::countr_zero(matching[0].bits))];
    std::fill(part, part + size, next);
    return;
  }
  const auto inputs = static_cast<std::size_t>(table.inputs), states = static_cast<std::size_t>(table.states);
  const std::int64_t share = size / table.states;
  std::vector<Candidates> left;
  for (std::size_t state = 0; state < states; ++state) {
    left.clear();
    for (const auto& [word, bits] : matching)
      if (const std::uint64_t both = bits & table.allowed[(word * inputs + static_cast<std::size_t>(depth)) * states + state];
          both != 0)
        left.push_back({word, both});
    fill_part(table, depth + 1, left, depth == 0 ? static_cast<std::uint8_t>(state) : own,
              part + static_cast<std::int64_t>(state) * share, share);
  }
}

// Every neighbourhood by itself: there are few where this is asked for.
static void fill_from_tree(const RuleTable& table, std::vector<std::uint8_t>& out) {
  std::array<std::uint8_t, 9> cells{};
  for (std::uint8_t& next : out) {
    next = table.next(cells.data());
    for (int input = table.inputs - 1; input >= 0 && ++cells[static_cast<std::size_t>(input)] == table.states; --input)
      cells[static_cast<std::size_t>(input)] = 0;
  }
}

std::vector<std::uint8_t> RuleTable::all() const {
  std::vector<std::uint8_t> out(static_cast<std::size_t>(neighbourhoods(INT64_MAX / 256)));
  if (!nodes.empty()) {
    fill_from_tree(*this, out);
    return out;
  }
  std::vector<Candidates> every;
  for (std::size_t word = 0; word < static_cast<std::size_t>(words); ++word) every.push_back({word, ~std::uint64_t{0}});
  fill_part(*this, 0, every, 0, out.data(), static_cast<std::int64_t>(out.size()));
  return out;
}

using States = std::array<std::uint64_t, 4>;  // a set of states
using Transition = std::vector<States>;       // the states that each input may have

static void insert(States& set, int state) { set[static_cast<std::size_t>(state / 64)] |= std::uint64_t{1} << state % 64; }
static bool holds(const States& set, int state) { return (set[static_cast<std::size_t>(state / 64)] >> state % 64 & 1U) != 0; }

using Piece = RuleLines::Piece;

// The lines below @TABLE.
class RuleTableReader {
 public:
  explicit RuleTableReader(RuleLines& lines) : lines_(lines) {}

  void line(const Piece& piece) {
    const std::size_t colon = lines_.find(':', piece.begin, piece.end);
    if (colon < piece.end)
      return descriptor(lines_.text_of(lines_.trimmed({piece.begin, colon})), lines_.trimmed({colon + 1, piece.end}),
                        piece.begin);
    need_descriptors(piece.begin);
    if (lines_.text_of(piece).compare(0, 3, "var") == 0 && piece.begin + 3 < piece.end &&
        std::isspace(static_cast<unsigned char>(lines_.text()[piece.begin + 3])))
      return variable({piece.begin + 4, piece.end});
    transition(piece);
  }

  RuleTable end() {
    need_descriptors(lines_.text().size());
    table_.output.resize(static_cast<std::size_t>(table_.words) * 64, 0);
    return std::move(table_);
  }

 private:
  struct Variable {
    std::vector<int> states;
  };
  static constexpr std::int64_t most_bytes = std::int64_t{64} << 20;  // of the expanded table

  void descriptor(const std::string& key, const Piece& value, std::size_t at) {
    const std::string word = lines_.text_of(value);
    if (table_.words > 0 || !variables_.empty())
      lines_.fail(at, fmt::format("{} must come before variables and transitions", key), "move it up");
    if (key == "n_states") {
      const int states = static_cast<int>(lines_.number(value));
      if (states < 2 || states > 256)
        lines_.fail(value.begin, fmt::format("n_states is {}; it must lie from 2 to 256", word), "n_states:4");
      table_.states = states;
    } else if (key == "neighborhood") {
      if (word == "Moore") {
        table_.neighbours = Neighbours::moore;
      } else if (word == "vonNeumann") {
        table_.neighbours = Neighbours::von_neumann;
      } else if (word == "hexagonal") {
        table_.neighbours = Neighbours::hexagonal;
      } else {
        lines_.fail(value.begin, fmt::format("the neighborhood {} is not supported", word),
                    "write Moore, vonNeumann or hexagonal");
      }
      table_.inputs = table_.neighbours == Neighbours::moore ? 9 : table_.neighbours == Neighbours::von_neumann ? 5 : 7;
    } else if (key == "symmetries") {
      if (table_.inputs == 0) lines_.fail(at, "the neighborhood must be named before its symmetries", "move the line up");
      symmetries(word, value.begin);
    } else {
      lines_.fail(at, fmt::format("there is no descriptor {}", key), "there are n_states, neighborhood and symmetries");
    }
  }

  void need_descriptors(std::size_t at) const {
    const char* missing = table_.states == 0   ? "n_states"
                          : table_.inputs == 0 ? "neighborhood"
                          : !symmetric_        ? "symmetries"
                                               : nullptr;
    if (missing != nullptr)
      lines_.fail(at, fmt::format("{} must be given before variables and transitions", missing),
                  "a table starts with lines such as n_states:4, neighborhood:Moore and symmetries:rotate8reflect");
  }

  // Every symmetry is a list of rearrangements of the neighbours: input i of the variant is input order[i] of the line.
  void symmetries(const std::string& word, std::size_t at) {
    const int around = table_.inputs - 1;
    const bool moore = table_.neighbours == Neighbours::moore, hexagonal = table_.neighbours == Neighbours::hexagonal;
    symmetric_ = true;
    permutes_ = word == "permute";
    orders_.clear();
    const auto turns = [&](int step, bool reflect) {
      for (int turn = 0; turn < around; turn += step)
        for (const bool mirrored : reflect ? std::vector<bool>{false, true} : std::vector<bool>{false}) {
          std::vector<int> order(static_cast<std::size_t>(around));
          for (int i = 0; i < around; ++i) order[static_cast<std::size_t>(i)] = ((mirrored ? 2 * around - i : i) + turn) % around;
          orders_.push_back(std::move(order));
        }
    };
    if (word == "none" || word == "permute") return turns(around, false);
    if (!hexagonal && word == "rotate4") return turns(around / 4, false);
    if (!hexagonal && word == "rotate4reflect") return turns(around / 4, true);
    if (moore && word == "rotate8") return turns(1, false);
    if (moore && word == "rotate8reflect") return turns(1, true);
    if (!hexagonal && word == "reflect_horizontal") return turns(around, true);
    if (hexagonal && word == "rotate2") return turns(3, false);
    if (hexagonal && word == "rotate3") return turns(2, false);
    if (hexagonal && word == "rotate6") return turns(1, false);
    if (hexagonal && word == "rotate6reflect") return turns(1, true);
    lines_.fail(at, fmt::format("the symmetries {} are not supported for this neighborhood", word),
                hexagonal ? "write none, rotate2, rotate3, rotate6, rotate6reflect or permute"
                : moore   ? "write none, rotate4, rotate8, rotate4reflect, rotate8reflect, reflect_horizontal or permute"
                          : "write none, rotate4, rotate4reflect, reflect_horizontal or permute");
  }

  // One state, or all of a variable.
  std::vector<int> states_of(const Piece& piece) const {
    if (const auto found = variables_.find(lines_.text_of(piece)); found != variables_.end()) return found->second.states;
    const int state = static_cast<int>(lines_.number(piece));
    if (state < 0)
      lines_.fail(piece.begin, fmt::format("\"{}\" is neither a state nor a variable", lines_.text_of(piece)),
                  "a variable is made by a line such as var a={0,1,2} above its first use");
    if (state >= table_.states)
      lines_.fail(piece.begin, fmt::format("there is no state {}; n_states is {}", state, table_.states),
                  "correct it or n_states");
    return {state};
  }

  // name={0,1,other}
  void variable(const Piece& piece) {
    const char* hint = "write var a={0,1,2}";
    const std::size_t equals = lines_.find('=', piece.begin, piece.end);
    if (equals >= piece.end) lines_.fail(piece.begin, "a variable lacks its '='", hint);
    const Piece name = lines_.trimmed({piece.begin, equals}), list = lines_.trimmed({equals + 1, piece.end});
    if (name.begin == name.end) lines_.fail(equals, "a variable lacks its name", hint);
    // var b=a: the states of another one.
    const bool braces = !list.empty() && lines_.text()[list.begin] == '{';
    if (list.empty() || (braces && (lines_.text()[list.end - 1] != '}' || list.end - list.begin < 2)))
      lines_.fail(list.begin, "the states of a variable stand between { and }", hint);
    const Piece states = braces ? Piece{list.begin + 1, list.end - 1} : list;
    if (variables_.count(lines_.text_of(name)) != 0)
      lines_.fail(name.begin, fmt::format("there is a variable {} already", lines_.text_of(name)), "choose another name");
    Variable out;
    for (const Piece& entry : lines_.split(states, ','))
      for (const int state : states_of(entry))
        if (std::find(out.states.begin(), out.states.end(), state) == out.states.end()) out.states.push_back(state);
    variables_[lines_.text_of(name)] = std::move(out);
  }

  void transition(const Piece& piece) {
    std::vector<Piece> entries = lines_.split(piece, ',');
    if (entries.size() == 1 && table_.states <= 10) {
      entries.clear();
      for (std::size_t at = piece.begin; at < piece.end; ++at)
        if (!std::isspace(static_cast<unsigned char>(lines_.text()[at]))) entries.push_back({at, at + 1});
    }
    if (entries.size() != static_cast<std::size_t>(table_.inputs) + 1)
      lines_.fail(piece.begin, fmt::format("the transition has {} entries; {} are needed", entries.size(), table_.inputs + 1),
                  table_.neighbours == Neighbours::moore         ? "they are C,N,NE,E,SE,S,SW,W,NW and the next state"
                  : table_.neighbours == Neighbours::von_neumann ? "they are C,N,E,S,W and the next state"
                                                                 : "they are C,N,E,SE,S,W,NW and the next state");
    // A variable that stands in several places has the same state in all of them: one transition for each of its states.
    std::map<std::string, std::size_t> bound;
    for (std::size_t i = 0; i < entries.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (lines_.text_of(entries[i]) == lines_.text_of(entries[j]) && variables_.count(lines_.text_of(entries[i])) != 0)
          bound[lines_.text_of(entries[i])] = 0;
    const Piece& last = entries.back();
    if (const auto found = variables_.find(lines_.text_of(last));
        found != variables_.end() && found->second.states.size() > 1 && bound.count(found->first) == 0)
      lines_.fail(last.begin, fmt::format("the next state is the variable {}, which is no input of the transition", found->first),
                  "name a state, or a variable that stands among the inputs too");
    do {
      Transition inputs;
      int next = 0;
      for (const Piece& entry : entries) {
        const auto found = bound.find(lines_.text_of(entry));
        States set{};
        for (const int state :
             found != bound.end() ? std::vector<int>{variables_[found->first].states[found->second]} : states_of(entry))
          insert(set, next = state);
        inputs.push_back(set);
      }
      inputs.pop_back();
      variants(inputs, static_cast<std::uint8_t>(next), piece.begin);
    } while (advance(bound));
  }

  // The next choice of states for the bound variables.
  bool advance(std::map<std::string, std::size_t>& bound) {
    for (auto& [name, choice] : bound) {
      if (++choice < variables_[name].states.size()) return true;
      choice = 0;
    }
    return false;
  }

  void variants(const Transition& line, std::uint8_t next, std::size_t at) {
    if (permutes_) {
      Transition order(line);
      std::sort(order.begin() + 1, order.end());
      do {
        add(order, next, at);
      } while (std::next_permutation(order.begin() + 1, order.end()));
      return;
    }
    std::vector<Transition> seen;
    for (const std::vector<int>& order : orders_) {
      Transition variant{line[0]};
      for (const int from : order) variant.push_back(line[static_cast<std::size_t>(from) + 1]);
      if (std::find(seen.begin(), seen.end(), variant) != seen.end()) continue;
      add(variant, next, at);
      seen.push_back(std::move(variant));
    }
  }

  void add(const Transition& inputs, std::uint8_t next, std::size_t at) {
    const std::size_t bit = table_.output.size() % 64, columns = static_cast<std::size_t>(table_.inputs * table_.states);
    if (bit == 0) {
      if (static_cast<std::int64_t>((table_.allowed.size() + columns) * sizeof(std::uint64_t)) > most_bytes)
        lines_.fail(
            at,
            fmt::format("with this line the table is {} transitions long, more than memory is given for", table_.output.size()),
            "use fewer variables that stand twice in a line, or a symmetry with fewer variants");
      table_.allowed.resize(table_.allowed.size() + columns, 0);
      ++table_.words;
    }
    std::uint64_t* word = table_.allowed.data() + table_.allowed.size() - columns;
    for (const States& set : inputs)
      for (int state = 0; state < table_.states; ++state, ++word)
        if (holds(set, state)) *word |= std::uint64_t{1} << bit;
    table_.output.push_back(next);
  }

  RuleLines& lines_;
  RuleTable table_;
  bool symmetric_ = false, permutes_ = false;
  std::vector<std::vector<int>> orders_;
  std::map<std::string, Variable> variables_;
};

RuleTable parse_rule_table(const std::string& text, const std::string& file) {
  RuleLines lines(text, file);
  RuleColours colours;
  std::optional<RuleTableReader> table;
  std::optional<RuleTreeReader> tree;
  std::string name;
  enum class Section : std::uint8_t { other, table, tree, colours } in = Section::other;
  for (Piece piece{}; lines.next(piece);) {
    if (piece.empty()) continue;
    if (text[piece.begin] != '@') {
      if (in == Section::table) table->line(piece);
      if (in == Section::tree) tree->line(piece);
      if (in == Section::colours) colours.line(lines, piece);
      continue;
    }
    // Icons, names and notes are passed over, and so is what tells the automaton once more.
    const std::string word = lines.text_of(piece);
    in = Section::other;
    if (word.compare(0, 5, "@RULE") == 0) name = lines.text_of(lines.trimmed({piece.begin + 5, piece.end}));
    if (word == "@COLORS") in = Section::colours;
    if (table || tree) continue;
    if (word == "@TABLE") {
      table.emplace(lines);
      in = Section::table;
    } else if (word == "@TREE") {
      tree.emplace(lines);
      in = Section::tree;
    }
  }
  if (!table && !tree)
    throw usage_error(file, "there is no @TABLE or @TREE section in the rule file",
                      "after a line @TABLE come n_states, neighborhood, symmetries, variables and transitions");
  RuleTable out = table ? table->end() : tree->end();
  out.name = name;
  out.colours = colours.all(out.states);
  return out;
}

}  // namespace hg
