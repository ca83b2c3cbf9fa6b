"""Mandelbrot and Julia through the whole program: exact counts on any number of ranks and by every scheduler, equal to plain numpy;
deep views equal to whole-number arithmetic; parts, fields and arithmetics; what is refused."""
import filecmp
import json
import random
import shutil
from decimal import Decimal, getcontext
from fractions import Fraction

import cells
import numpy
import program
from fractals import axis, centred, counts, deep_counts, folded_counts
from program import INPUTS, Case, main

CLASSIC = INPUTS / "fractal" / "mandelbrot.toml"
SCHEDULERS = ["auto", "lpt", "counter", "manager", "rows", "blocks", "cyclic"]


class Fractal(Case):
    def counts_of(self, file, *words, ranks=1, to="out", name=None, field="iterations"):
        self.run_input(file, *words, ranks=ranks, to=to)
        return cells.read(self.folder / to / f"{name or file.stem}.00000000.h5", field)

    def input(self, size, keys, simulation="mandelbrot", name="in.toml"):
        text = f'[run]\nsimulation = "{simulation}"\n[grid]\nsize = [{size[0]}, {size[1]}]\n[{simulation}]\n{keys}\n'
        return self.write(name, text)

    def same(self, found, expected):
        self.assertEqual(found.shape, expected.shape)
        self.assertEqual(int((found != expected).sum()), 0, "counts differ")


class Classic(Fractal):
    def test_mandelbrot(self):
        found = self.counts_of(CLASSIC)
        self.assertEqual(int(found.sum()), 35789749)
        self.assertEqual(int((found == 127).sum()), 246213)
        self.same(found, counts(axis(-2.0, 1.0, 1200), axis(-1.0, 1.0, 800), 127))
        report = json.loads((self.folder / "out" / "report.json").read_text())
        self.assertEqual(int(report["fingerprint"], 16), cells.fingerprint(found))
        self.assertEqual(report["rate"]["unit"], "iterations/s")
        self.assertAlmostEqual(report["rate"]["value"] * report["seconds"]["stepping"] / 35789749, 1, places=6)
        self.assertLess(report["rate"]["executed"], report["rate"]["value"])
        self.assertEqual(report["steps"], 0)

    def test_julia(self):
        for times in 1, 2:
            nx, ny = 640 * times, 480 * times
            found = self.counts_of(INPUTS / "fractal" / "julia.toml", "-s", f"grid.size=[{nx},{ny}]", ranks=times)
            self.same(found, counts(axis(-2.0, 2.0, nx), axis(1.5, -1.5, ny), 254, 3.0, (0.0, 0.65)))

    def test_ranks_and_schedulers(self):
        self.run_input(CLASSIC, to="one")
        one = self.folder / "one" / "mandelbrot.00000000.h5"
        # Each of them on a number of ranks, nightly on three; tile_farm_test and pixel_simulation_test try each on all numbers.
        numbers, every = ((1, 2, 3, 4, 6, 16), 2) if program.WHOLE else ((2, 3, 6), 3)
        for number, ranks in enumerate(numbers):
            for scheduler in SCHEDULERS[number % every :: every]:
                with self.subTest(ranks=ranks, scheduler=scheduler):
                    report = self.run_input(CLASSIC, "-s", f"farm.scheduler={scheduler}", ranks=ranks, to="many")
                    self.assertTrue(filecmp.cmp(one, self.folder / "many" / "mandelbrot.00000000.h5", shallow=False))
                    self.assertEqual(report["farm"]["scheduler"], scheduler)
                    self.assertGreaterEqual(report["imbalance"], 1)


