#include "sims/commands/commands.hpp"

#include "sims/commands/bench.hpp"
#include "sims/commands/bench_scaling.hpp"
#include "sims/commands/check.hpp"
#include "sims/commands/explain.hpp"
#include "sims/commands/info.hpp"
#include "sims/commands/list.hpp"
#include "sims/commands/prove.hpp"
#include "sims/commands/render.hpp"
#include "sims/commands/run.hpp"
#include "sims/commands/verify.hpp"
#include "sims/commands/view.hpp"

namespace hg {

static int run_or_check(const Communicator& world, const RunOptions& options) {
  return options.dry_run ? check(world, {options.input, options.ranks, "", options.talk}) : run(world, options);
}

const std::vector<Command>& all_commands() {
  static const std::vector<Command> commands = {
      {run_page, run_or_check},
      {check_page, check},
      {list_page, list},
      {info_page, info},
      {verify_page, verify},
      {prove_page, prove},
      {render_page, render_on_root},
      {view_page, view},
      {bench_page, measure},
      {scaling_page, measure_scaling},
      {explain_page, explain},
  };
  return commands;
}

}  // namespace hg
