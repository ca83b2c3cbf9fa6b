"""Shifted tori and Klein bottles against bgolly of the package golly, and against a walk over the surface in plain Python; the rest of
their promises too: any ranks, any depth, the resolved input gives the same run again, and what the message says where a layout cuts
the wrong axis."""
import random
import re
import unittest

import bgolly
import cells
import numpy
from bgolly import cropped, rle
from program import Case, main


def suffix(width, height, axis, shift, twisted):
    """axis: whose ends are joined with a move along the other one, as in Golly: 'y' means the top and bottom edges."""
    edge = ("*" if twisted else "") + (f"{shift:+d}" if shift else "")
    return f":{'K' if twisted else 'T'}{width}{edge if axis == 'y' else ''},{height}{edge if axis == 'x' else ''}"


def origin(x, y, width, height, axis, shift, twisted):
    """The cell that a step over the edges leads to."""
    if axis == "x":
        y, x = origin(y, x, height, width, "y", shift, twisted)
        return x, y
    if twisted and not 0 <= y < height:
        x = width - 1 - x - (shift != 0 and width % 2 == 0)  # as bgolly does; the help of Golly draws + 1
    elif y < 0:
        x -= shift
    elif y >= height:
        x += shift
    return x % width, y % height


def evolved(start, rule, surface, steps):
    height, width = start.shape
    birth, survival = ({int(count) for count in part[1:]} for part in rule.split("/"))
    near = [[[origin(x + dx, y + dy, width, height, *surface) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy]
             for x in range(width)] for y in range(height)]
    index = numpy.array([[[ny * width + nx for nx, ny in cell] for cell in row] for row in near])
    now = start
    for _ in range(steps):
        count = now.reshape(-1)[index].sum(axis=2)
        now = numpy.where(now == 1, numpy.isin(count, list(survival)), numpy.isin(count, list(birth))).astype("u1")
    return now


def soup_of(dice, width, height, states=2):
    density = dice.uniform(0.25, 0.5)
    return numpy.array([[dice.randint(1, states - 1) if dice.random() < density else 0 for _ in range(width)] for _ in range(height)], "u1")


# rule, width, height, (axis, shift, twisted), steps, ranks, depth
CASES = [
    ("B3/S23", 30, 20, ("y", 5, False), 120, 1, 1), ("B3/S23", 31, 47, ("y", -2, False), 150, 3, 2),
    ("B36/S23", 61, 33, ("y", 17, False), 90, 4, 3), ("B3/S23", 30, 20, ("x", 5, False), 100, 2, 2),
    ("B2/S", 53, 29, ("x", -7, False), 50, 4, 3), ("B3/S23", 47, 24, ("x", 23, False), 120, 3, 1),
    ("B3/S23", 30, 20, ("y", 0, True), 120, 1, 2), ("B3/S23", 31, 47, ("y", 0, True), 150, 4, 3),
    ("B34678/S3678", 29, 30, ("y", 0, True), 60, 2, 2), ("B3/S23", 30, 31, ("x", 0, True), 120, 3, 3),
    ("B36/S23", 47, 23, ("x", 0, True), 100, 2, 1), ("B3/S23", 30, 20, ("y", 1, True), 120, 3, 2),
    ("B3/S23", 48, 21, ("y", 4, True), 100, 2, 3), ("B3/S23", 31, 25, ("y", 1, True), 100, 4, 1),
    ("B368/S245", 33, 22, ("x", 1, True), 80, 4, 2), ("B3/S23", 3, 37, ("y", 1, False), 40, 2, 3),
    ("B3/S12345", 2, 41, ("y", 0, True), 50, 1, 1),
]

# Rules of other families, some of which tell left from right: bgolly's algorithm, rule, states, width, height, surface, steps, ranks, depth
FAMILIES = [
    ("Generations", "345/2/4", 4, 61, 40, ("y", 9, False), 60, 3, 2), ("Generations", "345/2/4", 4, 40, 53, ("x", 0, True), 60, 2, 3),
    ("Generations", "/2/3", 3, 47, 31, ("y", 0, True), 40, 4, 2), ("QuickLife", "B2/S34H", 2, 37, 44, ("y", 0, True), 30, 3, 3),
    ("QuickLife", "B2/S34H", 2, 44, 37, ("x", 1, True), 30, 4, 2), ("QuickLife", "B2/S34H", 2, 41, 30, ("x", -4, False), 30, 2, 2),
    ("QuickLife", "B2/S013V", 2, 33, 33, ("y", 0, True), 40, 2, 1), ("QuickLife", "B2-a/S12", 2, 35, 32, ("x", 3, False), 30, 3, 3),
]