class Exact(Fractal):
    def test_seahorse(self):
        keys = 'center = ["-0.743643887037151", "0.131825904205330"]\nwidth = 0.002\nmax_iter = 10000'
        expected = counts(centred(-0.743643887037151, 0.002, 150, 150), centred(0.131825904205330, 0.002, 150, 100), 10000)
        for ranks, scheduler in (1, "auto"), (2, "manager"), (4, "lpt"), (6, "counter"):
            file = self.input((150, 100), keys)
            self.same(self.counts_of(file, "-s", f"farm.scheduler={scheduler}", ranks=ranks), expected)

    def test_a_connected_julia_set(self):
        file = self.input((181, 127), "c = [-0.8, 0.156]\nx = [-1.6, 1.6]\ny = [-1.1, 1.1]\nmax_iter = 3000", "julia")
        self.same(self.counts_of(file, ranks=3), counts(axis(-1.6, 1.6, 181), axis(-1.1, 1.1, 127), 3000, 2.0, (-0.8, 0.156)))

    def test_random_views(self):
        dice = random.Random(4711)
        for number in range(14 if program.WHOLE else 8):
            nx, ny, max_iter = dice.randint(1, 90), dice.randint(1, 60), dice.choice((1, 2, 17, 100, 1500))
            width, escape = 10 ** dice.uniform(-6, 1), dice.choice((2.0, 2.0, 1.25, 3.0, 100.0))
            # Some way from a point of the set's edge.
            middle = dice.choice(((-0.75, 0.05), (0.25, 0.0), (-1.25, 0.02), (-0.1, 0.8), (0.0, 0.0)))
            x1, y1 = middle[0] - width * dice.random(), middle[1] - width * dice.random()
            x, y = (x1, x1 + width), (y1, y1 + width)
            if dice.random() < 0.5:
                y = y[::-1]
            c = (dice.uniform(-1.2, 0.4), dice.uniform(-0.9, 0.9)) if dice.random() < 0.4 else None
            arithmetic = dice.choice(("exact", "exact", "float"))
            if arithmetic == "float" and width < 1e-3:
                arithmetic = "exact"
            keys = f"x = [{x[0]!r}, {x[1]!r}]\ny = [{y[0]!r}, {y[1]!r}]\nmax_iter = {max_iter}\nescape = {escape}\narithmetic = '{arithmetic}'"
            if c:
                keys += f"\nc = ['{c[0]!r}', '{c[1]!r}']"
            if dice.random() < 0.3:
                keys += "\nshortcuts = false"
            scheduler, ranks = dice.choice(SCHEDULERS), dice.choice((1, 1, 2, 3))
            with self.subTest(case=number, keys=keys, size=(nx, ny), scheduler=scheduler, ranks=ranks):
                file = self.input((nx, ny), keys, "julia" if c else "mandelbrot")
                kind = "f4" if arithmetic == "float" else "f8"
                expected = counts(axis(*x, nx), axis(*y, ny), max_iter, escape, c, kind)
                self.same(self.counts_of(file, "-s", f"farm.scheduler={scheduler}", ranks=ranks), expected)

    def test_shortcuts_and_tiles_change_nothing(self):
        self.run_input(CLASSIC, to="one")
        for number, words in enumerate((["-s", "mandelbrot.shortcuts=false"], ["-s", "farm.tile=37"], ["-s", "run.threads=3"])):
            self.run_input(CLASSIC, *words, to="other", ranks=1 + number)
            first, second = (cells.read(self.folder / folder / "mandelbrot.00000000.h5", "iterations") for folder in ("one", "other"))
            self.same(second, first)

    def test_arithmetics_are_told_apart(self):
        prints = set()
        for arithmetic in "exact", "fma", "float":
            report = self.run_input(CLASSIC, "-s", f"mandelbrot.arithmetic={arithmetic}", to=arithmetic)
            prints.add(report["fingerprint"])
        self.assertEqual(len(prints), 3)
        result = self.halogrid("verify", "exact/mandelbrot.00000000.h5", "--against", "fma/mandelbrot.00000000.h5", status=4)
        self.assertIn("iterations", result.out + result.err)
        fma = cells.read(self.folder / "fma" / "mandelbrot.00000000.h5", "iterations")
        exact = cells.read(self.folder / "exact" / "mandelbrot.00000000.h5", "iterations")
        self.assertLess(int((fma != exact).sum()), 1000)


