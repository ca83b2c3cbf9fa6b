#!/usr/bin/env python3
"""Makes one-line mistakes in a copy of the tree and requires that the test named for each of them fails.

run.py BUILD [--part K/N] [--list] [WORD ...]

BUILD: a configured build folder, whose compiler, Kokkos and launcher are used. The copy and its own build stay in BUILD/mutation (one for
each K/N), so that a repetition compiles only what has changed. --part: the K-th of N parts; which part a mutation is in depends on its test
alone. --list: says what would be done. WORDs: only mutations whose names contain one of them.
Exit status: 0 every mistake was noticed, 1 one was not, or a patch no longer fits the source.
"""
import argparse
import fcntl
import os
import pathlib
import re
import subprocess
import sys
import time
import zlib

from fit import EMULATED, Sources, complaints
from mutations import MUTATIONS

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests" / "program"))
import program  # noqa: E402

FIRST_LIMIT_S = 900  # for a test without a mistake; with one it has ten times as long as it took, so that a busy machine notices nothing
def cached(build):
    """The variables of a build folder's CMake cache."""
    text = (build / "CMakeCache.txt").read_text()
    return dict(re.findall(r"^([A-Za-z0-9_]+):[A-Z]+=(.*)$", text, re.M))


def copy_tree(to):
    """Makes `to` hold the files of the working tree that git knows of or would take, and no others; what is the same stays untouched."""
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    wanted = {pathlib.Path(name) for name in names.split("\n") if name and (ROOT / name).is_file()}
    for path in [path for path in to.rglob("*") if path.is_file() and path.relative_to(to) not in wanted]:
        path.unlink()
    for name in wanted:
        mine, other = to / name, (ROOT / name).read_bytes()
        if not mine.is_file() or mine.read_bytes() != other:
            mine.parent.mkdir(parents=True, exist_ok=True)
            mine.write_bytes(other)
            mine.chmod((ROOT / name).stat().st_mode)


