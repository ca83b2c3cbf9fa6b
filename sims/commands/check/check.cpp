#include "sims/commands/check/check.hpp"

#include "sims/commands/check/prediction.hpp"
#include "sims/commands/input/prepare.hpp"
#include "sims/commands/line/guard.hpp"

namespace hg {

const CommandPage check_page = {"check", "FILE [OPTIONS]",
                                "Check an input without running it (run --dry-run): print the resolved input, the decomposition, "
                                "memory per rank and bytes per output. Writes nothing.",
                                "  halogrid check inputs/life/soup.toml\n"
                                "  halogrid check big.toml --ranks 512 -s grid.size=[65536,65536]\n"
                                "  halogrid check big.toml --ranks 4096 --networks bench/networks.toml\n"};

void declare(CommandWords& words, CheckOptions& out) {
  declare_input(words, out.input);
  declare_output(words, out.input);
  declare_steps(words, out.input);
  words.text("--networks", "FILE", out.networks, "predict the speed on these networks (see bench/networks.toml)");
  words.whole("--ranks", "N", out.ranks, "as if on N ranks", 1, most_ranks);
  declare(words, out.talk);
}

int check(const Communicator& world, const CheckOptions& options) {
  const PreparedRun run = prepare(world, options.input.file, options.input.overrides, options.ranks.value_or(0));
  say_unoptimised(world);
  RunLog log;  // that nobody opens
  const Talk talk(world, options.talk, false, log);
  talk.warn(run.warnings);
  talk.details(run.resolved);
  const int ranks = options.ranks.value_or(world.size());
  print_plan(world, run, ranks);
  return print_prediction(world, run, ranks, options.networks);
}

}  // namespace hg