class Variants(Fractal):
    def plain(self, re, im, power, variant, max_iter, c=None):
        """The definition, one pixel at a time, in complex numbers: equal up to rounding, which moves few pixels."""
        out = numpy.empty((im.size, re.size), "u4")
        for j in range(im.size):
            for i in range(re.size):
                pixel = complex(re[i], im[j])
                z, constant, count = (pixel, c, 0) if c else (0j, pixel, 0)
                while count < max_iter and abs(z) < 2:
                    if variant == "burning_ship":
                        z = complex(abs(z.real), abs(z.imag))
                    elif variant == "tricorn":
                        z = z.conjugate()
                    z, count = z**power + constant, count + 1
                out[j, i] = count
        return out

    def test_powers_and_folds(self):
        for number, (power, variant, c) in enumerate(((3, "plain", None), (5, "tricorn", None), (2, "burning_ship", None), (8, "plain", None),
                                                      (2, "tricorn", -0.4 + 0.6j), (4, "plain", 0.5 + 0.35j), (3, "burning_ship", -0.3 + 0.5j))):
            keys = f'power = {power}\nvariant = "{variant}"\nx = [-1.9, 1.3]\ny = [-1.6, 1.4]\nmax_iter = 60\n'
            if c:
                keys += f"c = [{c.real}, {c.imag}]"
            with self.subTest(power=power, variant=variant, c=c):
                found = self.counts_of(self.input((64, 60), keys, "julia" if c else "mandelbrot"), ranks=1 + number % 2)
                expected = self.plain(axis(-1.9, 1.3, 64), axis(-1.6, 1.4, 60), power, variant, 60, c)
                self.assertLess((found != expected).mean(), 0.004)


