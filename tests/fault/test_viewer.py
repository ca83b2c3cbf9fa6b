"""A viewer comes and goes, is killed, pauses a run for ever, sends garbage: the run goes on or stops with a checkpoint, and what is shown
are its cells. Windows are SDL's dummy ones here."""
import os
import signal
import socket
import subprocess
from pathlib import Path

import h5py
import numpy

from fault import DONE, EARLY, FILE, USAGE, Case, main, program, wait_until

import pictures  # of the folder that fault adds

NO_DISPLAY = {"SDL_VIDEODRIVER": "dummy"}
ENDLESS = ('[run]\nsimulation = "life"\nsteps = 1000000000000\nseed = 4\n[grid]\nsize = [320, 200]\n[life]\ndensity = 0.4\n'
           'rule = "B36/S23"\n')
SHORT = ENDLESS.replace("1000000000000", "60")
WINDOW = ["--size", "320,240"]  # less than that of the cells with the status line: at one pixel a cell, all of x and most of y


def runs_in(process, folder):
    try:
        return os.path.samefile(process / "cwd", folder)
    except OSError:  # it has ended
        return False


def running(command, pids):
    """Those of these processes that are this command of halogrid."""
    words = lambda pid: (Path("/proc") / str(pid) / "cmdline").read_bytes().split(b"\0")
    return [pid for pid in pids if words(pid)[1:2] == [command]]


