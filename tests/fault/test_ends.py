"""Every way a session ends: closed terminals and pipes, limits, quit, kills. What was done is kept, and the folder says how it stands."""
import fcntl
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import termios
import time

from fault import DONE, EARLY, FILE, Case, main, program, wait_until

ENDLESS = ('[run]\nsimulation = "life"\nsteps = 100000000\n[grid]\nsize = [256, 192]\n[checkpoint]\nevery = 1000000000\n'
           '[life]\ndensity = 0.3\nstorage = "bytes"\n')
SHORT = ENDLESS.replace("100000000", "2000", 1)


class EndsCase(Case):
    def setUp(self):
        super().setUp()
        self.write("endless.toml", ENDLESS)
        self.write("short.toml", SHORT)

    def report(self, to="out"):
        try:
            return json.loads((self.folder / to / "report.json").read_text())
        except OSError:
            return {}

    def log(self, to="out"):
        return (self.folder / to / "log.txt").read_text()

    def stepping(self, *more, to="out", **how):
        """A run that has begun to step."""
        job = self.job("run", "endless.toml", "-o", to, "--progress", "none", *more, **how)
        self.assertTrue(wait_until(lambda: self.report(to).get("status") == "running", 30, 0.01), str(job.output()))
        time.sleep(0.2)
        return job

    def state(self, to="out"):
        return json.loads(self.ended("info", to, "--json", status=DONE).out)

    def as_straight(self, to):
        """Steps of the run in a folder, which ended early, made by one that nobody disturbed: the same cells."""
        steps = self.report(to)["step"]
        self.ended("run", "endless.toml", "--steps", str(steps), "-o", f"{to}_straight", "-q", status=DONE, seconds=120)
        mark = f"endless.{steps:08}.h5"
        self.ended("verify", f"{to}/checkpoints/{mark}", "--against", f"{to}_straight/{mark}", status=DONE)