class Topology(Case):
    def pattern(self, number, rule, soup, surface):
        height, width = soup.shape
        return self.write(f"soup{number}.rle", rle(soup, rule + suffix(width, height, *surface)))

    def final(self, name, steps):
        return cells.read(self.folder / name / f"{name}.{steps:08}.h5", "cells")

    def test_soups(self):
        dice = random.Random(20240911)
        for number, (rule, width, height, surface, steps, ranks, depth) in enumerate(CASES):
            with self.subTest(rule=rule + suffix(width, height, *surface), ranks=ranks, depth=depth):
                name = f"soup{number}"
                soup = soup_of(dice, width, height)
                file = self.pattern(number, rule, soup, surface)
                report = self.run_input(file, "--steps", str(steps), "-s", f"decomposition.depth={depth}", ranks=ranks, to=name)
                self.assertEqual((report["ranks"], report["depth"]), (ranks, depth))
                found, expected = self.final(name, steps), evolved(soup, rule, surface, steps)
                self.assertGreater(expected.sum(), 0, "the soup died out: it shows little")
                self.assertTrue((found == expected).all(), f"{(found != expected).sum()} cells differ from the walk's")
                if bgolly.AVAILABLE:
                    self.compare_with_bgolly("QuickLife", file, steps, found)

    @unittest.skipUnless(bgolly.AVAILABLE, bgolly.MISSING)
    def test_rules_of_other_families(self):
        dice = random.Random(20241117)
        for number, (algorithm, rule, states, width, height, surface, steps, ranks, depth) in enumerate(FAMILIES):
            with self.subTest(rule=rule + suffix(width, height, *surface), ranks=ranks, depth=depth):
                file = self.pattern(number, rule, soup_of(dice, width, height, states), surface)
                self.run_input(file, "--steps", str(steps), "-s", f"decomposition.depth={depth}", ranks=ranks, to=f"soup{number}")
                self.compare_with_bgolly(algorithm, file, steps, self.final(f"soup{number}", steps))

    def compare_with_bgolly(self, algorithm, file, steps, found):
        expected, found = bgolly.evolved(file, steps, algorithm), cropped(found)
        self.assertGreater(expected.size, 40, "the soup died out: it shows little")
        self.assertEqual(found.shape, expected.shape)
        self.assertTrue((found == expected).all(), f"{(found != expected).sum()} cells differ from bgolly's")

    def test_ranks_and_depths_give_the_same_bytes(self):
        soup = soup_of(random.Random(5), 40, 36)
        for number, surface in enumerate([("y", 7, False), ("x", 1, True)]):
            file, found = self.pattern(number, "B3/S23", soup, surface), set()
            for ranks, depth, overlap in [(1, 1, "true"), (2, 4, "false"), (3, 2, "true"), (4, 3, "true")]:
                self.run_input(file, "--steps", "50", "-s", f"decomposition.depth={depth}", "-s", f"decomposition.overlap={overlap}",
                               ranks=ranks)
                found.add((self.folder / "out" / f"soup{number}.00000050.h5").read_bytes())
            self.assertEqual(len(found), 1)

    def test_the_resolved_input_gives_the_same_run(self):
        soup = soup_of(random.Random(6), 24, 18)
        file = self.pattern(0, "B3/S23", soup, ("y", 0, True))
        report = self.run_input(file, "--steps", "40", to="soup0")
        self.assertEqual(report["grid"], [24, 18])
        resolved = cells.attributes(self.folder / "soup0" / "soup0.00000040.h5")["input"]
        self.assertRegex(resolved, r"rule = ['\"]B3/S23:K24\*,18['\"]")
        again = self.write("again.toml", resolved)
        self.run_input(again, "-s", "output.name=soup0", to="again")
        first, second = ((self.folder / folder / "soup0.00000040.h5").read_bytes() for folder in ("soup0", "again"))
        self.assertTrue(first == second)

    def test_a_layout_that_cuts_along_the_seam_is_refused(self):
        file = self.pattern(0, "B3/S23", soup_of(random.Random(7), 30, 20), ("y", 5, False))
        for words, ranks in [(("check", file), 2), (("run", file), 2), (("run", "--dry-run", "--ranks", "2", file), 1)]:
            result = self.halogrid(*words, "-s", "decomposition.ranks=[2,1]", ranks=ranks, status=2)
            self.assertIn("decomposition.ranks = [2, 1] splits the x axis", result.err)
            self.assertIn("hint: write ranks = [1, 2], or leave the key out", result.err)
        result = self.halogrid("check", file, "--ranks", "64", status=2)
        self.assertIn("hint: at most 20 ranks fit this grid; its x axis must stay whole", result.err)
        layout = self.halogrid("check", file, "--ranks", "4").out
        self.assertTrue(re.search(r"1 x 4", layout), layout)

    def test_a_grid_that_says_otherwise_is_refused(self):
        self.pattern(0, "B3/S23", soup_of(random.Random(8), 30, 20), ("x", 0, True))
        file = self.write("in.toml", '[run]\nsimulation = "life"\n[grid]\nsize = [30, 21]\n[life]\npattern = "soup0.rle"\n')
        result = self.halogrid("run", file, status=2)
        self.assertIn("the rule's suffix asks for a Klein bottle of 30 x 20 cells, and [grid] for another grid", result.err)


if __name__ == "__main__":
    main()
