"""The harness of the fault tests: jobs that can be hit. A job runs in a session of its own, so that all of its processes can be found,
whoever their parent is by now; one that outlives its time is killed with all of them, and that is a failure.
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "program"))  # behind this folder: both have a test_restart.py
import program  # noqa: E402
from program import Result, main, names_in  # noqa: E402,F401

DONE, USAGE, FILE, VERIFICATION, INTERNAL, EARLY = 0, 2, 3, 4, 70, 75
FAULTY = os.environ.get("HALOGRID_FAULTY", str(pathlib.Path(program.PROGRAM).parent / "tests" / "halogrid_faulty"))
TEMPORARY = re.compile(r"\.(.*)\.(\d{8,})\.h5\.part")


def status_of(pid):
    """(state, session) of a process, or None where it has ended."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    words = text[text.rindex(")") + 2:].split()
    return words[0], int(words[3])


def environment_of(pid):
    try:
        words = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return {}
    return dict(word.split(b"=", 1) for word in words if b"=" in word)


def wait_until(condition, seconds, pause=0.001):
    """What the condition gives once it is not false, or None when the time is up."""
    end = time.monotonic() + program.PATIENCE * seconds
    while True:
        found = condition()
        if found or time.monotonic() > end:
            return found or None
        time.sleep(pause)


