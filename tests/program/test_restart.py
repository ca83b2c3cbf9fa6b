"""Runs that are stopped and go on: on other ranks, from the newest good checkpoint, with the same files as a run straight through; and
what is refused because it would lose or mix something."""
import filecmp
import json
import os
import shutil
import signal
import subprocess
import time

import h5py
import program
from program import Case, main

LIFE = """[run]
simulation = "life"
steps = 600
[grid]
size = [257, 199]
[life]
density = 0.35
[output]
every = 150
"""
HEAT = '[run]\nsimulation = "heat"\nsteps = 120\n[grid]\nsize = [61, 47, 23]\n[heat]\ninitial = "random"\n[output]\nevery = 50\n'
FILM = """[run]
simulation = "mandelbrot"
[grid]
size = [160, 120]
[mandelbrot]
max_iter = 3000
[zoom]
keyframes = [["-0.743643", "0.131825", "3"], ["-0.743643", "0.131825", "0.01"]]
frames = 7
"""
EVERY = "\n[checkpoint]\nevery = {}\n"


class Restart(Case):
    def names(self, folder):
        return sorted(path.name for path in (self.folder / folder).iterdir() if path.is_file())

    def same_output(self, one, other):
        """All snapshots and the files that show them as a series are equal byte for byte."""
        names = [name for name in self.names(one) if not name.endswith((".json", ".txt", ".png"))]
        self.assertEqual(names, [name for name in self.names(other) if not name.endswith((".json", ".txt", ".png"))])
        for name in names:
            self.assertTrue(filecmp.cmp(self.folder / one / name, self.folder / other / name, shallow=False), name)

    def checkpoints(self, folder):
        return self.names(f"{folder}/checkpoints")

    def test_goes_on_with_the_same_files_on_other_ranks(self):
        for name, text in (("life", LIFE), ("heat", HEAT)):
            self.write("in.toml", text)
            self.write("x/in.toml", text + EVERY.format(40))
            self.halogrid("run", "in.toml", "-o", f"{name}1", ranks=2)
            end = int(text.split("steps = ")[1].split("\n")[0])
            # Stopped twice: the resolved input of the snapshots is that of the whole run.
            for ranks, stops in ((3, True), (1, True), (4, False)):
                words = ["run", "x/in.toml", "-o", f"{name}2", "--restart"]
                if stops:
                    words += ["--time-limit", "1s"]  # is near from the start on: one piece, a checkpoint, the end
                result = self.halogrid(*words, ranks=ranks, status=75 if stops else 0)
                self.assertIn("stopped at step" if stops else "going on from step", result.err + result.out)
            self.same_output(f"{name}1", f"{name}2")
            report = json.loads((self.folder / f"{name}2/report.json").read_text())
            self.assertEqual(report["steps"], end)
            self.assertGreater(report["resumed_at"], 0)
            self.assertEqual(report["fingerprint"], json.loads((self.folder / f"{name}1/report.json").read_text())["fingerprint"])
            # By default the two newest stay, the last one of them of the end.
            self.assertEqual(len(self.checkpoints(f"{name}2")), 2)
            self.assertIn(f"in.{end:08}.h5", self.checkpoints(f"{name}2"))
            self.halogrid("verify", *sorted((self.folder / f"{name}2/checkpoints").iterdir()))

    def test_steps_may_be_added_and_the_cadence_changed(self):
        self.write("in.toml", LIFE + EVERY.format(100))
        self.halogrid("run", "in.toml", "-o", "a", "--steps", "250")
        self.halogrid("run", "in.toml", "-o", "a", "--restart", "-s", "output.every=100", ranks=2)
        steps = [int(name.split(".")[1]) for name in self.names("a") if name.endswith(".h5")]
        self.assertEqual(steps, [0, 150, 250, 300, 400, 500, 600])
        with h5py.File(self.folder / "a/in.vtkhdf") as master:
            self.assertEqual(list(master["time"]), steps)
        self.assertEqual((self.folder / "a/in.xmf").read_text().count("<Time "), len(steps))
        # Back to an older checkpoint of which later snapshots are there: they are made again, not shown twice.
        old = self.folder / "a/checkpoints/in.00000500.h5"
        self.halogrid("run", "in.toml", "-o", "a", "--restart", old, "-s", "output.every=0")
        steps = [int(name.split(".")[1]) for name in self.names("a") if name.endswith(".h5")]
        self.assertEqual(steps, [0, 150, 250, 300, 400, 500, 600])

    def test_a_folder_with_checkpoints_wants_a_word(self):
        self.write("in.toml", LIFE + EVERY.format(200))
        self.halogrid("run", "in.toml", "-o", "a")
        before = {name: (self.folder / "a" / name).stat().st_mtime_ns for name in self.names("a")}
        result = self.halogrid("run", "in.toml", "-o", "a", ranks=2, status=2)
        self.assertIn("a/checkpoints: error: holds 2 checkpoints of in, the newest a/checkpoints/in.00000600.h5", result.err)
        self.assertIn("--restart goes on from the newest, --overwrite removes them", result.err)
        self.assertEqual(before, {name: (self.folder / "a" / name).stat().st_mtime_ns for name in self.names("a")})
        self.halogrid("run", "in.toml", "-o", "a", "--overwrite", "--steps", "100")
        self.assertEqual(self.checkpoints("a"), ["in.00000100.h5"])
        # Those of another name are nobody's business; nor is there a need for any.
        self.halogrid("run", "in.toml", "-o", "a", "-s", "output.name=other", "--restart")
        self.assertIn("in.00000100.h5", self.checkpoints("a"))
        self.assertIn("exclude each other", self.halogrid("run", "in.toml", "--restart", "--overwrite", status=2).err)

    def test_another_input_is_refused_by_its_key(self):
        self.write("in.toml", LIFE + EVERY.format(200))
        self.halogrid("run", "in.toml", "-o", "a", "--steps", "200")
        self.write("other.toml", LIFE.replace("0.35", "0.36") + EVERY.format(200))
        saved = self.folder / "a/checkpoints/in.00000200.h5"
        for words, sentence in (
            (["in.toml", "--restart", "-s", "life.rule=B36/S23"], "--set life.rule: error: life.rule = 'B36/S23', but the checkpoint"),
            (["other.toml", "--restart", saved], "other.toml:7:11: error: life.density = 0.36, but the checkpoint"),
            (["in.toml", "--restart", "-s", "grid.boundary=dead"], "--set grid.boundary: error: grid.boundary = 'dead', but the checkpoint"),
            (["in.toml", "--restart", "--steps", "100"], "is of step 200, and this run goes from step 0 to 100"),
        ):
            result = self.halogrid("run", *words, "-o", "a", ranks=2, status=2)
            self.assertIn(sentence, result.err)
            self.assertEqual(result.err.count("error:"), 1, result.err)
        # Ranks, threads, depth, overlap and storage change no bit.
        self.halogrid("run", "in.toml", "--restart", "-o", "a", "-s", "decomposition.depth=2", "-s", "life.storage=bytes",
                      "-s", "decomposition.overlap=false", ranks=3)
        self.halogrid("run", "in.toml", "-o", "b")
        self.assertTrue(filecmp.cmp(self.folder / "a/in.00000600.h5", self.folder / "b/in.00000600.h5", shallow=False))

    def test_a_damaged_checkpoint_is_passed_over(self):
        self.write("in.toml", LIFE + EVERY.format(200))
        self.halogrid("run", "in.toml", "-o", "a")
        newest, older = (self.folder / f"a/checkpoints/in.{step:08}.h5" for step in (600, 400))
        newest.write_bytes(newest.read_bytes()[:-3000])
        result = self.halogrid("run", "in.toml", "-o", "a", "--restart", ranks=2)
        self.assertIn("warning: the checkpoint a/checkpoints/in.00000600.h5 is not used", result.err)
        self.assertIn("going on from step 400", result.err)
        self.halogrid("run", "in.toml", "-o", "b")
        self.same_output("a", "b")
        for file in (newest, older):
            data = bytearray(file.read_bytes())
            data[-5000] ^= 4  # of the cells
            file.write_bytes(data)
        result = self.halogrid("run", "in.toml", "-o", "a", "--restart", ranks=2, status=4)
        self.assertIn("none of the 2 checkpoints of in verifies", result.err)
        self.assertIn("tiles do not have their fingerprint", result.err)
        # Named, it is the one that is meant.
        self.assertIn("error: ", self.halogrid("run", "in.toml", "-o", "a", "--restart", newest, status=4).err)

    def test_a_film_and_a_snapshot_as_a_start(self):
        self.write("film.toml", FILM)
        self.halogrid("run", "film.toml", "-o", "a", ranks=2)
        self.halogrid("run", "film.toml", "-o", "b", "--time-limit", "1s", status=75)
        self.assertEqual(len(self.checkpoints("b")), 1)
        self.halogrid("run", "film.toml", "-o", "b", "--restart", ranks=3)
        self.same_output("a", "b")
        # A finished run without checkpoints is made longer from its last snapshot.
        self.write("in.toml", LIFE)
        self.halogrid("run", "in.toml", "-o", "c", "--steps", "300")
        self.halogrid("run", "in.toml", "-o", "c", "--restart", self.folder / "c/in.00000300.h5")
        self.halogrid("run", "in.toml", "-o", "d")
        self.assertTrue(filecmp.cmp(self.folder / "c/in.00000600.h5", self.folder / "d/in.00000600.h5", shallow=False))

    def test_a_run_of_no_steps(self):
        """Its checkpoint is one to go on from, whatever it is called."""
        self.write("in.toml", LIFE + EVERY.format(100))
        self.halogrid("run", "in.toml", "-o", "a", "--steps", "0")
        self.assertEqual(self.checkpoints("a"), ["in.00000000.h5"])
        shutil.copy(self.folder / "a/checkpoints/in.00000000.h5", self.folder / "start")
        self.halogrid("run", "in.toml", "-o", "b", "--restart", "start")
        self.halogrid("run", "in.toml", "-o", "c")
        self.assertTrue(filecmp.cmp(self.folder / "b/in.00000600.h5", self.folder / "c/in.00000600.h5", shallow=False))

    def test_what_was_seen_before_is_still_known(self):
        """The generation in which a glider came to the edge of its plane, where it stays as a block."""
        self.write("glider.rle", "x = 3, y = 3\nbo$2bo$3o!\n")
        words = ["run", "glider.rle", "-o", "a", "-s", "checkpoint.every=550"]
        seen = "first touch the edge of the 512 x 512 plane in generation 1013;"
        self.assertIn(seen, self.halogrid(*words, "--steps", "1100").err)
        self.assertIn(seen, self.halogrid(*words, "--steps", "1650", "--restart", ranks=2).err)

    def test_signals_and_the_clock(self):
        self.write("in.toml", LIFE.replace("600", "100000000").replace("every = 150", "every = 0").replace("[257, 199]", "[600, 500]"))
        line = [program.PROGRAM, "run", "in.toml", "-o", "a", "--progress", "none", "-s", "checkpoint.every=1s", "-s", "checkpoint.keep=3"]
        job = subprocess.Popen(line, cwd=self.folder, env={**os.environ, **program.ENVIRONMENT}, stderr=subprocess.PIPE)
        self.addCleanup(job.kill)
        folder = self.folder / "a/checkpoints"
        self.wait_for(lambda: folder.is_dir() and len(list(folder.glob("in.*"))) == 3)  # by the clock
        newest = self.checkpoints("a")[-1]
        self.send(job, signal.SIGUSR1)
        self.wait_for(lambda: self.checkpoints("a")[-1] != newest)
        self.send(job, signal.SIGUSR2)
        err = job.communicate(timeout=60)[1].decode()
        self.assertEqual(job.returncode, 75, err)
        self.assertIn("halogrid: checkpoint of step", err)
        self.assertIn("stopped at step", err)
        self.assertIn("by signal USR2, with the checkpoint a/checkpoints/in.", err)
        self.assertEqual(len(self.checkpoints("a")), 3)
        report = json.loads((self.folder / "a/report.json").read_text())
        self.assertEqual(report["stopped_by"], "signal USR2")
        self.assertGreater(report["checkpoints"]["written"], 4)
        self.assertGreater(report["seconds"]["checkpoint"], 0)
        self.assertIn(f"in.{report['steps']:08}.h5", self.checkpoints("a"))

    def send(self, job, number):
        job.send_signal(number)

    def wait_for(self, condition, seconds=60):
        end = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), end, "it did not come")
            time.sleep(0.02)


if __name__ == "__main__":
    main()