class Signals(EndsCase):
    def test_signals_that_end_a_session_are_like_term(self):
        def check(which, name):
            job = self.stepping(to=name)
            job.signal(which)
            result = job.wait(30)
            self.assertEqual(result.status, EARLY, str(result))
            self.assertIn(f"by signal {name}", result.err)
            report = self.report(name)
            self.assertEqual((report["status"], report["exit_status"]), ("stopped", EARLY))
            self.assertEqual(self.state(name)["status"], "stopped")
            self.assertIn(f"by signal {name}", self.log(name))
            self.verify_all(name)
        self.side_by_side(check, [(signal.SIGHUP, "HUP"), (signal.SIGXCPU, "XCPU"), (signal.SIGALRM, "ALRM")], most=2)
        self.as_straight("HUP")

    def test_a_limit_of_processor_time(self):
        job = self.job("run", "endless.toml", "-o", "out", "--progress", "none", limits="ulimit -S -t 2;")
        result = job.wait(60)
        self.assertEqual(result.status, EARLY, str(result))
        self.assertIn("XCPU", result.err)

    def test_quit_keeps_a_checkpoint_and_dumps_core(self):
        job = self.stepping(limits="ulimit -c 0;")
        job.signal(signal.SIGQUIT)
        result = job.wait(30)
        self.assertEqual(result.status, -signal.SIGQUIT, str(result))
        self.assertEqual(self.verify_all(), 1)
        # As a shell counts it: the process ends by the signal.
        self.assertEqual((self.report()["status"], self.report()["exit_status"]), ("stopped", 128 + signal.SIGQUIT))
        self.assertIn(f"with status {128 + signal.SIGQUIT}", self.log())
        self.assertEqual(self.state()["status"], "stopped")
        self.as_straight("out")
        # The second one does not wait.
        job = self.stepping(to="twice", limits="ulimit -c 0;")
        job.signal(signal.SIGSTOP)
        job.signal(signal.SIGQUIT)
        job.signal(signal.SIGCONT)
        job.signal(signal.SIGQUIT)
        self.assertEqual(job.wait(30).status, -signal.SIGQUIT)

    def test_what_was_ignored_stays_ignored(self):
        job = self.stepping(limits="trap '' HUP INT QUIT;")
        job.signal(signal.SIGHUP)
        job.signal(signal.SIGINT)
        time.sleep(0.5)
        self.assertIsNone(job.process.poll(), str(job.output()))
        job.signal(signal.SIGUSR2)
        self.assertEqual(job.wait(30).status, EARLY)
        # As nohup and a shell that runs it in the background do.
        for to, before, which in (("nohup", "nohup ", signal.SIGHUP), ("background", "", signal.SIGINT)):
            line = f"{before}{program.PROGRAM} run endless.toml -o {to} --progress none -q > /dev/null 2>&1 & echo $!; wait"
            shell = subprocess.Popen(["/bin/sh", "-c", line], cwd=self.folder, stdout=subprocess.PIPE, text=True, start_new_session=True,
                                     env={**os.environ, **program.ENVIRONMENT, **program.alone()})
            self.addCleanup(lambda shell=shell: (os.killpg(shell.pid, signal.SIGKILL) if shell.poll() is None else None, shell.wait(),
                                                 shell.stdout.close()))
            pid = int(shell.stdout.readline())
            self.assertTrue(wait_until(lambda: self.report(to).get("status") == "running", 60, 0.01))
            os.kill(pid, which)
            time.sleep(0.5)
            os.kill(pid, signal.SIGUSR2)  # still there
            shell.wait(60 * program.PATIENCE)
            self.assertEqual(self.report(to)["status"], "stopped")

    def test_a_signal_before_mpi_starts(self):
        """The earliest that it can come: start-up ends, the first step is kept."""
        for number, wait in enumerate((0, 0.02, 0.05, 0.1)):
            with self.subTest(wait=wait):
                job = self.job("run", "endless.toml", "-o", f"early{number}", "--progress", "none")
                def caught():
                    masks = re.search(r"SigCgt:\s*(\S+)", pathlib.Path(f"/proc/{job.pid}/status").read_text())
                    return int(masks[1], 16) >> (signal.SIGUSR2 - 1) & 1
                self.assertTrue(wait_until(caught, 20, 0.0005))
                time.sleep(wait)
                job.signal(signal.SIGUSR2)
                result = job.wait(60)
                self.assertEqual(result.status, EARLY, str(result))
                self.assertEqual(self.verify_all(f"early{number}"), 1)


class Pipes(EndsCase):
    def closed(self, to, *more, out=True, err=False):
        """The status of a run whose streams lead to pipes that nobody reads."""
        ends = [os.pipe() for _ in range(2)]
        for reading, _ in ends:
            os.close(reading)
        done = subprocess.run([program.PROGRAM, "run", "short.toml", "-o", to, *more], cwd=self.folder, timeout=100 * program.PATIENCE,
                              stdout=ends[0][1] if out else subprocess.DEVNULL, stderr=ends[1][1] if err else subprocess.DEVNULL,
                              env={**os.environ, **program.ENVIRONMENT, **program.alone()})
        for _, writing in ends:
            os.close(writing)
        return done.returncode

    def test_a_dead_stream_ends_no_run(self):
        self.assertEqual(self.closed("out"), DONE)
        self.assertIn("standard output takes nothing any more", self.log())
        self.assertEqual(self.report()["status"], "done")
        self.assertEqual(self.closed("err", "--progress", "lines", "--view=none", "-v", out=False, err=True), DONE)
        self.assertIn("standard error takes nothing any more", self.log("err"))
        self.assertEqual(self.closed("both", out=True, err=True), DONE)
        self.ended("verify", "out", "--against", "both", status=DONE)

    def test_an_error_with_nobody_to_hear_it_has_its_status(self):
        (self.folder / "bad" / "checkpoints").mkdir(parents=True)
        self.assertEqual(self.closed("out", "-s", "life.rul=B3/S23", err=True), 2)


