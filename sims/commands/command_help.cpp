#include "sims/commands/command_help.hpp"

#include "engine/system/version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hg {

static constexpr CommandHelp command_helps[] = {
    {"run", "FILE [OPTIONS]", "Run a simulation from an input file (.toml) or a pattern (.rle .cells .lif .mc).",
     "  halogrid run inputs/life/gosper_gun.toml\n"
     "  halogrid run glider.rle --steps 200 -o out/glider\n"
     "  mpirun -n 4 halogrid run soup.toml -s run.seed=7 -s life.rule=B36/S23\n"
     "  mpirun -n 6 halogrid run soup.toml --restart --time-limit 11:55:00\n"},
    {"check", "FILE [OPTIONS]",
     "Check an input without running it (run --dry-run): print the resolved input, the decomposition, memory per rank and bytes "
     "per "
     "output. Writes nothing.",
     "  halogrid check inputs/life/soup.toml\n"
     "  halogrid check big.toml --ranks 512 -s grid.size=[65536,65536]\n"
     "  halogrid check big.toml --ranks 4096 --networks bench/networks.toml\n"},
    {"list", "[SIM]", "List the simulations, or every key of one: type, unit, default, range.",
     "  halogrid list\n"
     "  halogrid list heat\n"},
    {"info", "[--json]", "Show version, compiler, MPI, Kokkos, HDF5, nodes, cores, and the threads and binding of each rank.",
     "  halogrid info\n"
     "  mpirun -n 4 halogrid info --json\n"},
    {"verify", "FILE... [--against OTHER]",
     "Recompute the checksums of snapshots and checkpoints, or of all those in a folder; say which tile is bad or differs first. "
     "Exit status 4 if one does.",
     "  halogrid verify out/soup/soup.*.h5\n"
     "  halogrid verify out/soup --against out/soup_on_64_ranks\n"
     "  halogrid verify one.00002000.h5 --against other.00002000.h5\n"},
    {"prove", "FILE [OPTIONS]",
     "Run an input on 1 up to all ranks of the job, in several layouts and depths, with and without overlap, and compare every "
     "result with that of one rank. Exit status 4 if one differs: its first cell, step and rank border are named. Writes "
     "nothing.",
     "  mpirun -n 4 halogrid prove inputs/pde/heat.toml --steps 100\n"
     "  mpirun -n 3 halogrid prove inputs/fractal/julia.toml -s grid.size=[320,240]\n"},
    {"render", "FILE -o PICTURE [OPTIONS]",
     "Draw a snapshot, a step of a run or a pattern as a picture, all steps of a run as a film, or write cells as a pattern.",
     "  halogrid render out/soup/soup.00002000.h5 -o soup.png --palette magma\n"
     "  halogrid render out/heat/heat.vtkhdf -o hot.png --range 0,1 --size 800\n"
     "  halogrid render out/soup -o soup.mp4 --steps 0:2000:100 --fps 10\n"
     "  halogrid render gun.rle -o gun.png --zoom 8 --crop 0,0,36,9\n"
     "  halogrid render out/soup/soup.00002000.h5 -o soup.rle\n"},
    {"view", "DIR|FILE [OPTIONS]",
     "Watch a live run, or play a finished one: attaches to the run that writes into the folder, at any time, and leaves it "
     "alone "
     "when it closes. ? shows the keys.",
     "  halogrid view out/soup\n"
     "  halogrid view out/soup --terminal\n"
     "  halogrid view node7:5901 --token out/soup/.view.token\n"},
    {"bench", "[kernels|halo|overlap|io|farm|machine] [OPTIONS]",
     "Measure this machine beside a plain reference in the same run; without a name, kernels, halo, io and farm. machine keeps "
     "the speed of memory and messages for reports and predictions. Two more have pages of their own: `bench scaling INPUT "
     "--help` (how an input scales) and `bench explain FILE --help` (a picture of one step).",
     "  halogrid bench kernels --size 4096,4096\n"
     "  mpirun -n 2 halogrid bench io\n"
     "  mpirun -n 2 halogrid bench machine\n"
     "  halogrid bench scaling inputs/pde/heat.toml\n"
     "  mpirun -n 4 halogrid bench explain inputs/pde/heat.toml\n"},
};

