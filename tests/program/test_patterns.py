"""Patterns in every format: read, written by `render`, and gone on with from there; against bgolly where it is installed."""
import pathlib
import random
import re
import shutil
import subprocess

import cells
import numpy
from program import Case, main, names_in

# One pattern of 7 cells in every format; Pos and #P and the like put its top-left cell at (-3, -2) from the middle.
FORMATS = {
    "a.rle": "#CXRLE Pos=-3,-2\nx = 7, y = 3, rule = B3/S23\nbo$3bo$2o2b3o!\n",
    "a.cells": "!Name: Acorn\n.O\n...O\nOO..OOO\n",
    "a.lif": "#Life 1.05\n#D Acorn\n#N\n#P -3 -2\n.*\n...*\n**..***\n",
    "A.LIFE": "#Life 1.06\n-2 -2\n0 -1\n-3 0\n-2 0\n1 0\n2 0\n3 0\n",
    "a.mc": None,
}
LIBRARY = pathlib.Path("/usr/share/golly/Patterns")


def macrocell(found, half):
    """Cells {(x, y)} from the middle as a macrocell file of 2 * half cells a side, equal nodes once."""
    lines, numbers = [], {}

    def node(level, x, y):
        if level == 3:
            line = "".join("".join("*" if (x + i, y + j) in found else "." for i in range(8)) + "$" for j in range(8))
            if "*" not in line:
                return 0
        else:
            side = 1 << (level - 1)
            parts = [node(level - 1, x + i * side, y + j * side) for j in (0, 1) for i in (0, 1)]
            if not any(parts):
                return 0
            line = " ".join(map(str, [level, *parts]))
        if line not in numbers:
            lines.append(line)
            numbers[line] = len(lines)
        return numbers[line]

    node((2 * half).bit_length() - 1, -half, 1 - half)
    return "[M2] (a test)\n#R B3/S23\n" + "\n".join(lines) + "\n"


def population(file, algorithm="QuickLife"):
    done = subprocess.run(["bgolly", "-a", algorithm, "-m", "0", str(file)], check=True, capture_output=True, text=True, timeout=60)
    return int(re.search(r"^[\d,]+: ([\d,]+)", done.stdout, re.M)[1].replace(",", ""))