class Deep(Fractal):
    CENTRE = ("0", "1")  # a point where arms of the set meet for ever (Misiurewicz)

    def test_whole_numbers_agree(self):
        for width, digits, c in ("1e-30", 70, None), ("1e-120", 160, None), ("1e-14", 60, ("-0.8", "0.156")):
            centre = self.CENTRE if c is None else ("0.0", "0.0")
            keys = f'center = ["{centre[0]}", "{centre[1]}"]\nwidth = "{width}"\nmax_iter = 3000\n'
            if c:
                keys += f'c = ["{c[0]}", "{c[1]}"]'
            with self.subTest(width=width, c=c):
                file = self.input((64, 48), keys, "julia" if c else "mandelbrot")
                found = self.counts_of(file)
                expected = deep_counts(centre, width, 64, 48, 3000, 4, digits, c)
                wrong = sum(found[place] != count for place, count in expected.items())
                self.assertLessEqual(wrong, len(expected) // 200)
                self.assertFalse(any((found[place] == 3000) != (count == 3000) for place, count in expected.items()))
                many = self.counts_of(file, "-s", "farm.scheduler=manager", ranks=4, to="many")
                self.same(many, found)

    def test_on_the_escape_radius(self):
        """The tip -2 and its like, whose orbits stay on |z| = 2: every pixel on its side of it."""
        for width, digits, c in ("1e-20", 60, None), ("1e-60", 140, None), ("1e-40", 100, ("-2.0", "0.0")):
            centre = ("2.0", "0.0") if c else ("-2.0", "0.0")
            keys = f'center = ["{centre[0]}", "{centre[1]}"]\nwidth = "{width}"\nmax_iter = 2000\n' + (f'c = ["{c[0]}", "{c[1]}"]' if c else "")
            with self.subTest(width=width, c=c):
                file = self.input((16, 9), keys, "julia" if c else "mandelbrot")
                found = self.counts_of(file)
                expected = deep_counts(centre, width, 16, 9, 2000, 1, digits, c)
                self.assertEqual([found[place] for place in expected], list(expected.values()))
                self.assertGreater(len(set(expected.values())), 3)
                self.same(self.counts_of(file, ranks=3, to="many"), found)

    def test_twice_double_s_digits(self):
        """Views too narrow for double where there is no deep zoom: other formulas, and z^2 + c between two ends."""
        getcontext().prec = 50
        for power, variant in ((3, "plain"), (8, "plain"), (2, "burning_ship"), (2, "tricorn"), (5, "burning_ship")):
            # A point of the set's edge, between one that stays and one that leaves.
            out, stays = (Fraction(13, 10), Fraction(-9, 10)), (Fraction(0), Fraction(0))
            for _ in range(90):
                middle = tuple((a + b) / 2 for a, b in zip(out, stays))
                leaves = folded_counts(middle, Fraction(0), 1, 1, 200, power, variant)[0, 0] < 200
                out, stays = (middle, stays) if leaves else (out, middle)
            centre = [f"{Decimal(part.numerator) / Decimal(part.denominator):.34f}" for part in out]
            for width in ("8e-14", "1e-20", "1e-26"):
                with self.subTest(power=power, variant=variant, width=width):
                    keys = f'center = ["{centre[0]}", "{centre[1]}"]\nwidth = "{width}"\nmax_iter = 250\npower = {power}\nvariant = "{variant}"'
                    found = self.counts_of(self.input((12, 8), keys), ranks=1 + power % 2)
                    step = Fraction(width) / 12
                    corner = (Fraction(centre[0]) - 6 * step, Fraction(centre[1]) - 4 * step)
                    self.same(found, folded_counts(corner, step, 12, 8, 250, power, variant))
        x, y = (-1.7490863748149415, -1.7490863748149415 + 1.2e-12), (-2e-12, -2e-12 + 8e-13)
        found = self.counts_of(self.input((12, 8), f"x = [{x[0]!r}, {x[1]!r}]\ny = [{y[0]!r}, {y[1]!r}]\nmax_iter = 3000"))
        ends = [Fraction(number) for number in (*x, *y)]
        for j in range(8):
            corner = (ends[0], ends[2] + j * (ends[3] - ends[2]) / 8)
            self.same(found[j:j + 1], folded_counts(corner, (ends[1] - ends[0]) / 12, 12, 1, 3000, 2, "plain"))
        # What it costs is said, and narrower views are refused.
        keys = 'center = ["0.1", "0.2"]\nwidth = "{}"\npower = 3\nmax_iter = 9\n'
        self.assertIn("computed in twice double's digits", self.halogrid("check", self.input((12, 8), keys.format("1e-14"))).err)
        self.assertIn("last places of twice double's digits apart, and 1024 are needed",
                      self.halogrid("check", self.input((12, 8), keys.format("1e-29")), status=2).err)
        self.assertIn("some counts will be those of other points",
                      self.halogrid("check", self.input((12, 8), keys.format("1e-14") + 'arithmetic = "fma"')).err)

    def test_double_and_deep_meet(self):
        """The same view just above and just below where double is left: a few counts may differ."""
        found = []
        for size in (200, 140), (2000, 1400):
            file = self.input(size, 'center = ["-0.77568377", "0.13646737"]\nwidth = 2.5e-10\nmax_iter = 2000')
            found.append(self.counts_of(file)[:: size[0] // 200, :: size[0] // 200])
        self.assertGreater((found[0] == found[1]).mean(), 0.98)


class Film(Fractal):
    KEYS = '[["-0.75", "0.0", 3.0], ["-0.5", "0.5", "1.5"], ["-0.743643887037151", "0.131825904205330", "1e-5"]]'

    def test_frames(self):
        """First and last frame are the key frames, the others lie between; a film on more ranks is the same."""
        file = self.input((60, 40), f"max_iter = 300\n[zoom]\nframes = 9\nkeyframes = {self.KEYS}")
        self.run_input(file, to="film")
        names = [f"in.{step:08}.h5" for step in range(9)]
        for step, (re, im, width) in (0, (-0.75, 0.0, 3.0)), (8, (-0.743643887037151, 0.131825904205330, 1e-5)):
            expected = counts(centred(re, width, 60, 60), centred(im, width, 60, 40), 300)
            self.same(cells.read(self.folder / "film" / names[step], "iterations"), expected)
        self.run_input(file, ranks=3, to="again")
        for name in names:
            self.assertTrue(filecmp.cmp(self.folder / "film" / name, self.folder / "again" / name, shallow=False), name)
        self.assertEqual(len({(self.folder / "film" / name).read_bytes() for name in names}), 9)

    def test_a_still_centre(self):
        """With one centre every frame is the view that its width gives."""
        file = self.input((40, 30), 'max_iter = 200\n[zoom]\nframes = 5\nkeyframes = [["-0.5", "0.6", "4e0"], ["-0.5", "0.6", "4e-4"]]')
        self.run_input(file, to="film")
        for step, width in enumerate((4.0, 0.4, 0.04, 0.004, 0.0004)):
            expected = counts(centred(-0.5, width, 40, 40), centred(0.6, width, 40, 30), 200)
            found = cells.read(self.folder / "film" / f"in.{step:08}.h5", "iterations")
            self.assertLess((found != expected).mean(), 0.01)

    def test_refused(self):
        for keys, sentence in (("frames = 3", "without zoom.keyframes"), ('keyframes = [["0", "0"]]', "has 2 entries; a view has 3"),
                               ('keyframes = [["0", "0", "0"]]', "not > 0"), ('keyframes = [["0", "x", "1"]]', "x"),
                               ('keyframes = ["0", "0", "1"]', "a list of numbers or strings is needed"),
                               (f"frames = 1\nkeyframes = {self.KEYS}", "less than two")):
            with self.subTest(keys=keys):
                file = self.input((8, 6), f"[zoom]\n{keys}")
                self.assertIn(sentence, self.halogrid("run", file.name, status=2).err)
        file = self.input((8, 6), f"width = 1\n[zoom]\nkeyframes = {self.KEYS}")
        self.assertIn("both say what is shown", self.halogrid("run", file.name, status=2).err)


class Fields(Fractal):
    def test_smooth_and_distance(self):
        file = self.input((120, 80), "x = [-2.0, 1.0]\ny = [-1.0, 1.0]\nmax_iter = 500\nsmooth = true\ndistance = true")
        found = self.counts_of(file).astype("f8")
        smooth, distance = (cells.read(self.folder / "out" / "in.00000000.h5", field) for field in ("smooth", "distance"))
        inside = found == 500
        self.assertTrue((smooth[inside] == 500).all() and (distance[inside] == 0).all())
        # Between count and count + 1 up to the influence of c, which is large where few steps are taken.
        self.assertLess(numpy.quantile(abs(smooth - found - 0.5)[~inside], 0.99), 1.5)
        self.assertAlmostEqual(float(numpy.median((smooth - found)[~inside])), 0.5, delta=0.1)
        # No inside pixel lies within half of the estimate.
        rows, columns = numpy.nonzero(inside)
        for j, i in ((40, 5), (10, 60), (70, 100), (2, 2), (50, 110)):
            nearest = numpy.hypot((rows - j) * 0.025, (columns - i) * 0.025).min()
            self.assertGreater(nearest + 0.036, distance[j, i] / 2)
            self.assertLess(nearest - 0.036, distance[j, i] * 2)
        many = self.folder / "many"
        self.run_input(file, "-s", "farm.scheduler=cyclic", ranks=3, to="many")
        self.assertTrue(filecmp.cmp(self.folder / "out" / "in.00000000.h5", many / "in.00000000.h5", shallow=False))
        self.halogrid("verify", "many/in.00000000.h5")
        self.halogrid("render", "many/in.00000000.h5", "--field", "smooth", "-o", "smooth.png")
        self.assertTrue((self.folder / "smooth.png").exists())

    def test_a_picture_larger_than_its_memory(self):
        file = self.input((5000, 5000), "max_iter = 3")
        report = self.run_input(file, to="one")
        self.assertGreater(report["farm"]["parts"], 1)
        self.run_input(file, ranks=2, to="two")
        one, two = (self.folder / folder / "in.00000000.h5" for folder in ("one", "two"))
        self.assertTrue(filecmp.cmp(one, two, shallow=False))
        self.halogrid("verify", one)
        found = cells.read(one, "iterations")
        self.same(found[::97, ::89], counts(axis(-2.0, 1.0, 5000)[::89], axis(-1.0, 1.0, 5000)[::97], 3))
        self.assertTrue((self.folder / "one" / "in.png").exists())
        shutil.rmtree(self.folder / "one")

    def test_the_echoed_input_is_the_same_run(self):
        report = self.run_input(INPUTS / "fractal" / "deep_zoom.toml", "-s", "grid.size=[48,32]", "-s", "mandelbrot.max_iter=2000")
        echoed = cells.attributes(self.folder / "out" / "deep_zoom.00000000.h5")["input"]
        again = self.run_input(self.write("deep_zoom.toml", echoed), to="again", ranks=2)
        self.assertEqual(report["fingerprint"], again["fingerprint"])


class Refused(Fractal):
    CASES = [
        ("escape = 0", "escape", "> 0", ""),
        ("escape = -2.0", "escape", "> 0", ""),
        ("max_iter = 0", "max_iter", r"outside \[1, 2147483648\]", ""),
        ("max_iter = 2147483649", "max_iter", r"outside \[1, 2147483648\]", ""),
        ("x = [1.0, 1.0]", "x", "empty view", "different ends"),
        ("x = [1.0]", "x", "1 entry; the two ends", "write x ="),
        ('center = ["0", "0"]\nwidth = 0', "width", "empty view", "> 0"),
        ('center = ["0", "0"]\nwidth = "-1e-20"', "width", "empty view", "> 0"),
        ('center = ["0", "0"]', "in.toml", "width is missing", "write width"),
        ("width = 1.0", "in.toml", "center is missing", "write center"),
        ('center = ["0.5x", "0"]\nwidth = 1', "center", "0.5x", "decimal number"),
        ('center = ["0", "0"]\nwidth = 1.0\nx = [0.0, 1.0]', "x", "both say what is shown", "give x and y, or center"),
        ('center = ["-1", "0.1"]\nwidth = 1e-9\narithmetic = "float"', "arithmetic", "last place of a float", "exact"),
        ('center = ["-1", "0.1"]\nwidth = 1e-20\narithmetic = "fma"', "arithmetic", "last place of a double", "exact"),
        ('center = ["-1", "0.1"]\nwidth = 1e-30\npower = 3', "power", "only", "wider view"),
        ("x = [0.0, 1e-30]", "x", "last places of twice double's digits", "give center"),
        ('variant = "tricorn"\ndistance = true', "distance", "derivative", "leave distance"),
        ("power = 9", "power", r"outside \[2, 8\]", ""),
        ("c = [0, 0]", "c", "unknown key mandelbrot.c", ""),
    ]

    def test_views_that_make_no_sense(self):
        for keys, key, sentence, hint in self.CASES:
            with self.subTest(keys=keys):
                file = self.input((8, 6), keys)
                line = next((n for n, text in enumerate(file.read_text().splitlines(), 1) if text.startswith(key + " =")), 0)
                result = self.halogrid("run", file.name, status=2)
                self.assertRegex(result.err, sentence)
                self.assertTrue(result.err.startswith(f"in.toml:{line}:" if line else "in.toml: error"), result.err)
                if hint:
                    self.assertRegex(result.err, "hint: .*" + hint)
                self.assertEqual(result.err.count("error:"), 1)
                self.assertFalse((self.folder / "out").exists())

    def test_what_belongs_to_steps(self):
        file = self.input((8, 6), "max_iter = 9")
        for words in (["--steps", "3"], ["-s", "run.steps=0"], ["-s", "grid.boundary=dead"], ["-s", "decomposition.ranks=[1,1]"],
                      ["-s", "output.every=2"], ["-s", "output.compress=bits"], ["-s", "run.precision=single"],
                      ["-s", "initial.iterations=a.h5:/b"]):
            with self.subTest(words=words):
                result = self.halogrid("run", file.name, *words, status=2)
                self.assertIn("has no meaning for mandelbrot", result.err)
        self.assertIn("unknown section [farm]", self.halogrid("run", self.write("life.toml",
            '[run]\nsimulation = "life"\n[grid]\nsize = [8, 8]\n[life]\ndensity = 0.1\n[farm]\nscheduler = "lpt"\n').name, status=2).err)
        self.assertIn("did you mean", self.halogrid("run", file.name, "-s", "farm.scheduler=lbt", status=2).err)


if __name__ == "__main__":
    main()