class Job:
    """A running halogrid. words: as on the command line; limits: shell words put before each rank, e.g. "ulimit -f 100;"; launched: by
    the launcher even on one rank (else MPI starts a daemon of its own there, which a limit would hit as well); piped: its output goes
    through pipes that a reader may leave (close_pipes())."""

    def __init__(self, words, ranks=1, cwd=None, env=None, limits="", executable=None, launched=False, piped=False):
        self.executable = executable or program.PROGRAM
        line = [self.executable, *map(str, words)]
        if program.SANITIZED:
            limits = re.sub(r"ulimit -v \d+;", "", limits)
        if limits:
            line = ["/bin/sh", "-c", f'{limits} exec "$@"', "sh", *line]
        self.launched = ranks > 1 or launched
        if self.launched:
            line = [*program.LAUNCH, str(ranks), *line]
        self.words, self.ranks = line, ranks
        # Where MPI leaves its own files when it is killed.
        self.scratch = tempfile.mkdtemp(prefix="halogrid_fault_", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
        scratch = {} if self.launched else program.alone()
        scratch.update({"OMPI_MCA_orte_tmpdir_base": self.scratch, "OMPI_MCA_btl_vader_backing_directory": self.scratch})
        # Files and not pipes, where nothing else is asked for: a process that is left over would keep a pipe open.
        self.said = [b"", b""] if piped else None
        self.out, self.err = (subprocess.PIPE, subprocess.PIPE) if piped else (tempfile.TemporaryFile(), tempfile.TemporaryFile())
        environment = {**os.environ, **program.ENVIRONMENT, **scratch, **(env or {})}
        self.process = subprocess.Popen(line, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=self.out,
                                        stderr=self.err, start_new_session=True)
        self.pid = self.process.pid
        if piped:
            self.out, self.err = self.process.stdout, self.process.stderr

    def pids(self):
        """All of the job's processes that have not ended, the launcher among them."""
        found = []
        for name in os.listdir("/proc"):
            if name.isdigit():
                status = status_of(int(name))
                if status and status[1] == self.pid and status[0] not in "ZX":
                    found.append(int(name))
        return found

    def rank_pids(self):
        """{rank: pid}: those that are running the program."""
        if not self.launched:
            return {0: self.pid} if self.process.poll() is None else {}
        found = {}
        for pid in self.pids():
            rank = environment_of(pid).get(b"OMPI_COMM_WORLD_RANK")
            try:
                runs = os.path.realpath(f"/proc/{pid}/exe") == os.path.realpath(self.executable)
            except OSError:
                continue
            if runs:
                found[int(rank or 0)] = pid
        return found

    def wait_for_ranks(self, seconds=30):
        """{rank: pid} once all are running."""
        found = wait_until(lambda: len(self.rank_pids()) == self.ranks and self.rank_pids(), seconds, 0.01)
        if not found:
            self.fail(f"not all of its ranks were running within {seconds} s: {self.rank_pids()}")
        return found

    def signal(self, number, *pids):
        for pid in pids or (self.pid,):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def kill_all(self):
        """Every process at once, as a power cut or a batch system would."""
        for _ in range(100):
            pids = self.pids()
            self.signal(signal.SIGKILL, *pids)
            if not pids:
                break
            time.sleep(0.01)
        self.process.wait(10)

    def close_pipes(self):
        """Nobody reads what it says from now on; what it has said until then is kept."""
        self.output()
        self.out.close()
        self.err.close()

    def output(self):
        """What it has said so far."""
        for number, file in enumerate((self.out, self.err) if self.said else ()):
            if not file.closed:
                os.set_blocking(file.fileno(), False)
                self.said[number] += file.read() or b""
        texts = self.said or [os.pread(file.fileno(), 1 << 22, 0) for file in (self.out, self.err)]
        return Result(self.words, self.process.poll(), *(text.decode(errors="replace") for text in texts))

    def close(self):
        self.kill_all()
        self.out.close()
        self.err.close()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def fail(self, reason):
        self.kill_all()
        raise AssertionError(f"{reason}\n{self.output()}")

    def wait(self, seconds=60):
        """Its Result, once no process of it is left. More time than that is a failure, as is a process that outlives the job."""
        try:
            self.process.wait(program.PATIENCE * seconds)
        except subprocess.TimeoutExpired:
            self.fail(f"the job had not ended after {seconds} s, and was killed")
        # The ranks of a launcher that was killed find out for themselves.
        if not wait_until(lambda: not self.pids(), 20, 0.01):
            self.fail(f"processes {self.pids()} were left by a job that ended with status {self.process.returncode}")
        return self.output()


class Case(program.Case):
    """A test with a folder of its own, whose jobs do not outlive it."""

    def job(self, *words, cwd=None, **more):
        job = Job(words, cwd=cwd or self.folder, **more)
        self.addCleanup(job.close)
        return job

    def ended(self, *words, seconds=60, status=None, **more):
        """The Result of a job that ends by itself. status: one, or several that are allowed."""
        job = self.job(*words, **more)
        result = job.wait(seconds)
        job.close()
        if status is not None:
            self.assertIn(result.status, status if isinstance(status, (tuple, list)) else [status], str(result))
        return result

    def side_by_side(self, check, cases, most=4):
        """check(*case) for each case, a few at a time: most of a job's time is the launcher's. Reports all that failed."""
        def held(case):
            try:
                check(*case)
            except AssertionError as failure:
                return f"{case}: {failure}"
            return None
        with concurrent.futures.ThreadPoolExecutor(most) as pool:
            failed = [text for text in pool.map(held, cases) if text]
        if failed:
            self.fail("\n\n" + "\n\n".join(failed))

    def assert_one_message(self, result, sentence="", place=None):
        """One message of the product with at most one hint, and nothing else, on standard error."""
        lines = result.err.split("\n")
        self.assertRegex(lines[0], r"^.*: error: .", str(result))
        if place is not None:
            self.assertTrue(lines[0].startswith(f"{place}: error: "), str(result))
        if sentence:
            self.assertRegex(lines[0], sentence, str(result))
        self.assertTrue(len(lines) == 1 or (len(lines) == 2 and lines[1].startswith("hint: ")), f"more than one message\n{result}")

    def is_quiet(self, job):
        """Whether its ranks take next to no time: they sleep."""
        def used():
            total = 0
            for pid in job.rank_pids().values():
                with open(f"/proc/{pid}/stat") as file:
                    total += sum(map(int, file.read().rpartition(")")[2].split()[11:13]))
            return total
        before = used()
        time.sleep(0.5)
        return used() - before < 0.35 * 0.5 * os.sysconf("SC_CLK_TCK") * len(job.rank_pids())

    def final_files(self, folder="out"):
        """Snapshots and checkpoints under their final names, relative to the test's folder."""
        files = [name for name in names_in(self.folder / folder) if re.fullmatch(r"(.*/)?[^./][^/]*\.\d{8,}\.h5", name)]
        return [f"{folder}/{name}" for name in files if (self.folder / folder / name).is_file()]

    def verify_all(self, folder="out"):
        """Fails for a file under a final name that is not whole; returns how many there are."""
        files = self.final_files(folder)
        if files:
            self.ended("verify", *files, status=DONE)
        return len(files)

    def assert_same_bytes(self, one, other):
        one, other = self.folder / one, self.folder / other
        self.assertTrue(one.read_bytes() == other.read_bytes(), f"{one} and {other} differ")


def writing(folder, name=None, after=-1):
    """The temporary file of a snapshot or checkpoint that is being written, as (path, step), or None."""
    try:
        entries = os.listdir(folder)
    except OSError:
        return None
    for entry in entries:
        found = TEMPORARY.fullmatch(entry)
        if found and (name is None or found[1] == name) and int(found[2]) > after:
            return pathlib.Path(folder) / entry, int(found[2])
    return None


def skip(reason):
    """Ends a test program as skipped, with the reason."""
    print(f"skipped: {reason}")
    sys.exit(program.SKIPPED)


def in_mounts_of_its_own():
    """Starts the test program again where its mounts are its own and vanish with it; skips it where that is not allowed."""
    if os.environ.get("HALOGRID_OWN_MOUNTS"):
        return
    if not shutil.which("unshare") or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
        skip("mounting needs root, or the right to a mount namespace")
    os.environ["HALOGRID_OWN_MOUNTS"] = "1"
    os.execvp("unshare", ["unshare", "-m", sys.executable, *sys.argv])