class Patterns(Case):
    def final(self, to, name, step):
        return cells.read(self.folder / to / f"{name}.{step:08}.h5", "cells")

    def test_every_format_is_the_same_pattern(self):
        acorn = {(-2, -2), (0, -1), (-3, 0), (-2, 0), (1, 0), (2, 0), (3, 0)}
        reports = []
        for number, (name, text) in enumerate(FORMATS.items()):
            with self.subTest(file=name):
                self.write(name, text or macrocell(acorn, 16))
                where = [] if name != "a.cells" else ["-s", "life.at=[30,25]"]
                self.write("in.toml", f'[run]\nsimulation = "life"\nsteps = 60\n[grid]\nsize = [67, 54]\n[life]\npattern = "{name}"\n')
                reports.append(self.run_input("in.toml", *where, ranks=1 + number % 3, to=str(number)))
                self.assertEqual(reports[-1]["fingerprint"], reports[0]["fingerprint"])
                start = self.run_input("in.toml", *where, "--steps", "0", to=f"start{number}")
                self.assertEqual(start["population"], 7)
                y, x = self.final(f"start{number}", "in", 0).nonzero()
                self.assertEqual({(int(i) - 33, int(j) - 27) for i, j in zip(x, y)}, acorn)
                # On its own it gets a dead plane.
                alone = self.run_input(name, "--steps", "3", to=f"alone{number}")
                self.assertEqual(alone["grid"][:2], [512, 512])

    def test_a_snapshot_goes_on_as_a_pattern(self):
        dice = random.Random(7)
        for number, (boundary, rule, size, ranks) in enumerate((("periodic", "B3/S23", (61, 47), 2), ("dead", "B36/S23", (40, 70), 3),
                                                                 ("periodic", "345/2/4", (50, 33), 1), ("periodic", "B3/S23:T37+5,21", (37, 21), 2))):
            with self.subTest(rule=rule, boundary=boundary):
                grid = "" if ":" in rule else f"[grid]\nsize = {list(size)}\nboundary = \"{boundary}\"\n"
                self.write("in.toml", f'[run]\nsimulation = "life"\nsteps = 30\nseed = {dice.randrange(1000)}\n{grid}[life]\nrule = "{rule}"\ndensity = 0.35\n')
                self.run_input("in.toml", ranks=ranks, to=f"run{number}")
                straight = self.run_input("in.toml", "--steps", "50", to=f"straight{number}")
                snapshot = f"run{number}/in.00000030.h5"
                self.halogrid("render", snapshot, "-o", "final.rle")
                text = (self.folder / "final.rle").read_text()
                self.assertLessEqual(max(map(len, text.split("\n")[2:])), 70)
                self.assertIn("Gen=30", text)
                same = self.run_input("final.rle", "--steps", "0", to=f"same{number}")
                self.assertEqual(tuple(same["grid"][:2]), size)
                expected = cells.read(self.folder / snapshot, "cells")
                self.assertTrue((self.final(f"same{number}", "final", 30) == expected).all())
                on = self.run_input("final.rle", "--steps", "20", ranks=2, to=f"on{number}")
                self.assertEqual(on["fingerprint"], straight["fingerprint"])
                if expected.max() > 1:
                    self.assertIn("a .cells file knows only dead and alive",
                                  self.halogrid("render", snapshot, "-o", "none.cells", status=2).err)
                    self.assertFalse(any("none.cells" in path for path in names_in(self.folder)))
                    continue
                self.halogrid("render", snapshot, "-o", "final.cells")
                rows = (self.folder / "final.cells").read_text().split("\n")[:-1]
                self.assertTrue((numpy.array([[cell == "O" for cell in row] for row in rows]) == expected).all())
                if shutil.which("bgolly") and "+" not in rule:
                    self.assertEqual(population(self.folder / "final.rle"), int(expected.sum()))

    def test_hostile_patterns_are_refused(self):
        everything = "[M2]\n" + "********$" * 8 + "\n" + "".join(f"{n} {n - 3} {n - 3} {n - 3} {n - 3}\n" for n in range(4, 60))
        for name, text, reason in (("a.mc", everything, r"a\.mc:58:1: error: the pattern "), ("a.mc", "[M2]\n4 9 0 0 0\n", r"a\.mc:2:3: error: the part = 9"),
                                   ("a.lif", "#MCell\n", r"a\.lif:1:1: error: the first line is neither"), ("a.cells", "O.x\n", r"a\.cells:1:3: error: 'x' is not a cell"),
                                   ("a.life", "#Life 1.06\n1 99999999999999999999\n", r"a\.life:2:3: error: y = 9+ is not between")):
            with self.subTest(file=name, text=text[:20]):
                self.write(name, text)
                result = self.halogrid("run", name, ranks=2, status=2)
                self.assertRegex(result.err, reason)
                self.assertIn("hint: ", result.err)
                self.assertFalse((self.folder / "out").exists())

    def test_what_golly_wrote(self):
        if not shutil.which("bgolly") or not LIBRARY.is_dir():
            self.skipTest("bgolly and its patterns are not installed")
        files = [*(LIBRARY / "HashLife").glob("*.mc"), *(LIBRARY / "Life").rglob("*.lif")]
        compared = 0
        for file in sorted(files):
            with self.subTest(file=file.name):
                if file.stem == "wolfram22":  # a one-dimensional rule, which QuickLife does not know
                    continue
                self.halogrid("render", file, "-o", "out.rle")
                expected = population(file, "HashLife")
                self.assertEqual(population(self.folder / "out.rle"), expected)
                compared += 1
        self.assertGreater(compared, 10)


if __name__ == "__main__":
    main()
