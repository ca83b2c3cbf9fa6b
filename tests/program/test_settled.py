"""When cells come to rest: generation, period and population against plain numpy, and what `life.until = "settled"` makes of a run."""
import filecmp

import cells
import numpy
from program import INPUTS, Case, main

TORUS = ("periodic", "periodic")

BLOCK = "2o$2o!"
BLINKER = "3o!"
PULSAR = "2b3o3b3o2$o4bobo4bo$o4bobo4bo$o4bobo4bo$2b3o3b3o2$2b3o3b3o$o4bobo4bo$o4bobo4bo$o4bobo4bo2$2b3o3b3o!"
PENTADECATHLON = "2bo4bo$2ob4ob2o$2bo4bo!"
GLIDER = "bo$2bo$3o!"
R_PENTOMINO = "b2o$2o$bo!"


def step(now, birth, survival, boundary):
    """One generation; boundary: periodic or dead, for x and y."""
    for axis, kind in ((1, boundary[0]), (0, boundary[1])):
        width = [(0, 0), (0, 0)]
        width[axis] = (1, 1)
        now = numpy.pad(now, width, "wrap" if kind == "periodic" else "constant")
    rows = now[:-2] + now[1:-1] + now[2:]
    with_cell = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]
    live = now[1:-1, 1:-1]
    return numpy.where(live, survival[with_cell - live], birth[with_cell]).astype("u1")


class Fate:
    """All generations until the first that was there before, or so many."""

    def __init__(self, start, rule, boundary, most):
        tables = [numpy.isin(numpy.arange(10), [int(digit) for digit in part[1:]]) for part in rule.split("/")]
        self.shape, self.history, seen, now = start.shape, [], {}, start
        self.generation = self.period = None
        while len(self.history) <= most:
            packed = numpy.packbits(now).tobytes()
            if packed in seen:
                self.generation, self.period = seen[packed], len(self.history) - seen[packed]
                return
            seen[packed] = len(self.history)
            self.history.append(packed)
            now = step(now, *tables, boundary)

    def cells(self, generation):
        if generation >= len(self.history):
            generation = self.generation + (generation - self.generation) % self.period
        flat = numpy.unpackbits(numpy.frombuffer(self.history[generation], "u1"), count=self.shape[0] * self.shape[1])
        return flat.reshape(self.shape)

    def population(self, generation):
        return int(self.cells(generation).sum())


