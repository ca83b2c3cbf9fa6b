#!/usr/bin/env python3
"""Makes one-line mistakes in a copy of the tree and requires that the test named for each of them fails.

run.py BUILD [WORD ...]     BUILD: a configured build folder, whose compiler, Kokkos and launcher are used. WORDs: only mutations whose
                            names contain one of them.
Exit status: 0 every mistake was noticed, 1 one was not, or a patch no longer fits the source.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from mutations import MUTATIONS

ROOT = pathlib.Path(__file__).resolve().parents[2]
TEST_LIMIT_S = 60
PROGRAM_LIMIT_S = 400
ENVIRONMENT = {
    **os.environ,
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_rmaps_base_oversubscribe": "1",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "OMPI_MCA_hwloc_base_binding_policy": "none",
    "OMP_PROC_BIND": "false",
}


def cached(build):
    """The variables of a build folder's CMake cache."""
    text = (build / "CMakeCache.txt").read_text()
    return dict(re.findall(r"^([A-Za-z0-9_]+):[A-Z]+=(.*)$", text, re.M))


def copy_tree(to):
    """The files of the working tree that git knows of or would take."""
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in names.split("\n"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)


class Tree:
    """The copy with its build folder."""

    def __init__(self, folder, cache):
        self.source, self.build = folder / "tree", folder / "build"
        self.launch = [cache["MPIEXEC_EXECUTABLE"], cache.get("MPIEXEC_NUMPROC_FLAG", "-n")]
        self.source.mkdir()
        copy_tree(self.source)
        # Optimised little: the mistakes are the same, and compiling takes most of the time. Sanitizers of the given folder are left out.
        command = ["cmake", "-S", self.source, "-B", self.build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS=-O1 -g0",
                   f"-DKokkos_DIR={cache['Kokkos_DIR']}", f"-DCMAKE_CXX_COMPILER={cache['CMAKE_CXX_COMPILER']}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def compiles(self, *areas):
        targets = {"halogrid" if ".py " in area else f"{area}_test" for area in areas}
        done = subprocess.run(["cmake", "--build", self.build, "--target", *targets], capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stdout[-3000:], done.stderr[-1000:])
        return done.returncode == 0

    def passes(self, area, ranks):
        """Whether the test succeeds, and a word about how it ended. A test that hangs is stopped: that is noticed too."""
        line, limit = [*self.launch, str(ranks), self.build / "tests" / f"{area}_test"], TEST_LIMIT_S
        if ".py " in area:
            file, name = area.split()
            line, limit = [sys.executable, self.source / "tests" / file, name], PROGRAM_LIMIT_S
        own = {"HALOGRID_PROGRAM": str(self.build / "halogrid"), "HALOGRID_LAUNCH": ";".join(self.launch)}
        process = subprocess.Popen(line, env={**ENVIRONMENT, **own}, cwd=self.build, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            status = process.wait(limit)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait()
            return False, "stopped"
        return status == 0, f"status {status}"


def noticed(tree, file, old, new, area, ranks):
    """(whether the test fails with the mistake, a word about it)"""
    path = tree.source / file
    text = path.read_text()
    if text.count(old) != 1:
        return False, f"the patch does not fit: its line stands there {text.count(old)} times"
    path.write_text(text.replace(old, new))
    try:
        if not tree.compiles(area):
            return False, "the mistake does not compile"
        passed, word = tree.passes(area, ranks)
        return not passed, word
    finally:
        path.write_text(text)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    words = sys.argv[2:]
    chosen = [mutation for mutation in MUTATIONS if not words or any(word in mutation[0] for word in words)]
    tests = sorted({(area, ranks) for *_, area, ranks in chosen})
    with tempfile.TemporaryDirectory(prefix="halogrid_mutation_") as folder:
        tree = Tree(pathlib.Path(folder), cached(pathlib.Path(sys.argv[1])))
        if not tree.compiles(*{area for area, _ in tests}):
            sys.exit("the tests do not build even without a mistake")
        for area, ranks in tests:
            if not tree.passes(area, ranks)[0]:
                sys.exit(f"{area} fails on {ranks} ranks even without a mistake")
        missed = 0
        for name, file, old, new, area, ranks in chosen:
            began = time.monotonic()
            caught, word = noticed(tree, file, old, new, area, ranks)
            missed += 0 if caught else 1
            print(f"{'noticed' if caught else 'MISSED '}  {name:<48} {file:<28} {area}{f'-np{ranks}' if ranks else ''}: {word}, {time.monotonic() - began:.0f} s",
                  flush=True)
    print(f"{len(chosen)} mistakes, {missed} not noticed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