class Tree:
    """The copy with its build folder."""

    def __init__(self, folder, cache):
        self.source, self.build = folder / "tree", folder / "build"
        self.limits = {}  # seconds, of each test that has passed
        self.launch = [cache["MPIEXEC_EXECUTABLE"], cache.get("MPIEXEC_NUMPROC_FLAG", "-n")]
        self.python = cache.get("HALOGRID_PYTHON", sys.executable)  # the distribution's, which has h5py
        self.source.mkdir(parents=True, exist_ok=True)
        copy_tree(self.source)
        # Optimised little, and with assertions: the mistakes are the same, and compiling takes most of the time. Sanitizers of the given
        # folder are left out. (A Debug build would have no precompiled headers.)
        command = ["cmake", "-S", self.source, "-B", self.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
                   "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1",
                   f"-DKokkos_DIR={cache['Kokkos_DIR']}", f"-DCMAKE_CXX_COMPILER={cache['CMAKE_CXX_COMPILER']}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def compiles(self, *areas):
        targets = {target_of(area) for area in areas}
        done = subprocess.run(["cmake", "--build", self.build, "--target", *sorted(targets)], capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stdout[-3000:], done.stderr[-1000:])
        return done.returncode == 0

    def passes(self, area, ranks):
        """Whether the test succeeds, and a word about how it ended. A test that hangs is stopped: that is noticed too."""
        line = [*self.launch, str(ranks), self.build / "tests" / f"{area}_test"]
        own = {}
        if area == EMULATED:  # what an emulated device finds in the order of kernels, fences and messages: tests/device
            guard = str(self.build / "tests" / "libdevice_guard.so")
            own = {"KOKKOS_TOOLS_LIBS": guard, "KOKKOS_PROFILE_LIBRARY": guard, "HALOGRID_GUARD": "order", "HALOGRID_EMULATED_MESSAGES": "direct"}
            line.append("~[.]~[steps]~the step loop allocates nothing")
        if ".py " in area:
            file, name = area.split()
            line = [self.python, self.source / "tests" / file, name]
        own |= {"HALOGRID_PROGRAM": str(self.build / "halogrid"), "HALOGRID_LAUNCH": ";".join(self.launch), "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.Popen(line, env={**os.environ, **program.ENVIRONMENT, **own}, cwd=self.build, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        began = time.monotonic()
        try:
            status = process.wait(self.limits.get((area, ranks), FIRST_LIMIT_S))
        except subprocess.TimeoutExpired:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            return False, f"stopped after {time.monotonic() - began:.0f} s"
        if status == 0:
            self.limits.setdefault((area, ranks), 30 + 10 * (time.monotonic() - began))
        return status == 0, f"status {status}"


def noticed(tree, file, old, new, area, ranks):
    """(whether the test fails with the mistake, a word about it)"""
    path = tree.source / file
    text = path.read_text()
    path.write_text(text.replace(old, new))
    try:
        if not tree.compiles(area):
            return False, "the mistake does not compile"
        passed, word = tree.passes(area, ranks)
        return not passed, word
    finally:
        path.write_text(text)


def target_of(area):
    """What has to be built for a test."""
    return "halogrid" if ".py " in area else f"{area}_test"


def part_of(mutation, parts):
    """From 1 on. By what is built for its test, so that a part builds its tests only, and by nothing else, so that new mutations move no
    old ones. (The 8 makes parts of four about equal.)"""
    return zlib.crc32(f"8{target_of(mutation[4])}".encode()) % parts + 1


def part(text):
    match = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", text)
    if not match or int(match[1]) > int(match[2]):
        raise argparse.ArgumentTypeError(f"{text} is no part; for example 2/4")
    return int(match[1]), int(match[2])


def arguments():
    parser = argparse.ArgumentParser(usage=__doc__, add_help=False)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--part", type=part, default=(1, 1))
    parser.add_argument("--list", action="store_true")
    parser.add_argument("words", nargs="*")
    return parser.parse_intermixed_args()


def main():
    given = arguments()
    number, parts = given.part
    chosen = [mutation for mutation in MUTATIONS if part_of(mutation, parts) == number]
    chosen = [mutation for mutation in chosen if not given.words or any(word in mutation[0] for word in given.words)]
    # Neighbours share what has to be compiled anew.
    chosen.sort(key=lambda mutation: (mutation[4], mutation[1]))
    if given.list:
        print("\n".join(f"{area:<20} {file:<36} {name}" for name, file, _, _, area, _ in chosen))
        print(f"{len(chosen)} mistakes")
        return 0
    if stale := list(complaints(chosen, Sources())):
        sys.exit("\n".join(stale))
    folder = given.build.resolve() / "mutation" / f"{number}_of_{parts}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(f"{folder} is in use by another run of this")
        return run(Tree(folder, cached(given.build)), chosen)


def run(tree, chosen):
    tests = sorted({(area, ranks) for *_, area, ranks in chosen})
    began = time.monotonic()
    if not tree.compiles(*{area for area, _ in tests}):
        sys.exit("the tests do not build even without a mistake")
    for area, ranks in tests:
        if not tree.passes(area, ranks)[0]:
            sys.exit(f"{area} fails on {ranks} ranks even without a mistake")
    print(f"{len(tests)} tests built and passed without a mistake, {time.monotonic() - began:.0f} s", flush=True)
    missed = 0
    for name, file, old, new, area, ranks in chosen:
        began = time.monotonic()
        caught, word = noticed(tree, file, old, new, area, ranks)
        missed += 0 if caught else 1
        print(f"{'noticed' if caught else 'MISSED '}  {name:<48} {file:<28} {area}{f'-np{ranks}' if ranks else ''}: {word}, "
              f"{time.monotonic() - began:.0f} s", flush=True)
    print(f"{len(chosen)} mistakes, {len(chosen) - missed} noticed, {missed} not noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
