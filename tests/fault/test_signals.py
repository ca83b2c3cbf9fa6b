"""USR1, USR2, TERM and INT at any time and inside writes: every request is kept, and the run goes on to the state of one that was never
asked for anything. HALOGRID_REQUESTS sets how many of each (the nightly run: 20)."""
import os
import re
import signal
import time

from campaign import CampaignCase, dice_of
from fault import DONE, EARLY, main, wait_until, writing

REQUESTS = int(os.environ.get("HALOGRID_REQUESTS", "4"))
# No checkpoints but those that are asked for.
ONLY_ASKED = ["-s", "checkpoint.every=1000000000"]


class SignalCase(CampaignCase):
    def started(self, name, ranks, *more, to="out", restart=False):
        words = ["run", f"{name}.toml", "-o", to, "--progress", "none", *(ONLY_ASKED if name != "pixels" else []), *more]
        job = self.job(*words, "--restart" if restart else "--overwrite", ranks=ranks)
        owner = f"process {job.wait_for_ranks()[0]} "
        lock = self.folder / to / ".halogrid.lock"
        # From now on signals are caught: it has claimed its folder.
        def claimed():
            try:
                return lock.read_text().startswith(owner)
            except OSError:  # not there yet, or just gone
                return False
        caught = wait_until(claimed, 30)
        self.assertTrue(caught, str(job.output()))
        return job

    def aim(self, job, dice, to, inside):
        """Waits for some time, or for a write to be under way; whether one was."""
        if not inside:
            time.sleep(dice.uniform(0, 0.3))
            return False
        return bool(wait_until(lambda: writing(self.folder / to), 5, 0))

    def whom(self, job, dice):
        """The launcher, which passes it on to all, or one rank alone."""
        return [] if dice.random() < 0.5 else [dice.choice(list(job.rank_pids().values()))]


