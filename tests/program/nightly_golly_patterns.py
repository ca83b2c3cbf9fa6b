"""Every pattern of Golly's own library (package golly), as it lies there: the cells that bgolly has after 16 and 100 generations, or what
golly_patterns.txt says of it: a refusal that names what is not there, a pattern too large to be compared.

HALOGRID_PATTERNS=write makes the table anew: look at what has changed before it is committed.
"""
import os
import pathlib
import resource
import shutil
import subprocess
import sys

import bgolly
import cells
import h5py
import program
from program import Case, main

LIBRARY = pathlib.Path("/usr/share/golly")
TABLE = pathlib.Path(__file__).with_name("golly_patterns.txt")
GENERATIONS = (16, 100)
ALGORITHMS = ("QuickLife", "Generations", "Larger than Life", "RuleLoader", "JvN")
MOST_CELLS = 300_000_000
MOST_REFUSED = 8  # of patterns in formats that halogrid has
# What halogrid does not read, and says so: archives, scripts, another program's format.
OTHER_FORMATS = (".zip", ".lua", ".mcl")


def small_files_only():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 26, 1 << 26))


class Patterns(Case):
    def golly(self, file, generations):
        """The live cells by bgolly, or None where it does not write them in reasonable size and time."""
        macrocell = file.name.endswith((".mc", ".mc.gz"))
        for algorithm in ("HashLife", "RuleLoader", "JvN") if macrocell else ALGORITHMS:
            to = self.folder / "golly.rle"
            to.unlink(missing_ok=True)
            words = ["bgolly", "-a", algorithm, "-M", "1000", "-s", f"{LIBRARY}/Rules/", "-m", str(generations), "-q", "-q", "-o", to, file]
            try:
                done = subprocess.run(words, capture_output=True, timeout=100, preexec_fn=small_files_only)
            except subprocess.TimeoutExpired:
                return None
            if done.returncode == 0 and to.exists():
                return bgolly.cropped(bgolly.from_rle(to.read_text()))
        return None

    def result(self, file, name):
        """same, or a word and the reason."""
        for generations in GENERATIONS:
            shutil.rmtree(self.folder / "out", ignore_errors=True)
            done = program.start(["run", file, "-o", "out", "--steps", generations], cwd=self.folder, timeout=300)
            if done.status != 0:
                # Without folders, sizes of memory and the like, which differ from machine to machine.
                reason = done.err.split("error: ", 1)[-1].split("\n")[0]
                return "refused: " + ("needs more memory" if " of memory " in reason else reason)
            found = max((self.folder / "out").glob("*.h5"))
            with h5py.File(found) as snapshot:
                if snapshot["cells"].size > MOST_CELLS:
                    return "large"
            mine, theirs = bgolly.cropped(cells.read(found, "cells")), self.golly(file, generations)
            if theirs is None:
                return "bgolly does not write it"
            if mine.shape != theirs.shape or not (mine == theirs).all():
                lost = "touch" in done.err or "left out" in done.err
                return f"differs at {generations}" + (", and said that its plane has an edge" if lost else "")
        return "same"

    def test_every_pattern(self):
        found = {}
        for file in sorted((LIBRARY / "Patterns").rglob("*")):
            name = str(file.relative_to(LIBRARY / "Patterns"))
            if not file.is_file():
                continue
            if file.suffix in OTHER_FORMATS:
                found[name] = "refused: another format"
                self.assertEqual(program.start(["check", file], cwd=self.folder, timeout=60).status, 2, name)
                continue
            found[name] = self.result(file, name)
        text = "".join(f"{name}: {what}\n" for name, what in found.items())
        if os.environ.get("HALOGRID_PATTERNS") == "write":
            TABLE.write_text(text)
        self.assertEqual(text.splitlines(), TABLE.read_text().splitlines())
        refused = [f"{name}: {what}" for name, what in found.items() if what.startswith("refused") and "another format" not in what]
        print(len(found), "patterns,", sum(what == "same" for what in found.values()), "the same,", len(refused), "refused:", *refused, sep="\n  ")
        unexplained = [name for name, what in found.items() if what.startswith("differs") and "edge" not in what]
        self.assertEqual(unexplained, [])


if __name__ == "__main__":
    if not shutil.which("bgolly") or not (LIBRARY / "Patterns").is_dir():
        print("SKIPPED: bgolly and its patterns are not installed (package golly)")
        sys.exit(program.SKIPPED)
    main()
