"""Checkpoints that stay, and their copies in a second place: losing either folder loses nothing, and a second place that is full, missing
or closed never stops a run."""
import os
import shutil
import subprocess
import threading
import unittest.mock

import h5py
from fault import DONE, FILE, USAGE, Case, main, program, wait_until

HEAT = ('[run]\nsimulation = "heat"\nsteps = {steps}\nseed = 3\n[grid]\nsize = [40, 30]\n[output]\nevery = 50\n'
        '[heat]\ninitial = "random"\nalpha = 0.001\n[checkpoint]\nevery = 10\n{more}\n')


class SecondPlace(Case):
    def setUp(self):
        super().setUp()
        self.write("warm.toml", HEAT.format(steps=100, more='copy = "second"'))
        self.write("alone.toml", HEAT.format(steps=100, more=""))

    def go(self, *more, to="out", name="warm", **how):
        return self.ended("run", f"{name}.toml", "-o", to, "-s", "output.name=warm", "--progress", "none", *more, **how)

    def steps(self, folder):
        return sorted(int(path.name.split(".")[1]) for path in (self.folder / folder).glob("warm.*.h5"))

    def as_straight(self, to="out"):
        if not (self.folder / "straight").exists():
            self.go(to="straight", name="alone", status=DONE)
        self.assert_same_bytes(f"{to}/warm.00000100.h5", "straight/warm.00000100.h5")

    def test_losing_either_loses_nothing(self):
        for ranks in (1, 3):
            with self.subTest(ranks=ranks):
                self.go("--steps", "60", ranks=ranks, status=DONE)
                self.assertEqual(self.steps("second"), [50, 60])
                self.assertEqual(sorted(os.listdir(self.folder / "second")), ["warm.00000050.h5", "warm.00000060.h5"])
                for step in (50, 60):
                    self.assert_same_bytes(f"second/warm.{step:08}.h5", f"out/checkpoints/warm.{step:08}.h5")
                shutil.copytree(self.folder / "second", self.folder / "kept")
                shutil.copytree(self.folder / "out", self.folder / "out2")
                # A new run wants a word for those of the second place as well.
                result = self.go(to="new", ranks=ranks, status=USAGE)
                self.assert_one_message(result, "^second: error: holds 2 checkpoints of warm, the newest second/warm.00000060.h5")
                # The first place is lost.
                shutil.rmtree(self.folder / "out")
                self.assertIn("going on from step 60", self.go("--restart", ranks=2, status=DONE).err)
                self.assertEqual(self.steps("second"), [90, 100])
                self.assertEqual(self.steps("out/checkpoints"), [90, 100])
                self.as_straight()
                # The second place is lost.
                shutil.rmtree(self.folder / "second")
                self.assertIn("going on from step 60", self.go("--restart", to="out2", ranks=2, status=DONE).err)
                self.as_straight("out2")
                # The newest good one of both: here it is damaged, there it is not.
                shutil.rmtree(self.folder / "second")
                shutil.rmtree(self.folder / "out")
                shutil.copytree(self.folder / "kept", self.folder / "second")
                shutil.copytree(self.folder / "kept", self.folder / "out" / "checkpoints")
                newest = self.folder / "out/checkpoints/warm.00000060.h5"
                newest.write_bytes(newest.read_bytes()[:-50])
                result = self.go("--restart", ranks=ranks, status=DONE)
                self.assertIn("the checkpoint out/checkpoints/warm.00000060.h5 is not used", result.err)
                self.assertIn("going on from step 60", result.err)
                # --overwrite means both.
                self.go("--overwrite", "--steps", "20", status=DONE)
                self.assertEqual(self.steps("second"), [10, 20])
                for folder in ("second", "kept", "out", "out2", "straight"):
                    shutil.rmtree(self.folder / folder)

    def test_it_never_stops_a_run(self):
        """Missing, a file, closed, full, or lost while the run goes on: one warning each time it begins to fail."""
        (self.folder / "file").write_text("")
        cases = [("no/such/folder", "cannot be made: No such file"), ("file", "is not a folder|Not a directory|File exists")]
        for number, (place, reason) in enumerate(cases):
            for ranks in (1, 2):
                to = f"out{number}_{ranks}"
                result = self.go("-s", f"checkpoint.copy={place}", to=to, ranks=ranks, status=DONE)
                self.assertRegex(result.err, f"warning: no checkpoints in the second place {place}: .*({reason})")
                self.assertEqual(result.err.count("warning"), 1, result.err)
                self.assertEqual(self.steps(f"{to}/checkpoints"), [90, 100])
                self.as_straight(to)

    def test_closed_to_the_user(self):
        """From the start, or while the run goes on; root, who may everything, runs it as somebody else."""
        launch = list(program.LAUNCH)
        if os.geteuid() == 0:
            if not shutil.which("setpriv"):
                self.skipTest("root may write everywhere, and there is no setpriv")
            launch[:0] = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        scratch = self.folder / "scratch"
        scratch.mkdir()
        for folder in (self.folder, scratch):
            folder.chmod(0o777)
        env = dict.fromkeys(("HOME", "TMPDIR", "OMPI_MCA_orte_tmpdir_base", "OMPI_MCA_btl_vader_backing_directory"), str(scratch))

        def go(*words, **more):
            with unittest.mock.patch.object(program, "LAUNCH", launch):
                return self.go(*words, launched=True, env=env, status=DONE, **more)
        for place in ("closed", "closed/inner"):
            (self.folder / "closed").mkdir(exist_ok=True)
            (self.folder / "closed").chmod(0o555)
            for ranks in (1, 2):
                to = f"{place.replace('/', '_')}{ranks}"
                result = go("-s", f"checkpoint.copy={place}", to=to, ranks=ranks)
                self.assertRegex(result.err, f"warning: no checkpoints in the second place {place}: .*Permission denied")
                self.assertEqual(result.err.count("warning"), 1, result.err)
                self.assertEqual(self.steps(f"{to}/checkpoints"), [90, 100])
                self.as_straight(to)
        # A place with checkpoints that can be read and not written still gives them back.
        self.go("-s", "checkpoint.copy=held", "--steps", "60", to="first", status=DONE)
        (self.folder / "held").chmod(0o555)
        result = go("-s", "checkpoint.copy=held", "--restart", to="lost", ranks=2)
        self.assertIn("going on from step 60", result.err)
        self.assertRegex(result.err, "warning: no checkpoints in the second place held: .*Permission denied")
        self.as_straight("lost")
        # One that cannot even be looked into.
        (self.folder / "held").chmod(0)
        result = go("-s", "checkpoint.copy=held", "--restart", to="blind")
        self.assertRegex(result.err, "warning: .*held: .*Permission denied")
        self.as_straight("blind")

    def test_a_full_disk(self):
        """Only the files of the second place are too large: a small file system of its own."""
        place = self.folder / "small"
        place.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40k", "none", place], capture_output=True).returncode != 0:
            self.skipTest("mounting is not allowed here")
        self.addCleanup(subprocess.run, ["umount", "-l", place])
        for ranks in (1, 2):
            result = self.go("-s", "checkpoint.copy=small", "--overwrite", to=f"out{ranks}", ranks=ranks, status=DONE)
            self.assertRegex(result.err, "warning: no checkpoints in the second place small: .*No space left")
            self.as_straight(f"out{ranks}")
            # The one that there is room for is whole, and what there is none for left nothing.
            self.verify_all("small")
            self.assertEqual([path.name for path in place.glob(".*.part")], [])

    def test_it_is_a_place_of_its_own(self):
        for words in (["-s", "checkpoint.copy=out"], ["-s", "checkpoint.copy=out/checkpoints/"], ["-s", "checkpoint.copy=./out/../out"]):
            self.assert_one_message(self.go(*words, status=USAGE), "checkpoint.copy = .* is where the run writes anyway")
        (self.folder / "link").symlink_to("out")
        (self.folder / "out").mkdir(exist_ok=True)
        self.assert_one_message(self.go("-s", "checkpoint.copy=link", ranks=2, status=USAGE), "where the run writes anyway")
        # Nor is it another run's.
        job = self.job("run", "warm.toml", "-o", "long", "--steps", "100000000", "--progress", "none")
        self.wait(lambda: self.steps("second"))
        result = self.go(to="late", ranks=2, status=FILE)
        self.assert_one_message(result, "^second: error: another run is writing into this folder")
        job.kill_all()

    def wait(self, condition):
        self.assertTrue(wait_until(condition, 30, 0.01))

    def test_every_so_many_stay(self):
        self.go("-s", "checkpoint.keep_every=3", "--steps", "70", ranks=2, status=DONE)
        self.assertEqual(self.steps("out/checkpoints"), [30, 60, 70])
        self.go("-s", "checkpoint.keep_every=3", "--restart", "--steps", "150", ranks=3, status=DONE)
        self.assertEqual(self.steps("out/checkpoints"), [30, 60, 90, 120, 140, 150])
        self.assertEqual(self.steps("second"), [30, 60, 90, 120, 140, 150])
        # Those that stayed do so by their number, whatever the cadence is later on.
        self.go("-s", "checkpoint.keep_every=3", "-s", "checkpoint.every=7", "-s", "checkpoint.keep=1", "--restart", "--steps", "190",
                status=DONE)
        self.assertEqual(self.steps("out/checkpoints"), [30, 60, 90, 120, 150, 168, 189, 190])
        self.go("--restart", "--steps", "200", status=DONE)
        self.assertEqual(self.steps("out/checkpoints"), [190, 200])

    def test_by_the_clock_every_so_many_stay(self):
        """The sequence goes on after a restart."""
        words = ["-s", "checkpoint.every=0.05s", "-s", "checkpoint.keep_every=4", "-s", "checkpoint.keep=1", "-s", "output.every=0",
                 "-s", "grid.size=[400,300]"]
        numbers = []
        for limit in ("2000", "4000"):
            self.go(*words, "--steps", limit, "--restart", status=DONE)
        for step in self.steps("out/checkpoints"):
            with h5py.File(self.folder / f"out/checkpoints/warm.{step:08}.h5", "r") as file:
                numbers.append(int(file["halogrid"].attrs["number"]))
        self.assertEqual(numbers[:-1], [number for number in range(1, numbers[-1]) if number % 4 == 0], numbers)

    def test_verify_beside_a_live_run(self):
        """A checkpoint that is rotated away between the listing and its turn is no error."""
        self.write("warm.toml", HEAT.format(steps=100000000, more="keep = 3").replace("every = 10\n", "every = 1\n")
                   .replace("every = 50", "every = 0"))
        job = self.job("run", "warm.toml", "-o", "out", "--progress", "none")
        self.wait(lambda: len(self.steps("out/checkpoints")) == 3)
        failed = []

        def look():
            for _ in range(15):
                result = self.ended("verify", "out")
                if result.status != DONE:
                    failed.append(str(result))
        threads = [threading.Thread(target=look) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])
        job.kill_all()
        # One that is named and is not there is an error all the same.
        self.ended("verify", "out/checkpoints/warm.00000001.h5", status=USAGE)

    def test_a_folder_with_a_line_break(self):
        to = "two\nlines"
        self.go("--steps", "60", to=to, name="alone", ranks=2, status=DONE)
        result = self.go("--restart", to=to, name="alone", ranks=2, status=DONE)
        self.assertIn("going on from step 60", result.err)
        self.as_straight(to)


if __name__ == "__main__":
    main()