class Viewer(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", ENDLESS)
        self.write("short.toml", SHORT)

    def live(self, ranks, *more, to="out"):
        job = self.job("run", "in.toml", "-o", to, "--progress", "none", *more, ranks=ranks)
        self.assertTrue(wait_until(lambda: (self.folder / to / ".view").exists(), 30, 0.01), str(job.output()))
        return job

    def attached(self, script, *more, to="out", **how):
        """The Result of a viewer that replays keys."""
        self.write("script.txt", "\n".join(script) + "\n")
        return self.ended("view", to, "--script", "script.txt", *WINDOW, *more, env=NO_DISPLAY, **how)

    def saved(self, to="out"):
        return sorted((self.folder / to).glob("*.view*.png"), key=lambda path: path.stat().st_mtime_ns)

    def steps_of(self, path):
        return int(path.name.split(".")[1])

    def cells(self, path):
        with h5py.File(path, "r") as file:
            data = file["cells"]
            if "cells_per_row" in data.attrs:
                return numpy.unpackbits(data[()], axis=1, bitorder="little")[:, :int(data.attrs["cells_per_row"])]
            return data[()]

    def assert_shows(self, picture, cells):
        """Cells as pixels, bright where alive, on as many rows as fit above the status line."""
        pixels = pictures.png(picture)[:, :, :3].astype(int).sum(axis=2)
        rows = min(cells.shape[0], pixels.shape[0])
        top = (pixels.shape[0] - rows) // 2
        shown = pixels[top:top + rows, :cells.shape[1]] > 380
        self.assertTrue((shown == (cells[:rows] > 0)).all(), f"{picture} does not show the cells: {(shown != (cells[:rows] > 0)).sum()}")

    def test_what_is_shown_are_the_cells(self):
        """Paused, with a checkpoint of the same step beside it, on several numbers of ranks."""
        for ranks in (1, 2, 4):
            with self.subTest(ranks=ranks):
                to = f"out{ranks}"
                job = self.live(ranks, to=to)
                self.assertEqual(self.attached(["wait 5", "space", "1", "k", "s", "n", "s", "q"], to=to).status, DONE)
                first, second = self.saved(to)
                self.assertEqual(self.steps_of(second), self.steps_of(first) + 1)
                checkpoint = self.folder / to / "checkpoints" / f"in.{self.steps_of(first):08}.h5"
                self.assertTrue(wait_until(checkpoint.exists, 20, 0.01), str(job.output()))
                self.assert_shows(first, self.cells(checkpoint))
                # It was left paused: without a viewer it goes on.
                stopped = self.attached(["wait 50", "Q"], to=to)
                self.assertEqual(stopped.status, DONE, str(stopped))
                result = job.wait(30)
                self.assertEqual(result.status, EARLY, str(result))
                self.assertRegex(result.err, r"stopped at step \d+ of \d+ by the viewer, with the checkpoint")
                self.assertFalse((self.folder / to / ".view").exists())
                self.verify_all(to)

    def test_a_viewer_that_is_killed_while_the_run_is_paused(self):
        job = self.live(2)
        viewer = self.pausing()
        self.assertTrue(wait_until(lambda: self.is_quiet(job), 20, 0.1), "paused ranks are busy")
        viewer.signal(signal.SIGKILL)
        # That steps are made again is what the next viewer waits for.
        self.assertEqual(self.attached(["wait 20", "q"]).status, DONE)
        job.signal(signal.SIGUSR2)
        self.assertEqual(job.wait(30).status, EARLY)
        self.verify_all()

    def pausing(self):
        """A viewer that has paused the run and stays: what it saves next shows that it did."""
        self.write("script.txt", "wait 5\nspace\ns\nwait 1000\n")
        viewer = self.job("view", "out", "--script", "script.txt", env=NO_DISPLAY)
        self.assertTrue(wait_until(self.saved, 20, 0.01), str(viewer.output()))
        return viewer

    def test_a_script_that_gets_no_frame(self):
        """It gives up, be the run paused or stopped; the run goes on without it."""
        job = self.live(1)
        paused = self.attached(["wait 5", "space", "s", "wait 1000", "q"], "--patience", "2s", status=USAGE)
        self.assert_one_message(paused, "no new frame has come for 2 s", place="out")
        self.write("script.txt", "wait 5\ns\nwait 1000000000\n")
        saved = len(self.saved())
        viewer = self.job("view", "out", "--script", "script.txt", "--patience", "2s", env=NO_DISPLAY)
        self.assertTrue(wait_until(lambda: len(self.saved()) > saved, 20, 0.01), str(viewer.output()))
        job.signal(signal.SIGSTOP)
        self.assertEqual(viewer.wait(30).status, USAGE)
        job.signal(signal.SIGCONT)
        self.assertEqual(self.attached(["wait 20", "Q"]).status, DONE)
        self.assertEqual(job.wait(30).status, EARLY)

    def test_signals_while_paused(self):
        job = self.live(2)
        viewer = self.pausing()
        job.signal(signal.SIGUSR1)
        self.assertTrue(wait_until(lambda: "checkpoint of step" in job.output().err, 20, 0.01), str(job.output()))
        job.signal(signal.SIGUSR2)
        self.assertEqual(job.wait(30).status, EARLY)
        viewer.close()
        self.assertEqual(self.verify_all(), 1)

    def test_a_run_with_a_viewer_of_its_own(self):
        for ranks in (1, 3):
            with self.subTest(ranks=ranks):
                to = f"own{ranks}"
                self.write("script.txt", "wait 1000\ns\nq\n")
                result = self.ended("run", "short.toml", "-o", to, "--view", "--view-script", "script.txt", ranks=ranks, env=NO_DISPLAY,
                                    status=DONE)
                self.assertIn("output in", result.out)
                picture, = self.saved(to)
                self.assertEqual(self.steps_of(picture), 60)
        one, three = self.saved("own1")[0], self.saved("own3")[0]
        self.assertEqual(one.read_bytes(), three.read_bytes())

    def test_no_display(self):
        """The viewer says why and the run goes on."""
        result = self.ended("run", "short.toml", "-o", "out", "--view", env={"SDL_VIDEODRIVER": "nothing", "DISPLAY": ""}, status=DONE)
        self.assertRegex(result.err, "error: .*\n?.*terminal")
        self.assertEqual(self.verify_all(), 1)

    def test_no_terminal(self):
        """A job of a batch system has none: that is said before anything is written."""
        for ranks in (1, 2):
            result = self.ended("run", "short.toml", "-o", "out", "--view=terminal", ranks=ranks, status=USAGE)
            self.assert_one_message(result, "terminal")
            self.assertIn("hint: ", result.err)
            self.assertFalse((self.folder / "out").exists())

    def test_drawing(self):
        """Cells drawn while it is paused are cells of the run from then on."""
        self.write("empty.toml", '[run]\nsimulation = "life"\nsteps = 1000000000000\n[grid]\nsize = [32, 20]\n[life]\npattern = "one.cells"\n')
        self.write("one.cells", "O\n")
        for ranks in (1, 2):
            with self.subTest(ranks=ranks):
                to = f"drawn{ranks}"
                job = self.job("run", "empty.toml", "-o", to, "--progress", "none", ranks=ranks)
                self.assertTrue(wait_until(lambda: (self.folder / to / ".view").exists(), 30, 0.01), str(job.output()))
                self.assertEqual(self.attached(["space", "8", "drag 100 84 116 84", "s", "n", "s", "Q"], to=to).status, DONE)
                self.assertEqual(job.wait(30).status, EARLY)
                checkpoint, = (self.folder / to / "checkpoints").glob("*.h5")
                cells = self.cells(checkpoint)
                self.assertEqual(int(cells.sum()), 3)
                # A blinker that lay and now stands.
                self.assertEqual([list(axis) for axis in numpy.nonzero(cells)[::-1]][0].count(numpy.nonzero(cells)[1][0]), 3)

    def test_resized_and_stopped_while_it_writes(self):
        """The run writes without a pause while its viewer is resized and stops it."""
        self.write("busy.toml", '[run]\nsimulation = "heat"\nsteps = 100000000\n[grid]\nsize = [300, 200]\n[output]\nevery = 3\n'
                                '[checkpoint]\nevery = 7\n[heat]\ninitial = "random"\nalpha = 0.0001\n')
        for ranks in (1, 3):
            for last in ("Q", "q"):
                with self.subTest(ranks=ranks, last=last):
                    to = f"busy{ranks}{last}"
                    job = self.job("run", "busy.toml", "-o", to, "--progress", "none", "--overwrite", ranks=ranks)
                    self.assertTrue(wait_until(lambda: (self.folder / to / ".view").exists(), 30, 0.01), str(job.output()))
                    keys = ["wait 9", "resize 500 400", "s", "wait 9", "resize 150 120", "s", "k", "wait 3", "resize 800 600", last]
                    self.assertEqual(self.attached(keys, to=to).status, DONE)
                    self.assertEqual([pictures.png(path).shape[1] for path in self.saved(to)], [500, 150])
                    if last == "q":
                        job.signal(signal.SIGUSR2)
                    result = job.wait(60)
                    self.assertEqual(result.status, EARLY, str(result))
                    self.assertGreater(self.verify_all(to), 3)

    def test_exploring_a_fractal(self):
        """Views of a fractal from a window: the same on any number of ranks, and the run's own picture is as without a viewer."""
        self.write("set.toml", '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [90, 60]\n[mandelbrot]\nmax_iter = 300\n')
        self.ended("run", "set.toml", "-o", "alone", "--progress", "none", status=DONE)
        # In, aside, far beyond double precision at a point of the set's edge, and back to all of it.
        keys = ["resize 200 166", "s", "wheel 3 20 75", "s", "drag 100 75 60 75", "s", *["wheel 9 100 75"] * 8, "s", "f", "s", "q"]
        self.write("keys.txt", "\n".join(keys) + "\n")
        shown = []
        for ranks in (1, 2, 3):
            to = f"set{ranks}"
            self.ended("run", "set.toml", "-o", to, "--progress", "none", "--view", "--view-script", "keys.txt", ranks=ranks,
                       env=NO_DISPLAY, status=DONE, seconds=120)
            self.assert_same_bytes(f"{to}/set.00000000.h5", "alone/set.00000000.h5")
            shown.append([path.read_bytes() for path in self.saved(to)])
        self.assertEqual(len(shown[0]), 5)
        self.assertEqual(len(set(shown[0][:4])), 4, "two of the views are the same")
        self.assertEqual(shown[0][4], shown[0][0])
        self.assertTrue(shown[0] == shown[1] == shown[2], "the views depend on the number of ranks")

    def test_a_wrong_palette(self):
        result = self.ended("run", "short.toml", "-s", "view.palette=viridsi", status=USAGE)
        self.assert_one_message(result, 'there is no palette "viridsi"; did you mean viridis')

    def test_strangers(self):
        job = self.live(2, "--view-listen", "0")
        token = self.folder / "out" / ".view.token"
        self.assertTrue(wait_until(token.exists, 10, 0.01))
        self.assertEqual(token.stat().st_mode & 0o777, 0o600)
        port = int(token.read_text().split()[1])
        for garbage in (b"", b"GET / HTTP/1.1\r\n\r\n", os.urandom(5000), b"HGV1" + bytes(12), b"HGV1" + b"\xff" * 300):
            with socket.create_connection(("127.0.0.1", port), 10) as stranger:
                stranger.sendall(garbage)
                stranger.settimeout(10)
        wrong = self.write("wrong", f"127.0.0.1 {port}\n{'0' * 32}\n")
        refused = self.attached(["q"], "--token", wrong, to=f"127.0.0.1:{port}")
        self.assertEqual(refused.status, USAGE, str(refused))
        self.assertIn("token", refused.err)
        self.assertEqual(self.attached(["wait 20", "Q"], "--token", token, to=f"127.0.0.1:{port}").status, DONE)
        self.assertEqual(job.wait(30).status, EARLY)
        self.assertFalse(token.exists())
        self.verify_all()

    def test_playing_a_finished_run(self):
        self.ended("run", "short.toml", "-o", "out", "--progress", "none", "-s", "output.every=20", status=DONE)
        self.assertEqual(self.attached(["1", "home", "s", "right", "s", "end", "s", "q"]).status, DONE)
        saved = self.saved()
        self.assertEqual([self.steps_of(path) for path in saved], [0, 20, 60])
        for path in saved:
            self.assertTrue(path.exists())
        result = self.ended("view", "nowhere", env=NO_DISPLAY, status=USAGE)
        self.assert_one_message(result, "there is no such file or folder")
        self.write("bad.txt", "space\nfly\n")
        result = self.ended("view", "out", "--script", "bad.txt", env=NO_DISPLAY, status=USAGE)
        self.assert_one_message(result, r"bad\.txt:2")
        result = self.ended("run", "short.toml", "-o", "not", "--view", "--view-script", "bad.txt", env=NO_DISPLAY, status=USAGE)
        self.assert_one_message(result, r"--view-script: error: bad\.txt:2")
        self.assertFalse((self.folder / "not").exists())
        result = self.ended("view", "localhost:5931", env=NO_DISPLAY, status=USAGE)
        self.assert_one_message(result, "the token of a run on another machine is missing")

    def test_a_terminal(self):
        self.ended("run", "short.toml", "-o", "out", "--progress", "none", status=DONE)
        self.watch_in_a_terminal([program.PROGRAM, "view", "out", "--terminal"])

    def test_a_terminal_under_a_launcher(self):
        """Open MPI reads the keys and runs the ranks in the background: the viewer draws and hears them all the same."""
        self.skip_without_open_mpi()
        line = [program.PROGRAM, "run", "short.toml", "-o", "out", "--view=terminal"]
        self.watch_in_a_terminal([*program.LAUNCH, "2", *line])
        self.assertEqual(self.verify_all(), 1)

    def terminal(self):
        """A terminal of its own with a shell: (send keys to it, its lines as text, wait until the shell is ready)."""
        if subprocess.run(["which", "tmux"], capture_output=True).returncode != 0:
            self.skipTest("tmux is not there")
        tmux = ["tmux", "-L", f"halogrid{os.getpid()}", "-f", "/dev/null"]
        self.addCleanup(subprocess.run, [*tmux, "kill-server"], capture_output=True)
        subprocess.run([*tmux, "new-session", "-d", "-x", "80", "-y", "24", "sh"], cwd=self.folder, check=True,
                       env={**os.environ, **program.ENVIRONMENT, "TERM": "screen-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"})
        shown = lambda: subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True).stdout
        send = lambda *keys: subprocess.run([*tmux, "send-keys", *keys], check=True)
        ready = lambda: self.assertTrue(wait_until(lambda: shown().strip().split("\n")[-1] == "ready>", 10, 0.1), shown())
        send("PS1='ready> '; stty -a > before; clear", "Enter")
        ready()
        return send, shown, ready

    def assert_terminal_as_before(self, send, shown, ready):
        ready()
        send("stty -a > after; clear; echo done", "Enter")
        self.assertTrue(wait_until(lambda: shown().startswith("done"), 10, 0.1), shown())
        self.assertEqual((self.folder / "before").read_text(), (self.folder / "after").read_text())

    def watch_in_a_terminal(self, line):
        """The terminal is as it was afterwards."""
        send, shown, ready = self.terminal()
        send(" ".join(line), "Enter")
        self.assertTrue(wait_until(lambda: "step 60" in shown().strip().split("\n")[-1], 20, 0.1), shown())
        self.assertTrue(any(block in shown() for block in "▀▄█"), shown())
        send("?")
        self.assertTrue(wait_until(lambda: "next, previous palette" in shown(), 10, 0.1), shown())
        send("q")
        self.assert_terminal_as_before(send, shown, ready)

    def test_a_killed_viewer_gives_the_terminal_back(self):
        """It cannot do so itself; the run that started it does when it ends."""
        send, shown, ready = self.terminal()
        send(f"{program.PROGRAM} run in.toml -o out --view=terminal", "Enter")
        self.assertTrue(wait_until(lambda: any(block in shown() for block in "▀▄█"), 20, 0.1), shown())

        here = [int(path.name) for path in Path("/proc").glob("[0-9]*") if runs_in(path, self.folder)]
        (viewer,), (run,) = running(b"view", here), running(b"run", here)
        os.kill(viewer, signal.SIGKILL)
        os.kill(run, signal.SIGUSR2)
        self.assertTrue(wait_until(lambda: "goes on from there" in shown(), 20, 0.1), shown())
        self.assert_terminal_as_before(send, shown, ready)

    def skip_without_open_mpi(self):
        version = subprocess.run([program.LAUNCH[0], "--version"], capture_output=True, text=True).stdout
        if "Open MPI" not in version and "OpenRTE" not in version:
            self.skipTest(f"{program.LAUNCH[0]} is not Open MPI's")

    def test_viewers_leave_a_bound_rank_its_core(self):
        """A viewer that rank 0 starts, and the thread that talks to it, may use what the launcher may."""
        self.skip_without_open_mpi()
        if len(os.sched_getaffinity(0)) < 2:
            self.skipTest("there is one core")
        self.write("script.txt", "wait 1000000000\n")
        job = self.job("run", "in.toml", "-o", "out", "--view", "--view-script", "script.txt", launched=True,
                       env={**NO_DISPLAY, "OMPI_MCA_hwloc_base_binding_policy": "core"})

        self.assertTrue(wait_until(lambda: running(b"view", job.pids()), 20, 0.05), str(job.output()))
        (viewer,), (rank,) = running(b"view", job.pids()), running(b"run", job.pids())
        mine, core = os.sched_getaffinity(0), os.sched_getaffinity(rank)
        self.assertLess(core, mine)
        self.assertTrue(wait_until(lambda: os.sched_getaffinity(viewer) == mine, 5, 0.05))
        threads = [os.sched_getaffinity(int(name)) for name in os.listdir(f"/proc/{rank}/task")]
        self.assertEqual(threads.count(mine), 1, str(threads))


if __name__ == "__main__":
    main()