class Settled(Case):
    def settle(self, life, size, *words, steps=3000, seed=1, boundary=TORUS, every=0, ranks=1, until="settled", **more):
        """Runs an input of these values, with the lines `life` under [life]; returns the report."""
        text = f'[run]\nsimulation = "life"\nsteps = {steps}\nseed = {seed}\n[grid]\nsize = {list(size)}\nboundary = {list(boundary)}\n'
        self.write("s.toml", text + f'[output]\nevery = {every}\n[life]\n{life}\nuntil = "{until}"\n')
        return self.run_input("s.toml", *words, ranks=ranks, **more)

    def last(self, to="out"):
        """(step, path) of the newest snapshot."""
        path = max((self.folder / to).glob("s.*[0-9].h5"))
        return int(path.name.split(".")[1]), path

    def check(self, report, fate, ended=True, to="out"):
        """The report and the last snapshot, held against the plain evolution."""
        settled = report["settled"]
        self.assertEqual(settled["period"], fate.period)
        if settled["exact"]:
            self.assertEqual(settled["generation"], fate.generation)
        self.assertGreaterEqual(settled["generation"], fate.generation)
        self.assertEqual(settled["population"], fate.population(settled["generation"]))
        at, path = self.last(to)
        if ended:
            self.assertGreaterEqual(at, settled["generation"])
        self.assertTrue((cells.read(path, "cells") == fate.cells(at)).all())
        self.assertEqual(report["population"], fate.population(at))

    def soup(self, size, density=0.3, rule="B3/S23", boundary=TORUS, seed=1, most=3000):
        start = (cells.uniform(seed, (size[1], size[0])) < density).astype("u1")
        return Fate(start, rule, boundary, most)

    def test_soups(self):
        cases = (  # size, seed, ranks, every, density, boundary, rule
            ((64, 64), 1, (1, 2, 3), 0, 0.3, TORUS, "B3/S23"),
            ((61, 47), 2, (1,), 7, 0.3, TORUS, "B3/S23"),
            ((30, 100), 3, (1, 2), 1, 0.3, TORUS, "B3/S23"),
            ((128, 96), 4, (3,), 50, 0.3, ("dead", "dead"), "B3/S23"),
            ((7, 9), 5, (1,), 0, 0.3, TORUS, "B3/S23"),
            ((600, 64), 6, (2, 3), 241, 0.1, ("periodic", "dead"), "B3/S23"),
            ((130, 70), 7, (2,), 0, 0.05, TORUS, "B3/S012345678"),
            ((90, 40), 8, (3,), 11, 0.3, TORUS, "B36/S23"),
        )
        for size, seed, many, every, density, boundary, rule in cases:
            fate = self.soup(size, density, rule, boundary, seed)
            self.assertIsNotNone(fate.period, "a case that says nothing")
            for ranks in many:
                with self.subTest(size=size, seed=seed, ranks=ranks, every=every):
                    report = self.settle(f'density = {density}\nrule = "{rule}"', size, seed=seed, boundary=boundary, every=every,
                                         ranks=ranks)
                    self.check(report, fate)
                    # Blocks and blinkers repeat within any two sweeps of equal length.
                    if fate.period <= 2:
                        self.assertTrue(report["settled"]["exact"])
                    if every == 0:
                        self.assertEqual(report["steps"], report["settled"]["generation"])

    def test_patterns(self):
        def pattern(rle, size, *words, **more):
            self.write("p.rle", headed(rle))
            return self.settle('pattern = "p.rle"\nat = [20, 20]', size, *words, **more)

        cases = (  # cells, generation, period, population
            (BLOCK, 0, 1, 4),
            (BLINKER, 0, 2, 3),
            (PULSAR, 0, 3, 48),
            ("2o!", 1, 1, 0),
            ("o4$2o$2o!", 1, 1, 4),
        )
        for rle, *expected in cases:
            for ranks in (1, 3) if expected[1] > 1 else (2,):
                with self.subTest(rle=rle, ranks=ranks):
                    report = pattern(rle, (70, 80), ranks=ranks)
                    self.assertEqual(report["settled"], dict(zip(("generation", "period", "population", "exact"), (*expected, True))))
                    self.assertEqual((report["steps"], self.last()[0]), (expected[0], expected[0]))
        # Their period is longer than two sweeps: the fingerprint finds it.
        for rle, size, period, population in ((PENTADECATHLON, (64, 64), 15, None), (GLIDER, (64, 64), 256, 5), (GLIDER, (48, 36), 576, 5)):
            with self.subTest(rle=rle, size=size):
                report = pattern(rle, size, steps=5000, ranks=2 if size[0] == 64 else 1)
                start = numpy.zeros(size[::-1], "u1")
                for y, line in enumerate(cells_of(rle)):
                    start[20 + y, 20:20 + len(line)] = line
                fate = Fate(start, "B3/S23", TORUS, 600)
                self.assertEqual((fate.generation, fate.period), (0, period))
                self.check(report, fate)
                self.assertEqual(report["settled"]["population"], population or fate.population(report["settled"]["generation"]))
        # Its six gliders end at the edges of a dead plane.
        start = numpy.zeros((200, 200), "u1")
        for y, line in enumerate(cells_of(R_PENTOMINO)):
            start[100 + y, 100:100 + len(line)] = line
        fate = Fate(start, "B3/S23", ("dead", "dead"), 3000)
        self.write("p.rle", headed(R_PENTOMINO))
        for ranks in (1, 3):
            report = self.settle('pattern = "p.rle"\nat = [100, 100]', (200, 200), boundary=("dead", "dead"), ranks=ranks)
            self.check(report, fate)
            self.assertTrue(report["settled"]["exact"])

    def test_generations_count_from_the_pattern_s(self):
        self.write("g.rle", "#CXRLE Gen=1000\n" + headed(BLINKER.replace("!", "10$20b2o!")))
        report = self.settle('pattern = "g.rle"\nat = [9, 9]', (64, 64))
        self.assertEqual(report["settled"], {"generation": 1001, "period": 2, "population": 3, "exact": True})
        self.assertEqual((report["steps"], self.last()[0]), (1, 1001))

    def test_what_does_not_settle_ends_with_its_steps(self):
        fate = self.soup((64, 64), 0.4, "B1/S1", most=500)
        self.assertIsNone(fate.period)
        report = self.settle('density = 0.4\nrule = "B1/S1"', (64, 64), steps=500, ranks=2)
        self.assertNotIn("settled", report)
        self.assertEqual((report["steps"], self.last()[0]), (500, 500))
        self.assertTrue((cells.read(self.last()[1], "cells") == fate.cells(500)).all())
        # Nor what would settle later.
        late = self.soup((64, 64))
        self.assertGreater(late.generation, 300)
        report = self.settle("density = 0.3", (64, 64), steps=300)
        self.assertNotIn("settled", report)
        self.assertEqual(report["steps"], 300)
        # A run of no steps knows nothing.
        self.assertNotIn("settled", self.settle("density = 0.3", (64, 64), steps=0))

    def test_runs_that_go_on_say_it_too(self):
        fate = self.soup((64, 64))
        for steps, every in ((fate.generation + 600, 0), (fate.generation + 601, 0), (fate.generation + 607, 241)):
            with self.subTest(steps=steps, every=every):
                report = self.settle("density = 0.3", (64, 64), steps=steps, every=every, until="steps", ranks=2)
                self.assertEqual((report["steps"], self.last()[0]), (steps, steps))
                self.check(report, fate)
                self.assertTrue(report["settled"]["exact"])
        result = self.halogrid("run", "s.toml", "-o", "text")
        self.assertRegex(result.out, f"settled +at generation {fate.generation}: period {fate.period}, "
                                     f"population {fate.population(fate.generation)}\n")

    def test_the_same_files_on_any_ranks(self):
        for ranks in (1, 2, 3):
            report = self.settle("density = 0.3", (200, 120), "-s", "output.compress=bits", steps=6000, ranks=ranks, to=f"on{ranks}")
            self.assertTrue(report["settled"]["exact"])
            first, path = self.last("on1")[1], self.last(f"on{ranks}")[1]
            self.assertEqual(path.name, first.name)
            self.assertTrue(filecmp.cmp(first, path, shallow=False), f"on {ranks} ranks")

    def test_only_packed_cells_are_watched(self):
        hint = 'hint: that needs two states, eight neighbours, no shifted or twisted edges and no storage = "bytes"'
        for words in (["storage=bytes"], ["rule=345/2/4"], ["rule=B3/S23V"], ["rule=B3/S23:T64+3,64"]):
            with self.subTest(words=words):
                self.write("no.toml", '[run]\nsimulation = "life"\n[grid]\nsize = [64, 64]\n[life]\ndensity = 0.3\nuntil = "settled"\n'
                           if "T64" not in words[0] else '[run]\nsimulation = "life"\n[life]\ndensity = 0.3\nuntil = "settled"\n')
                options = [part for word in words for part in ("-s", f"life.{word}")]
                result = self.halogrid("run", "no.toml", "-o", "none", *options, status=2)
                self.assertRegex(result.err, r"^no\.toml:\d+:9: error: only packed cells are watched for settling\n")
                self.assertTrue(result.err.endswith(hint), result.err)
                self.assertFalse((self.folder / "none").exists())
        self.write("no.toml", '[run]\nsimulation = "life"\n[grid]\nsize = [9, 9]\n[life]\ndensity = 0.3\nuntil = "setled"\n')
        result = self.halogrid("check", "no.toml", status=2)
        self.assertRegex(result.err, r"^no\.toml:7:9: error: life\.until = \"setled\" is unknown")

    def test_the_input_that_ends_when_settled(self):
        report = self.run_input(INPUTS / "life" / "acorn_torus.toml", ranks=2)
        self.assertEqual(report["settled"], {"generation": 4793, "period": 2, "population": 427, "exact": True})
        self.assertEqual((report["steps"], report["population"]), (4793, 427))


def cells_of(rle):
    """Rows of a small pattern as lists of 0 and 1."""
    rows, run = [[]], ""
    for letter in rle:
        if letter.isdigit():
            run += letter
            continue
        count, run = int(run or 1), ""
        if letter == "$":
            rows += [[] for _ in range(count)]
        elif letter in "bo":
            rows[-1] += [int(letter == "o")] * count
    return rows


def headed(rle):
    rows = cells_of(rle)
    return f"x = {max(map(len, rows))}, y = {len(rows)}\n{rle}\n"


if __name__ == "__main__":
    main()
