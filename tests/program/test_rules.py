"""Every family of rules against bgolly of the package golly: random soups on tori and planes, on several numbers of ranks; cells and
population must be the same."""
import pathlib
import random
import re
import shutil
import sys

import bgolly
import cells
import numpy
import program
from bgolly import cropped, rle
from program import INPUTS, Case, main

GOLLY_RULES = pathlib.Path("/usr/share/golly/Rules")


class Rules(Case):
    runs = 0

    def compare(self, algorithm, rule, shape, states=2, steps=30, ranks=1, density=0.35, surface="T", golly_rule=None, folder=None):
        """halogrid's rule against bgolly's (golly_rule where it writes it otherwise); shape: (width, height)."""
        width, height = shape
        Rules.runs += 1
        name = f"soup{Rules.runs}"
        dice = random.Random(Rules.runs)
        soup = numpy.array([[dice.randint(1, states - 1) if dice.random() < density else 0 for _ in range(width)]
                            for _ in range(height)], "u1")
        suffix = f":{surface}{width},{height}"
        theirs = self.write(f"{name}_start.rle", rle(soup, (golly_rule or rule) + suffix))
        file = self.write(f"{name}.rle", rle(soup, rule + suffix))
        expected = bgolly.evolved(theirs, steps, algorithm, folder)
        report = self.run_input(file, "--steps", str(steps), ranks=ranks, to=name)
        found = cropped(cells.read(self.folder / name / f"{name}.{steps:08}.h5", "cells"))
        self.assertEqual(found.shape, expected.shape, f"{rule}: other box")
        self.assertTrue((found == expected).all(), f"{rule}: {(found != expected).sum()} cells differ")
        self.assertEqual(report["population"], int((expected != 0).sum()))
        return int((expected != 0).sum())

    def all_alive(self, algorithm, cases):
        """Compares each case (rule, shape, and more by name) on a number of ranks of its own; most must not die out."""
        left = 0
        for number, (rule, shape, more) in enumerate(cases):
            # The tests of each family in C++ go to six ranks.
            ranks = number % (4 if program.WHOLE else 2) + 1
            with self.subTest(rule=rule, size=shape, ranks=ranks):
                left += self.compare(algorithm, rule, shape, ranks=ranks, **more) > 0
        self.assertGreaterEqual(4 * left, 3 * len(cases), "too many soups died out: they show little")

    def test_neighbourhoods(self):
        self.all_alive("QuickLife", [("B2/S013V", (47, 31), {}), ("B13/S012V", (31, 47), {"density": 0.1}), ("B2/S34H", (47, 31), {}),
                                     ("B245/S3H", (40, 40), {}), ("B24/S35H", (33, 29), {"surface": "P"}),
                                     ("B2/S01234V", (23, 51), {"surface": "P"})])

    def test_generations(self):
        self.all_alive("Generations", [
            ("345/2/4", (47, 31), {"states": 4}), ("/2/3", (31, 47), {"states": 3}), ("12345/45678/8", (64, 33), {"states": 8}),
            ("2/13/21", (41, 41), {"states": 21}), ("23/3/256", (37, 40), {"states": 256, "steps": 20}),
            ("124567/378/4", (50, 50), {"states": 4, "surface": "P"}), ("34/2/5H", (50, 41), {"states": 5}),
            ("13/12/4V", (50, 41), {"states": 4}), ("2-i34q/3/4", (50, 41), {"states": 4})])
        self.compare("Generations", "b2/s345/c4", (40, 30), states=4, ranks=3, golly_rule="345/2/4")

    def test_letters(self):
        self.all_alive("QuickLife", [("B2-a/S12", (47, 31), {}), ("B3/S2-i34q", (61, 43), {}), ("B2n3/S23-q", (61, 43), {}),
                                     ("B3-k4z/S2-c34y", (40, 50), {"surface": "P"}), ("B2ce3ai4w5-k6c7e/S1e2-n3jr4-tz5a8", (40, 50), {}),
                                     ("B34kz5e7c8/S23-a4ityz5k", (50, 40), {})])

    def test_bits(self):
        """Tables of bits, whose first one is 0: dead cells stay dead."""
        dice, digits = random.Random(7), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        maps = [dice.choice(digits[:32]) + "".join(dice.choice(digits) for _ in range(length - 1)) for length in (86, 22, 6, 86, 22, 6)]
        # What stands beyond the last of 512, 128 or 32 bits is nothing.
        maps = [text[:-1] + digits[digits.index(text[-1]) & (0x30 if len(text) < 86 else 0x3c)] for text in maps]
        self.all_alive("QuickLife", [(f"MAP{text}", (47 - number, 31 + number), {"surface": "TTP"[number % 3]}) for number, text in enumerate(maps)]
                       + [(f"W{number}", (61, 50), {"density": 0.05}) for number in (30, 54, 90, 110)])

    def test_larger_than_life(self):
        self.all_alive("Larger than Life", [
            ("R5,C0,M1,S34..58,B34..45,NM", (97, 61), {"density": 0.4}), ("R1,C0,M0,S2..3,B3..3,NM", (47, 31), {}),
            ("R4,C0,M1,S41..81,B41..81,NM", (61, 47), {"density": 0.5}), ("R7,C0,M1,S100..200,B75..170,NM", (80, 64), {"density": 0.45}),
            ("R3,C0,M0,S5..12,B6..9,NN", (61, 47), {"density": 0.3}), ("R3,C0,M1,S8..19,B9..15,NC", (61, 47), {"density": 0.4}),
            ("R6,C0,M1,S30..70,B35..60,NC", (67, 71), {"density": 0.45, "surface": "P"}),
            ("R2,C5,M0,S4..8,B5..7,NM", (51, 53), {"states": 5}), ("R10,C255,M1,S2..30,B3..20,NM", (83, 80), {"states": 3, "density": 0.1}),
            ("R12,C0,M1,S130..300,B140..280,NN", (90, 70), {"density": 0.55, "steps": 10})])
        self.compare("Larger than Life", "5,34,45,34,58", (61, 47), density=0.4, ranks=2)
        # Wide areas are summed from row to row, on several ranks and threads too.
        for number, (name, shape, cells_of_area) in enumerate((("R51,C0,M1,{},NM", (211, 230), 103**2), ("R100,C0,M0,{},NN", (240, 331), 20201),
                                                               ("R130,C3,M1,{},NC", (451, 430), 53093), ("R260,C0,M1,{},NM", (550, 600), 521**2))):
            some = "S{}..{},B{}..{}".format(*(int(share * cells_of_area) for share in (0.42, 0.52, 0.4, 0.48)))
            self.compare("Larger than Life", name.format(some), shape, density=0.45, ranks=(1, 2, 4, 1)[number], steps=2,
                         states=3 if "C3" in name else 2)

    def test_tables(self):
        own = self.folder / "rules"
        own.mkdir()
        shutil.copy(INPUTS / "life" / "wireworld.rule", self.folder)
        shutil.copy(INPUTS / "life" / "wireworld.rule", own)
        self.compare("RuleLoader", "wireworld.rule", (47, 31), states=4, density=0.7, ranks=3, golly_rule="wireworld", folder=own)
        self.compare("RuleLoader", "wireworld.rule", (29, 40), states=4, density=0.6, ranks=2, surface="P", golly_rule="wireworld",
                     folder=own)
        tried = 0
        for file in sorted(GOLLY_RULES.glob("*.rule")):
            text = file.read_text(errors="replace")
            if "\n@TABLE" not in text and "\n@TREE" not in text:
                continue
            states = int(re.search(r"(?:n_states:|num_states=)\s*(\d+)", text)[1])
            shutil.copy(file, self.folder)
            tried += 1
            with self.subTest(rule=file.name):
                self.compare("RuleLoader", file.name, (31, 29), states=states, steps=20, density=0.5, ranks=4 if tried % 6 == 0 else 1,
                             golly_rule=file.stem, folder=GOLLY_RULES)
        if GOLLY_RULES.is_dir():
            self.assertGreater(tried, 40)

    def test_random_trees(self):
        """Trees of random nodes, walked where there are many neighbourhoods, looked up where there are few."""
        dice = random.Random(6)
        own = self.folder / "rules"
        own.mkdir()
        for number, (neighbours, states) in enumerate(((8, 2), (8, 5), (4, 3), (4, 40))):
            nodes, below = [], None
            for level in range(1, neighbours + 2):
                first = len(nodes)
                for _ in range(1 if level == neighbours + 1 else dice.randint(3, 9)):
                    children = [dice.randrange(states) if level == 1 else dice.choice(below) for _ in range(states)]
                    nodes.append(f"{level} {' '.join(map(str, children))}")
                below = range(first, len(nodes))
            text = f"@RULE tree{number}\n\n@TREE\n\nnum_states={states}\nnum_neighbors={neighbours}\nnum_nodes={len(nodes)}\n" + "\n".join(nodes)
            for where in (own, self.folder):
                (where / f"tree{number}.rule").write_text(text + "\n")
            with self.subTest(neighbours=neighbours, states=states):
                self.compare("RuleLoader", f"tree{number}.rule", (31, 29), states=states, steps=6, density=0.7, ranks=1 + number % 3,
                             golly_rule=f"tree{number}", folder=own)

    def test_installed(self):
        """Rules that a pattern names and that come with the program, against those that Golly has or computes."""
        for number, (name, states, algorithm) in enumerate((("JvN29", 29, "JvN"), ("Nobili32", 32, "JvN"), ("Hutton32", 32, "JvN"),
                                                            ("LifeHistory", 7, "RuleLoader"), ("WireWorld", 4, "RuleLoader"))):
            for density in (0.2, 0.8):
                with self.subTest(rule=name, density=density):
                    self.compare(algorithm, name, (47, 41), states=states, density=density, steps=20, ranks=1 + number % 3,
                                 folder=GOLLY_RULES if algorithm == "RuleLoader" else None)

    def test_random_tables(self):
        """Tables of variables, symmetries and exceptions that no one would write: the order in which transitions are tried matters."""
        dice = random.Random(5)
        symmetries = {"Moore": ["none", "rotate4", "rotate8", "rotate4reflect", "rotate8reflect", "reflect_horizontal", "permute"],
                      "vonNeumann": ["none", "rotate4", "rotate4reflect", "reflect_horizontal", "permute"],
                      "hexagonal": ["none", "rotate2", "rotate3", "rotate6", "rotate6reflect", "permute"]}
        inputs = {"Moore": 9, "vonNeumann": 5, "hexagonal": 7}
        own = self.folder / "rules"
        own.mkdir()
        number = 0
        for neighbourhood, names in symmetries.items():
            for symmetry in names:
                many = 8 if neighbourhood == "Moore" else 5
                for states in ((3, many) if program.WHOLE else (many,)) if symmetry in ("none", "permute") else (4,):
                    number += 1
                    lines = [f"@RULE random{number}", "@TABLE", f"n_states:{states}", f"neighborhood:{neighbourhood}",
                             f"symmetries:{symmetry}"]
                    variables = list("edcba")
                    for v in variables:
                        some = dice.sample(range(states), dice.randint(2, states))
                        lines.append(f"var {v}={{{','.join(map(str, some))}}}")
                    for _ in range(8):
                        row = [str(dice.randrange(states))]
                        row += [dice.choice(variables + [str(dice.randrange(states))]) for _ in range(inputs[neighbourhood] - 1)]
                        twice = [v for v in variables if v in row]
                        row.append(dice.choice(twice) if twice and dice.random() < 0.5 else str(dice.randrange(states)))
                        lines.append(",".join(row) + "  # a line")
                    for where in (own, self.folder):
                        (where / f"random{number}.rule").write_text("\n".join(lines) + "\n")
                    with self.subTest(neighbourhood=neighbourhood, symmetry=symmetry, states=states):
                        self.compare("RuleLoader", f"random{number}.rule", (31, 29), states=states, steps=5, density=0.7,
                                     ranks=3 if number % 7 == 0 else 1, golly_rule=f"random{number}", folder=own)


if __name__ == "__main__":
    if not bgolly.AVAILABLE:
        print(f"SKIPPED: {bgolly.MISSING}")
        sys.exit(program.SKIPPED)
    main()