// Commands in two words.
static constexpr CommandHelp bench_helps[] = {
    {"bench scaling", "INPUT [OPTIONS]",
     "Measure how an input scales, from one core to all: runs of it on more and more workers (ranks x threads), strong (the same "
     "grid) and weak (a grid that grows with them). Needs no launcher: it starts each run with one. Writes a table with a row a "
     "run "
     "and goes on where it was stopped; a summary (speed-up, efficiency, serial fractions); plots, where gnuplot is installed. "
     "Exit "
     "status 4 if runs of the same grid end with other cells.",
     "  halogrid bench scaling inputs/pde/heat.toml --steps 500\n"
     "  halogrid bench scaling soup.toml --ranks 1,2,4,8 --threads 1,2 --depth 0,1,4 --overlap on,off\n"
     "  halogrid bench scaling heat.toml --launcher 'mpirun -n {ranks} --bind-to core'\n"
     "  halogrid bench scaling heat.toml --summary-only\n"},
    {"bench explain", "FILE [OPTIONS]",
     "Draw one real step of an input: which rank owns what, who sends how many bytes to whom, and what each rank does when, down "
     "to the wait for messages. Of a fractal it is one picture with its tiles. Runs as `run` does, on any number of ranks, and "
     "writes nothing but the picture.",
     "  mpirun -n 4 halogrid bench explain inputs/pde/heat.toml -o step.svg\n"
     "  mpirun -n 2 halogrid bench explain soup.rle -s decomposition.depth=4\n"
     "  halogrid bench explain inputs/fractal/mandelbrot.toml --steps 0\n"},
};

static constexpr int help_columns = 79, text_column = 28;

// Words of text from column `column` on, broken before help_columns; starts on the current line, ends with a line break.
static std::string wrapped(const std::string& text, int column) {
  std::string out, line;
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t end = std::min(text.find(' ', start), text.size());
    const std::string word = text.substr(start, end - start);
    if (!line.empty() && column + static_cast<int>(line.size() + 1 + word.size()) > help_columns) {
      out += line + "\n" + std::string(static_cast<std::size_t>(column), ' ');
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    start = end + 1;
  }
  return out + line + "\n";
}

static std::string option_help(const OptionHelp& option) {
  const std::string text = wrapped(option.about, text_column);
  if (option.names.size() + 2 > text_column) return option.names + "\n" + std::string(text_column, ' ') + text;
  return fmt::format("{:<{}}{}", option.names, text_column, text);
}

std::string command_help(const CommandHelp& help, const std::vector<OptionHelp>& all) {
  std::string arguments, options;
  for (const OptionHelp& option : all) (option.is_argument ? arguments : options) += option_help(option);
  return fmt::format("Usage: halogrid {} {}\n\n{}{}{}{}{}\nExamples:\n{}", help.name, help.arguments, wrapped(help.about, 0),
                     arguments.empty() ? "" : "\nArguments:\n", arguments, "\nOptions:\n", options, help.examples);
}

std::string program_help() {
  std::string out = fmt::format(
      "halogrid {} - distributed stencil and grid simulations\n\n"
      "Usage: halogrid COMMAND [ARGUMENTS] [OPTIONS]\n"
      "       halogrid FILE [OPTIONS]         the same as halogrid run FILE\n"
      "       mpirun -n 4 halogrid run FILE   on 4 ranks\n\nCommands:\n",
      version);
  for (const CommandHelp& help : command_helps) out += fmt::format("  {:<10}{}", help.name, wrapped(help.about, 12));
  out +=
      "\nOptions:\n"
      "  -h, --help [COMMAND]      this page, or that of a command\n"
      "      --version             the version of this program\n"
      "\nExit status:\n"
      "  0 done                    2 usage or input error    3 file or disk error\n"
      "  4 verification failed     70 internal error\n"
      "  75 stopped early with a good checkpoint (--restart goes on from it)\n"
      "\nExamples:\n"
      "  halogrid run inputs/life/gosper_gun.toml\n"
      "  mpirun -n 4 halogrid run inputs/life/soup.toml --report report.json\n"
      "  halogrid check inputs/life/soup.toml --ranks 64\n"
      "  halogrid render out/soup/soup.00002000.h5 -o soup.png\n";
  return out;
}

std::span<const CommandHelp> all_commands() { return command_helps; }

const CommandHelp* find_command(const std::string& name) {
  for (const std::span<const CommandHelp> helps :
       {std::span<const CommandHelp>(command_helps), std::span<const CommandHelp>(bench_helps)})
    for (const CommandHelp& help : helps)
      if (name == help.name) return &help;
  return nullptr;
}

}  // namespace hg
