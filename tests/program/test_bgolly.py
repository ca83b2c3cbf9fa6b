"""Life against bgolly of the package golly: random soups on tori of odd and prime sizes, under several rules and on several numbers of
ranks."""
import random
import re
import shutil
import subprocess
import sys

import cells
import numpy
import program
from program import Case, main


def rle(soup, rule):
    rows = ["".join("o" if cell else "b" for cell in row) for row in soup]
    height, width = soup.shape
    return f"x = {width}, y = {height}, rule = {rule}\n" + "$\n".join(rows) + "!\n"


def from_rle(text):
    """The cells that bgolly wrote: the smallest box of the torus that holds them all, without its place."""
    header, *lines = [line for line in text.split("\n") if not line.startswith("#")]
    width, height = (int(number) for number in re.match(r"x = (\d+), y = (\d+)", header).groups())
    found = numpy.zeros((height, width), "u1")
    x = y = 0
    for count, what in re.findall(r"(\d*)([bo$!])", "".join(lines)):
        count = int(count or 1)
        if what == "$":
            x, y = 0, y + count
        elif what == "b":
            x += count
        elif what == "o":
            found[y, x:x + count] = 1
            x += count
    return found


def cropped(found):
    """The smallest box that holds all live cells."""
    y, x = found.nonzero()
    return found[y.min():y.max() + 1, x.min():x.max() + 1]


class Bgolly(Case):
    def test_soups(self):
        dice = random.Random(20240607)
        cases = [("B3/S23", 61, 47, 200, 1), ("B3/S23", 127, 64, 150, 2), ("B36/S23", 61, 47, 120, 3), ("B2/S", 64, 127, 60, 4),
                 ("B1357/S1357", 31, 53, 60, 2), ("B368/S245", 97, 33, 90, 4), ("B3/S12345", 89, 71, 100, 3),
                 ("B34678/S3678", 101, 37, 80, 2), ("B3/S23", 5, 83, 64, 3)]
        for number, (rule, width, height, steps, ranks) in enumerate(cases):
            with self.subTest(rule=rule, size=(width, height), ranks=ranks):
                density = dice.uniform(0.2, 0.5)
                soup = numpy.array([[dice.random() < density for _ in range(width)] for _ in range(height)], "u1")
                name = f"soup{number}"
                file = self.write(f"{name}.rle", rle(soup, f"{rule}:T{width},{height}"))
                golly = self.folder / f"{name}_golly.rle"
                subprocess.run(["bgolly", "-m", str(steps), "-a", "QuickLife", "-q", "-q", "-o", str(golly), str(file)], check=True,
                               capture_output=True, timeout=100)
                expected = from_rle(golly.read_text())
                self.assertGreater(expected.sum(), 0, "the soup died out: it shows little")
                report = self.run_input(file, "--steps", str(steps), ranks=ranks, to=name)
                found = cells.read(self.folder / name / f"{name}.{steps:08}.h5", "cells")
                found = cropped(found)
                self.assertEqual(found.shape, expected.shape)
                self.assertTrue((found == expected).all(), f"{(found != expected).sum()} cells differ")
                self.assertEqual(report["population"], int(expected.sum()))


if __name__ == "__main__":
    if not shutil.which("bgolly"):
        print("SKIPPED: bgolly is not installed (package golly)")
        sys.exit(program.SKIPPED)
    main()
