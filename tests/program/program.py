"""Starts halogrid for the tests beside this file, and takes apart what it says.

HALOGRID_PROGRAM names the program, HALOGRID_LAUNCH the launcher with its option for the number of ranks, words separated by ';'.
"""
import atexit
import functools
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
INPUTS = ROOT / "inputs"
PROGRAM = os.environ.get("HALOGRID_PROGRAM", str(ROOT / "build" / "release" / "halogrid"))
LAUNCH = os.environ.get("HALOGRID_LAUNCH", "mpirun;-n").split(";")
SKIPPED = 77
# The nightly run tries every case; the usual one leaves out those that another test sees too (said where they are left out).
WHOLE = bool(os.environ.get("HALOGRID_WHOLE"))

ENVIRONMENT = {
    **dict(line.split("=", 1) for line in (ROOT / "tests" / "environment.txt").read_text().splitlines() if line and line[0] != "#"),
    # What someone has measured on this machine changes no answer of a test.
    "HALOGRID_MACHINE": os.devnull,
}

numbers = itertools.count()


@functools.cache
def mpi_folder():
    """For this process; made at the first start and not before, as some tests run themselves again in a namespace of their own."""
    folder = tempfile.mkdtemp(prefix="halogrid_mpi_")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def alone():
    """One process that is not launched starts without MPI's daemon and networks, in a quarter of the time. In a folder of its own: of two
    starts side by side one would clear away what the other has just made."""
    return {"OMPI_MCA_ess_singleton_isolated": "1", "OMPI_MCA_btl": "self", "OMPI_MCA_orte_tmpdir_base": f"{mpi_folder()}/{next(numbers)}"}


# What Open MPI's launcher adds to every exit status but 0: paragraphs between dashes.
BANNER = re.compile(r"^-{70,}\n.*?^-{70,}\n", re.S | re.M)
# What a debug build says at its start, and tests of its messages do not count.
UNOPTIMISED = re.compile(r"^halogrid: warning: .* compiled without optimisation, .*\n", re.M)
ABORT_NOTE = re.compile(r"^\[[^\]\n]*:\d+\] .*\n", re.M)


class Result:
    """One ended job: exit status, standard output, standard error without the launcher's own words."""

    def __init__(self, words, status, out, err):
        self.words, self.status, self.out = words, status, out
        self.err = UNOPTIMISED.sub("", ABORT_NOTE.sub("", BANNER.sub("", err))).strip("\n")

    def __str__(self):
        return f"{' '.join(map(str, self.words))}\nstatus {self.status}\n--- out\n{self.out}\n--- err\n{self.err}"


# Under sanitizers (HALOGRID_SANITIZED) everything takes that many times as long, and memory cannot be limited.
SANITIZED = bool(os.environ.get("HALOGRID_SANITIZED"))
PATIENCE = 10 if SANITIZED else 1


def start(words, ranks=1, cwd=None, env=None, timeout=120, program=None, launches=False):
    """Runs halogrid on that many ranks: as a process of its own on one (ranks = 1), else by the launcher. launches: it calls the launcher
    itself."""
    line = [program or PROGRAM, *map(str, words)]
    if ranks > 1:
        line = [*LAUNCH, str(ranks), *line]
    environment = {**os.environ, **ENVIRONMENT, **(alone() if ranks == 1 and not launches else {}), **(env or {})}
    done = subprocess.run(line, cwd=cwd, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=PATIENCE * timeout)
    return Result(line, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))


def names_in(folder):
    """All files and folders below a folder, as sorted relative names."""
    folder = pathlib.Path(folder)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="halogrid_program_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def halogrid(self, *words, ranks=1, status=0, **more):
        """Runs the program in the test's folder and requires its exit status."""
        result = start(words, ranks=ranks, cwd=more.pop("cwd", self.folder), **more)
        self.assertEqual(result.status, status, str(result))
        return result

    def run_input(self, file, *words, ranks=1, to="out", **more):
        """A run into a folder of the test; returns its report."""
        self.halogrid("run", file, "-o", to, *words, ranks=ranks, **more)
        return json.loads((self.folder / to / "report.json").read_text())


def main():
    unittest.main(verbosity=1)
