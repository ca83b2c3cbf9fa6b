#include "sims/commands/bench/bench_scaling.hpp"

#include "bench/scaling/scaling.hpp"
#include "engine/input/config_value.hpp"
#include "sims/commands/input/input_options.hpp"
#include "sims/commands/line/guard.hpp"

#include <fmt/format.h>

namespace hg {

const CommandPage scaling_page = {
    "bench scaling", "INPUT [OPTIONS]",
    "Measure how an input scales, from one core to all: runs of it on more and more workers (ranks x threads), strong (the same "
    "grid) and weak (a grid that grows with them). Needs no launcher: it starts each run with one. Writes a table with a row a "
    "run and goes on where it was stopped; a summary (speed-up, efficiency, serial fractions); plots, where gnuplot is "
    "installed. Exit status 4 if runs of the same grid end with other cells.",
    "  halogrid bench scaling inputs/pde/heat.toml --steps 500\n"
    "  halogrid bench scaling soup.toml --ranks 1,2,4,8 --threads 1,2 --depth 0,1,4 --overlap on,off\n"
    "  halogrid bench scaling heat.toml --launcher 'mpirun -n {ranks} --bind-to core'\n"
    "  halogrid bench scaling heat.toml --summary-only\n"};

void bench::declare(CommandWords& words, ScalingOptions& out) {
  words.argument("INPUT", out.input, about_input);
  declare_settings(words, out.settings);
  words.wholes("--ranks", "N,...", out.ranks, "ranks to measure (default: 1, 2, 4 ... up to the physical cores)", 1, most_ranks);
  words.wholes("--threads", "N,...", out.threads, "threads of a rank to measure (default: 1)", 1, 65536);
  words.wholes("--depth", "N,...", out.depths, "steps per halo exchange to measure, 0 = auto (default: as the input says)", 0,
               65536);
  words.choices("--overlap", "on,off", out.overlaps, "with overlap, without, or both (default: as the input says)",
                {{"on", true}, {"off", false}});
  words.choices(
      "--study", "strong,weak,model", out.studies,
      "the same grid on more workers, a grid that grows with them (default: both); blocks of all sizes, to fit the model "
      "of a step that predictions use",
      {{"strong", "strong"}, {"weak", "weak"}, {"model", "model"}});
  words.whole("--repeats", "N", out.repeats, "runs of every point (default: 3)", 1, 1000000);
  words.whole("--steps", "N", out.steps, "steps of every run (overrides run.steps); model: of the largest blocks", 1, most_steps);
  words.path("-o,--output", "DIR", out.output, "table, summary and plots (default: out/scaling-NAME); a study there goes on");
  words.option("--launcher", "WORDS",
               "how to start ranks (default: 'mpirun -n {ranks}', within SLURM 'srun --mpi=pmix -n {ranks} -c {threads}')",
               [&](const std::string& name, const std::string& word) {
                 if (word.find("{ranks}") == std::string::npos)
                   words.fail(fmt::format("{} {} does not say how many ranks", name, toml_key(word)),
                              "write {ranks} where their number goes, for example 'mpirun -n {ranks}'");
                 out.launcher = word;
               });
  words.seconds("--time-out", "[[D-]HH:]MM:SS", out.time_out, "end a run that takes longer (default: one hour)");
  words.flag("--summary-only", out.summary_only, "summary and plots of the table that is there, no runs");
  words.finally([&] {
    if (out.input.empty() && !(out.summary_only && !out.output.empty()))
      words.fail("INPUT is missing: an input (.toml) or a pattern (.rle)");
  });
}

int measure_scaling(const bench::ScalingOptions& options) {
  refuse_launcher("halogrid bench scaling");
  return bench_scaling(options);
}

}  // namespace hg