class Signals(SignalCase):
    def test_usr1_makes_a_checkpoint_and_the_run_goes_on(self):
        dice, kept, inside = dice_of(11), 0, 0
        self.straight("heat")
        job = None
        while kept < REQUESTS:
            if job is None or job.process.poll() is not None:
                job = self.started("heat", dice.choice((1, 2, 3)), "--steps", "100000000", "-s", "checkpoint.keep=1000", to="usr1")
            said = lambda: len(re.findall(r"checkpoint of step \d+ in ", job.output().err))
            before = said()
            inside += self.aim(job, dice, "usr1", kept % 2 == 0)
            job.signal(signal.SIGUSR1, *self.whom(job, dice))
            self.assertTrue(wait_until(lambda: said() > before, 20, 0.01), f"request {kept} was not kept\n{job.output()}")
            self.assertIsNone(job.process.poll(), str(job.output()))
            kept += 1
            if kept % 3 == 0 or kept == REQUESTS:
                job.signal(signal.SIGUSR2)
                self.assertEqual(job.wait(30).status, EARLY)
        self.verify_all("usr1")
        self.assertGreater(inside, 0)
        print(f"USR1: {kept} of {REQUESTS} requests kept, {inside} of them inside a write")

    def test_usr2_stops_with_a_checkpoint(self):
        dice, inside, stopped = dice_of(12), 0, 0
        self.straight("heat")
        restart = False
        for number in range(REQUESTS):
            job = self.started("heat", dice.choice((1, 2, 3, 4)), to="usr2", restart=restart)
            inside += self.aim(job, dice, "usr2", number % 2 == 0)
            job.signal(signal.SIGUSR2, *self.whom(job, dice))
            result = job.wait(30)
            self.assertIn(result.status, (EARLY, DONE), str(result))
            if result.status == EARLY:
                found = re.search(r"stopped at step (\d+) of \d+ by signal USR2, with the checkpoint (\S+)", result.err)
                self.assertTrue(found and found[2].endswith(f"heat.{int(found[1]):08}.h5"), str(result))
                self.assertTrue((self.folder / found[2]).is_file(), str(result))
                stopped += 1
            self.verify_all("usr2")
            # A run that was done before the signal came: once more from the start.
            restart = result.status == EARLY
        self.ended("run", "heat.toml", "-o", "usr2", "--progress", "none", *ONLY_ASKED, "--restart" if restart else "--overwrite", ranks=6,
                   seconds=120, status=DONE)
        self.assert_as_straight("heat", "usr2")
        self.assertGreater(stopped, 0)
        print(f"USR2: {REQUESTS} requests, {inside} of them inside a write; {stopped} stopped with 75, the other runs had ended")

    def test_term_and_interrupt_of_one_process(self):
        dice = dice_of(13)
        self.straight("life")
        for number, which in enumerate((signal.SIGTERM, signal.SIGINT)):
            # A byte a cell: slow enough not to be over before the signal comes.
            job = self.started("life", 1, "-s", "life.storage=bytes", to="term", restart=number > 0)
            self.aim(job, dice, "term", number % 2 == 1)
            job.signal(which)
            result = job.wait(30)
            self.assertEqual(result.status, EARLY, str(result))
            self.verify_all("term")
        self.ended("run", "life.toml", "-o", "term", "--progress", "none", *ONLY_ASKED, "--restart", ranks=3, seconds=120, status=DONE)
        self.assert_as_straight("life", "term")

    def test_term_of_the_launcher(self):
        """It leaves the ranks about a second: time for a checkpoint of this size, or for none, but never for half a one."""
        dice = dice_of(14)
        self.straight("heat")
        for number in range(max(2, REQUESTS // 3)):
            job = self.started("heat", dice.choice((2, 3)), to="launcher")
            self.aim(job, dice, "launcher", number % 2 == 0)
            job.signal(signal.SIGTERM)
            result = job.wait(30)
            if result.status == DONE:  # it was quicker than the signal
                continue
            self.verify_all("launcher")
            self.ended("run", "heat.toml", "-o", "launcher", "--progress", "none", *ONLY_ASKED, "--restart", ranks=1, seconds=120,
                       status=DONE)
            self.assert_as_straight("heat", "launcher")

    def test_finished_tiles_are_kept(self):
        """A picture that was stopped goes on with the tiles that are left."""
        self.straight("pixels")
        whole = self.report("pixels_straight")["rate"]["executed"] * self.report("pixels_straight")["seconds"]["stepping"]
        job = self.job("run", "pixels.toml", "-o", "part", "--progress", "none", ranks=2)
        self.assertTrue(wait_until(lambda: list((self.folder / "part" / "checkpoints").glob("pixels.*.h5")), 60), str(job.output()))
        time.sleep(0.3)
        job.signal(signal.SIGUSR2)
        result = job.wait(30)
        self.assertEqual(result.status, EARLY, str(result))
        self.ended("run", "pixels.toml", "-o", "part", "--progress", "none", "--restart", ranks=3, seconds=120, status=DONE)
        self.assert_as_straight("pixels", "part")
        rest = self.report("part")["rate"]["executed"] * self.report("part")["seconds"]["stepping"]
        self.assertLess(rest, 0.97 * whole, f"{rest:.3g} of {whole:.3g} iterations were made again")


class TimeLimit(SignalCase):
    def test_a_run_stops_in_time(self):
        self.straight("heat")
        began = time.monotonic()
        job = self.job("run", "heat.toml", "-o", "limit", "--progress", "none", "--time-limit", "00:04", "--steps", "1000000000",
                       "-s", "output.every=100000", ranks=2)
        result = job.wait(30)
        self.assertEqual(result.status, EARLY, str(result))
        self.assertLess(time.monotonic() - began, 12)
        self.assertRegex(result.out + result.err, "time limit")
        self.verify_all("limit")

    def test_the_end_of_a_slurm_job(self):
        end = str(int(time.time()) + 6)
        result = self.ended("run", "heat.toml", "-o", "slurm", "--progress", "none", "--steps", "1000000000", "-s", "output.every=100000",
                            env={"SLURM_JOB_ID": "1", "SLURM_JOB_END_TIME": end}, status=EARLY)
        self.assertRegex(result.err, "stopped at step .* by the time limit")


if __name__ == "__main__":
    main()