class Reports(EndsCase):
    def test_they_are_there_from_the_start_and_say_how_it_ended(self):
        job = self.stepping("-s", "checkpoint.every=200", "--log", "mine.txt", env={"SLURM_JOB_ID": "4711"})
        report = self.report()
        self.assertEqual((report["pid"], report["job"]), (job.pid, "4711"))
        self.assertRegex(report["started"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(report["input"], str(self.folder / "endless.toml"))
        self.assertIn("endless.toml -o out", report["command"])
        self.assertEqual(self.state()["status"], "running")
        self.assertTrue(wait_until(lambda: self.report().get("step", 0) > 0 and "checkpoint of step" in self.log(), 30, 0.01))
        for words in ("halogrid", "# command: ", "# input: ", "# resolved input", "density = 0.3"):
            self.assertIn(words, self.log())
        job.kill_all()
        self.assertEqual(self.report()["status"], "running")
        lost = self.state()
        self.assertEqual(lost["status"], "lost")
        self.assertGreater(lost["step"], 0)
        self.assertIn("lost at step", self.ended("info", "out", status=DONE).out)
        self.assertTrue(self.log().startswith((self.folder / "mine.txt").read_text()[:500]))
        # Carried on, the log goes on as well.
        before = self.log()
        self.ended("run", "endless.toml", "--restart", "--steps", str(lost["step"] + 400), "-o", "out", "-q", status=DONE, seconds=120)
        self.assertTrue(self.log().startswith(before))
        self.assertEqual((self.report()["status"], self.report()["exit_status"], self.state()["status"]), ("done", 0, "done"))

    def test_a_run_that_fails_says_so(self):
        self.write("hot.toml", '[run]\nsimulation = "heat"\nsteps = 50\n[grid]\nsize = [8, 8]\n[output]\nevery = 10\n')
        (self.folder / "out" / "hot.00000020.h5").mkdir(parents=True)
        result = self.ended("run", "hot.toml", "-o", "out", status=FILE)
        self.assertEqual((self.report()["status"], self.report()["exit_status"]), ("failed", FILE))
        self.assertIn("hot.00000020.h5", self.report()["error"])
        self.assertIn(result.err.split("\n")[0], self.log())

    def test_folders_without_a_run(self):
        self.assert_one_message(self.ended("info", "nowhere", status=2), "is no folder")
        (self.folder / "empty").mkdir()
        self.assert_one_message(self.ended("info", "empty", status=FILE), "does not exist")
        self.write("odd/report.json", "{\n    \"status\" : \"\x1b[31m\nnonsense")
        self.assert_one_message(self.ended("info", "odd", status=FILE), "is no report of a run")


class Terminal(EndsCase):
    def on_terminal(self, line, alone):
        """A program in a terminal of its own; returns the terminal's other end and the process."""
        master, slave = pty.openpty()
        process = subprocess.Popen(line, cwd=self.folder, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
                                   env={**os.environ, **program.ENVIRONMENT, **(program.alone() if alone else {})},
                                   preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.addCleanup(lambda: (process.poll() is None and process.kill(), process.wait()))
        return master, process

    def test_a_closed_terminal(self):
        master, process = self.on_terminal([program.PROGRAM, "run", "endless.toml", "-o", "out"], alone=True)
        self.assertTrue(wait_until(lambda: self.report().get("status") == "running", 30, 0.01))
        time.sleep(0.3)
        os.close(master)
        self.assertEqual(process.wait(30 * program.PATIENCE), EARLY)
        self.assertEqual(self.report()["status"], "stopped")
        self.assertEqual(self.verify_all(), 1)

    def test_under_mpirun_it_is_said_and_loses_nothing_older(self):
        launch = [*program.LAUNCH, "2", program.PROGRAM]
        line = [*launch, "run", "endless.toml", "-o", "out", "-s", "checkpoint.every=500", "--progress", "none"]
        master, process = self.on_terminal(line, alone=False)
        self.assertTrue(wait_until(lambda: self.report().get("last_checkpoint"), 60, 0.01))
        said = os.read(master, 1 << 16).decode()
        self.assertIn("mpirun ends its ranks about a second after", said)
        self.assertIn("setsid", said)
        os.close(master)
        process.wait(60 * program.PATIENCE)
        self.assertGreaterEqual(self.verify_all(), 1)


if __name__ == "__main__":
    main()
