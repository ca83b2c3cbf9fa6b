"""Life of random size, rule, boundaries, ranks, depth and generations through the whole program: bit for bit what plain numpy finds, what
bytes instead of bits give, and, on tori and dead planes, what bgolly finds.

tests/sims/life_property_test.cpp does the same inside one process, a thousand times. bgolly agrees with the definition on every torus and dead
plane, also those one or two cells wide, unless a dead cell without neighbours is born (B0): such rules it steps as two inverted ones that
ignore the grid's edge. There only even generations on tori, of rules without S8, are comparable; numpy judges all of them.
"""
import random
import shutil

import bgolly
import cells
import numpy
import program
from bgolly import cropped, rle
from program import Case, main

CASES = 48 if program.WHOLE else 20
WIDTHS = (1, 2, 3, 5, 13, 31, 61, 63, 64, 65, 97, 127, 128, 129, 191, 192, 193, 256, 257, 511, 512, 513)
HEIGHTS = (1, 2, 3, 7, 16, 17, 31, 64, 65, 101, 127)
RANKS = (1, 1, 1, 1, 1, 2, 1, 2, 3, 1, 2, 4, 1, 6, 2, 9)
SIDES = ("dead", "fixed:1", "reflect", "open")
VALUES = {"dead": 0, "fixed:1": 1}


class Draw:
    """One case."""

    def __init__(self, dice, ranks):
        self.ranks = ranks
        self.width, self.height = dice.choice(WIDTHS), dice.choice(HEIGHTS)
        if dice.random() < 0.15:
            self.width, self.height = self.height, self.width
        self.birth = {n for n in range(9) if dice.random() < 0.4}
        self.survival = {n for n in range(9) if dice.random() < 0.4}
        if dice.random() < 0.6:
            self.birth.discard(0)
        self.golly = dice.choice("TP-")
        if self.golly == "T":
            self.boundary = [["periodic"] * 2] * 2
        elif self.golly == "P":
            self.boundary = [["dead"] * 2] * 2
        else:
            self.boundary = [["periodic"] * 2 if dice.random() < 0.4 else [dice.choice(SIDES), dice.choice(SIDES)] for _ in "xy"]
        self.depth = dice.choice((0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 33))
        self.generations = dice.choice((0, 1, 2, dice.randint(3, 20), dice.randint(21, 70)))
        # Blocks are rows here, at least as thick as their halo.
        self.height = max(self.height, ranks * max(1, self.depth))
        density = dice.uniform(0.1, 0.6)
        self.soup = numpy.array([[dice.random() < density for _ in range(self.width)] for _ in range(self.height)], "u1")

    @property
    def rule(self):
        return f"B{''.join(map(str, sorted(self.birth)))}/S{''.join(map(str, sorted(self.survival)))}"

    def __str__(self):
        return (f"{self.rule} on {self.width} x {self.height}, {self.boundary}, {self.ranks} ranks, depth {self.depth}, "
                f"{self.generations} generations")

    def input(self):
        boundary = ", ".join(f'["{low}", "{high}"]' for low, high in self.boundary)
        depth = self.depth or '"auto"'
        return (f'[run]\nsimulation = "life"\nsteps = {self.generations}\n[grid]\nsize = [{self.width}, {self.height}]\n'
                f"boundary = [{boundary}]\n[decomposition]\nranks = [1, {self.ranks}]\ndepth = {depth}\n"
                f'[life]\nrule = "{self.rule}"\npattern = "soup.rle"\nat = [0, 0]\n')

    def expected(self):
        found = self.soup
        boundary = [[VALUES.get(side, side) for side in axis] for axis in self.boundary]
        for _ in range(self.generations):
            found = cells.life_step(found, self.birth, self.survival, boundary)
        return found

    def bgolly_agrees(self):
        """Whether bgolly steps this by the definition."""
        if self.golly == "-":
            return False
        return 0 not in self.birth or (self.golly == "T" and 8 not in self.survival and self.generations % 2 == 0)


class Property(Case):
    def test_random_cases(self):
        dice = random.Random(31337)
        storages = ["bytes"] if "storage" in self.halogrid("list", "life").out else []
        with_golly = 0
        for number in range(CASES):
            draw = Draw(dice, RANKS[number % len(RANKS)])
            with self.subTest(case=number, of=str(draw)):
                self.write("soup.rle", rle(draw.soup, draw.rule))
                file = self.write("case.toml", draw.input())
                expected = draw.expected()
                for storage in ["", *storages]:
                    shutil.rmtree(self.folder / "out", ignore_errors=True)
                    report = self.run_input(file, *(["-s", f"life.storage={storage}"] if storage else []), ranks=draw.ranks)
                    found = cells.read(self.folder / "out" / f"case.{draw.generations:08}.h5", "cells")
                    self.assertEqual(found.shape, expected.shape)
                    self.assertEqual(int((found != expected).sum()), 0, f"cells differ from numpy's, storage {storage or 'auto'}")
                    self.assertEqual(report["population"], int(expected.sum()))
                    self.assertEqual(int(report["fingerprint"], 16), cells.fingerprint(expected))
                if bgolly.AVAILABLE and draw.bgolly_agrees():
                    with_golly += 1
                    start = self.write("golly.rle", rle(draw.soup, f"{draw.rule}:{draw.golly}{draw.width},{draw.height}"))
                    golly = bgolly.evolved(start, draw.generations)
                    self.assertEqual(int(golly.sum()), int(expected.sum()), "bgolly's population")
                    if expected.any():
                        self.assertTrue(numpy.array_equal(golly, cropped(expected)), "bgolly's cells")
        print(f"{CASES} cases, {with_golly} of them with bgolly")
        if bgolly.AVAILABLE:
            self.assertGreaterEqual(with_golly, CASES // 4)


if __name__ == "__main__":
    main()
