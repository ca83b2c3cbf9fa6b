"""A rank that stops making progress ends the job with exit status 70, and one that only looks like it does not."""
import ctypes
import os
import pathlib
import re
import signal
import subprocess
import time

import program
from program import ABORT_NOTE, BANNER, Case, main

ENDLESS = '[run]\nsimulation = "life"\nsteps = 1000000000000\nwatchdog = "3s"\n[grid]\nsize = [256, 192]\n[life]\ndensity = 0.3\n'
PTRACE_SEIZE = 0x4206


def parent_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def processes_below(pid):
    """All living processes that this one started, at any distance."""
    children = {}
    for path in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            children.setdefault(parent_of(path.name), []).append(int(path.name))
        except (OSError, IndexError):
            continue
    out, todo = [], [pid]
    while todo:
        found = children.get(todo.pop(), [])
        out += found
        todo += found
    return out


def rank_of(pid):
    words = pathlib.Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    found = [word for word in words if word.startswith((b"OMPI_COMM_WORLD_RANK=", b"PMI_RANK=", b"SLURM_PROCID="))]
    return int(found[0].partition(b"=")[2]) if found else None


class Job:
    """A run in the background that has begun to step."""

    def __init__(self, case, text, ranks):
        self.file = case.write("in.toml", text)
        line = [*program.LAUNCH, str(ranks), program.PROGRAM, "run", "in.toml", "-q"]
        self.job = subprocess.Popen(line, cwd=case.folder, env={**os.environ, **program.ENVIRONMENT}, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
        self.ranks = {}
        case.addCleanup(self.kill)
        end = time.monotonic() + 30
        while len(self.ranks) < ranks or not (case.folder / "out").exists():
            case.assertLess(time.monotonic(), end, "the run does not start")
            case.assertIsNone(self.job.poll(), "the run ended at once")
            time.sleep(0.1)
            for pid in processes_below(self.job.pid):
                try:
                    if os.readlink(f"/proc/{pid}/exe") == os.path.realpath(program.PROGRAM):
                        self.ranks[rank_of(pid)] = pid
                except OSError:
                    continue
        time.sleep(2)

    def signal(self, number, *ranks):
        for rank in ranks:
            os.kill(self.ranks[rank], number)

    def kill(self):
        for pid in [self.job.pid, *self.ranks.values()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.job.returncode is None:
            self.job.communicate()

    def ended(self, seconds):
        """Exit status and what halogrid said."""
        text = self.job.communicate(timeout=seconds)[1].decode(errors="replace")
        return self.job.returncode, ABORT_NOTE.sub("", BANNER.sub("", text)).strip("\n")


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Watchdog(Case):
    def assert_ended(self, job, rank, doing, seconds=120):
        status, said = job.ended(seconds)
        self.assertEqual(status, 70, said)
        host = re.escape(os.uname().nodename)
        self.assertRegex(said, rf"(?m)^halogrid: error: rank {rank} on host {host} has made no progress for \d+ s while {doing}: "
                               r"its process is stopped; the job is ended\nhint: .*--restart.*run\.watchdog")
        self.assertEqual(said.count("halogrid: error"), 1, said)
        end = time.monotonic() + 5
        while any(map(is_alive, job.ranks.values())) and time.monotonic() < end:
            time.sleep(0.1)
        self.assertEqual([pid for pid in job.ranks.values() if is_alive(pid)], [])

    def test_a_stopped_rank_that_steps(self):
        for ranks, rank in [(3, 1), (2, 0)]:
            with self.subTest(ranks=ranks, rank=rank):
                job = Job(self, ENDLESS, ranks)
                job.signal(signal.SIGSTOP, rank)
                self.assert_ended(job, rank, "stepping")
                subprocess.run(["rm", "-rf", self.folder / "out"], check=True)

    def test_ranks_that_are_all_stopped_for_a_while_go_on(self):
        job = Job(self, ENDLESS, 3)
        job.signal(signal.SIGSTOP, 0, 1, 2)
        time.sleep(7)
        job.signal(signal.SIGCONT, 0, 1, 2)
        time.sleep(3)
        self.assertIsNone(job.job.poll())
        # And it still watches.
        job.signal(signal.SIGSTOP, 2)
        self.assert_ended(job, 2, "stepping")

    def test_a_rank_in_a_debugger_is_left_alone(self):
        job = Job(self, ENDLESS, 2)
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.ptrace(PTRACE_SEIZE, job.ranks[1], None, None) != 0:
            self.skipTest(f"no rank can be traced here: {os.strerror(ctypes.get_errno())}")
        job.signal(signal.SIGSTOP, 1)
        time.sleep(8)
        self.assertIsNone(job.job.poll())

    def test_no_watchdog(self):
        job = Job(self, ENDLESS.replace('"3s"', '"off"'), 2)
        job.signal(signal.SIGSTOP, 1)
        time.sleep(6)
        self.assertIsNone(job.job.poll())

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
