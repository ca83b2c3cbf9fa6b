#include "sims/commands/commands.hpp"

#include "sims/commands/about/info.hpp"
#include "sims/commands/about/list.hpp"
#include "sims/commands/bench/bench.hpp"
#include "sims/commands/bench/bench_scaling.hpp"
#include "sims/commands/bench/explain.hpp"
#include "sims/commands/check/check.hpp"
#include "sims/commands/check/prove.hpp"
#include "sims/commands/files/verify.hpp"
#include "sims/commands/line/guard.hpp"
#include "sims/commands/render/render.hpp"
#include "sims/commands/run/run.hpp"
#include "sims/commands/view/view.hpp"

#include <csignal>

namespace hg {

static int run_or_check(const Communicator& world, const RunOptions& options) {
  if (options.dry_run) {
    std::signal(SIGPIPE, SIG_DFL);  // what only lists ends quietly where nobody listens
    return check(world, {options.input, options.ranks, "", options.talk});
  }
  const int status = run(world, options);
  forgive_lost_output();
  return status;
}

const std::vector<Command>& all_commands() {
  static const std::vector<Command> commands = {
      {run_page, run_or_check, true},
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
