"""Life against bgolly of the package golly: random soups on tori of odd and prime sizes, under several rules and on several numbers of
ranks."""
import random
import sys

import bgolly
import cells
import numpy
import program
from bgolly import cropped, rle
from program import Case, main


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
                expected = bgolly.evolved(file, steps)
                self.assertGreater(expected.sum(), 0, "the soup died out: it shows little")
                report = self.run_input(file, "--steps", str(steps), ranks=ranks, to=name)
                found = cells.read(self.folder / name / f"{name}.{steps:08}.h5", "cells")
                found = cropped(found)
                self.assertEqual(found.shape, expected.shape)
                self.assertTrue((found == expected).all(), f"{(found != expected).sum()} cells differ")
                self.assertEqual(report["population"], int(expected.sum()))


if __name__ == "__main__":
    if not bgolly.AVAILABLE:
        print(f"SKIPPED: {bgolly.MISSING}")
        sys.exit(program.SKIPPED)
    main()
