"""A rank that stops making progress ends the job with exit status 70, and one that only looks like it does not."""
import ctypes
import os
import re
import signal
import time

from fault import INTERNAL, Case, main, program, wait_until

# The first state is written just before the first step.
ENDLESS = '[run]\nsimulation = "life"\nsteps = 1000000000000\nwatchdog = "3s"\n[grid]\nsize = [256, 192]\n[life]\ndensity = 0.3\n[output]\nevery = 1000000000\n'
PTRACE_SEIZE = 0x4206


class Watchdog(Case):
    def stepping(self, text, ranks, to="out"):
        """A job that has begun to step, and {rank: pid}."""
        file = self.write(f"{to}.toml", text)
        job = self.job("run", file.name, "-q", "-o", to, ranks=ranks)
        pids = job.wait_for_ranks()
        if not wait_until((self.folder / to / f"{to}.00000000.h5").exists, 60, 0.1):
            job.fail("the run does not start")
        time.sleep(2 * program.PATIENCE)
        return job, pids

    def assert_ended(self, job, rank, doing):
        result = job.wait(120)
        self.assertEqual(result.status, INTERNAL, str(result))
        host = re.escape(os.uname().nodename)
        self.assertRegex(result.err, rf"(?m)^halogrid: error: rank {rank} on host {host} has made no progress for \d+ s while {doing}: "
                                     r"its process is stopped; the job is ended\nhint: .*--restart.*run\.watchdog")
        self.assertEqual(result.err.count("halogrid: error"), 1, str(result))

    def test_a_stopped_rank_that_steps(self):
        def check(ranks, rank):
            job, pids = self.stepping(ENDLESS, ranks, f"stopped{rank}")
            job.signal(signal.SIGSTOP, pids[rank])
            self.assert_ended(job, rank, "stepping")
        self.side_by_side(check, [(3, 1), (2, 0)])

    def test_ranks_that_are_all_stopped_for_a_while_go_on(self):
        job, pids = self.stepping(ENDLESS, 3)
        job.signal(signal.SIGSTOP, *pids.values())
        time.sleep(7)
        job.signal(signal.SIGCONT, *pids.values())
        time.sleep(3)
        self.assertIsNone(job.process.poll())
        # And it still watches.
        job.signal(signal.SIGSTOP, pids[2])
        self.assert_ended(job, 2, "stepping")

    def test_a_rank_in_a_debugger_and_a_run_without_watchdog_are_left_alone(self):
        # Both wait at the same time: that is most of what this test does.
        off, off_pids = self.stepping(ENDLESS.replace('"3s"', '"off"'), 2, "off")
        off.signal(signal.SIGSTOP, off_pids[1])
        job, pids = self.stepping(ENDLESS, 2, "traced")
        libc = ctypes.CDLL(None, use_errno=True)
        traced = libc.ptrace(PTRACE_SEIZE, pids[1], None, None) == 0
        why = os.strerror(ctypes.get_errno())
        if traced:
            job.signal(signal.SIGSTOP, pids[1])
        time.sleep(8)
        self.assertIsNone(off.process.poll())
        if not traced:
            self.skipTest(f"no rank can be traced here: {why}")
        self.assertIsNone(job.process.poll())

    def test_a_limit_that_is_no_duration(self):
        self.write("in.toml", ENDLESS.replace('"3s"', '"3 parsecs"'))
        said = self.halogrid("run", "in.toml", status=2).err
        self.assertIn('in.toml:4:12: error: run.watchdog = "3 parsecs" is no duration\nhint: write seconds', said)
        self.assertFalse((self.folder / "out").exists())

    def test_the_key_is_no_part_of_what_is_written(self):
        short = ENDLESS.replace("1000000000000", "3")
        prints = []
        for limit in ["3s", "off", "1:30:00"]:
            self.write("in.toml", short)
            self.halogrid("run", "in.toml", "-o", f"to {limit}", "-s", f"run.watchdog={limit}")
            prints.append((self.folder / f"to {limit}" / "in.00000003.h5").read_bytes())
        self.assertEqual(prints[0], prints[1])
        self.assertEqual(prints[0], prints[2])


if __name__ == "__main__":
    main()
