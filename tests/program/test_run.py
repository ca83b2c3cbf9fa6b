"""`halogrid run` from the input file to the output folder: the same cells on any number of ranks, in any layout and order of work, and
exactly the files that the documentation promises."""
import filecmp
import json
import shutil

try:
    import tomllib
except ImportError:  # before Python 3.11
    tomllib = None

import cells
import numpy
from program import INPUTS, Case, main, names_in

SOUP = INPUTS / "life" / "soup.toml"
HEAT = INPUTS / "pde" / "heat.toml"
BLOCK = INPUTS / "pde" / "heat_block.toml"

SMALL = """[run]
simulation = "life"
steps = 7
seed = 5
[grid]
size = [61, 43]
[life]
density = 0.4
[output]
every = 3
"""
WARM = """[run]
simulation = "heat"
steps = 9
[grid]
size = [23, 17]
spacing = [0.5, 0.25]
[heat]
alpha = 0.7
dt = 0.02
initial = "random"
"""


class SameEverywhere(Case):
    def compare(self, file, words, ranks, names, population):
        """The same fingerprint, population and bytes of step files on every number of ranks."""
        expected = None
        for n in ranks:
            to = f"ranks{n}"
            report = self.run_input(file, *words, ranks=n, to=to)
            self.assertEqual(report["ranks"], n)
            self.assertEqual(numpy.prod(report["layout"]), n)
            found = [report["fingerprint"], report.get("population")]
            self.assertEqual(found[1] is not None, population)
            expected = expected or found
            self.assertEqual(found, expected, f"on {n} ranks")
            for name in names:
                first, this = self.folder / f"ranks{ranks[0]}" / name, self.folder / to / name
                self.assertTrue(filecmp.cmp(first, this, shallow=False), f"{name} differs on {n} ranks")
        return report

    def test_soup(self):
        report = self.compare(SOUP, ["--steps", "30"], [1, 2, 3, 4, 6, 16], ["soup.00000030.h5"], True)
        found = cells.read(self.folder / "ranks1" / "soup.00000030.h5", "cells")
        # Both numbers once more, from the file and the documentation alone.
        self.assertEqual(report["fingerprint"], f"{cells.fingerprint(found):016x}")
        self.assertEqual(report["population"], int(found.sum()))
        first = (cells.uniform(1, (757, 1009)) < 0.35).astype("u1")
        expected = cells.life(first, "B3/S23", [("periodic", "periodic")] * 2, 30)
        self.assertTrue((found == expected).all())

    def test_heat(self):
        names = [f"heat.{step:08}.h5" for step in (0, 10, 20)]
        report = self.compare(HEAT, ["--steps", "20", "-s", "output.every=10"], [1, 2, 3, 6], names, False)
        found = cells.read(self.folder / "ranks1" / names[2], "temperature")
        self.assertEqual(report["fingerprint"], f"{cells.fingerprint(found):016x}")

    def test_heat_in_3d(self):
        words = ["--steps", "6", "-s", "grid.size=[24, 20, 16]", "-s", "output.every=0"]
        report = self.compare(BLOCK, words, [1, 4, 6], ["heat_block.00000006.h5"], False)
        self.assertEqual(report["grid"], [24, 20, 16])
        self.assertEqual(len(report["layout"]), 3)
        # The discrete sine decays by a factor that is known exactly; dt is 90 % of the stability limit.
        found = cells.read(self.folder / "ranks4" / "heat_block.00000006.h5", "temperature")
        self.assertEqual(found.shape, (16, 20, 24))
        k = 0.9 / 6
        factor = (1 - 4 * k * sum(numpy.sin(numpy.pi / n) ** 2 for n in (24, 20, 16))) ** 6
        wave = [numpy.sin(2 * numpy.pi * (numpy.arange(n) + 0.5) / n) for n in (16, 20, 24)]
        expected = factor * wave[0][:, None, None] * wave[1][None, :, None] * wave[2][None, None, :]
        self.assertLess(abs(found - expected).max(), 1e-13)

    def test_depth_overlap_and_layout(self):
        self.write("in.toml", SMALL + "[decomposition]\n")
        steps, last = ["--steps", "13", "-s", "output.every=0"], "in.00000013.h5"
        self.run_input("in.toml", *steps, to="plain")
        for number, (ranks, settings) in enumerate([
                (4, ["depth=1", "overlap=false"]), (4, ["depth=2", "overlap=true"]), (4, ["depth=3", "overlap=false"]),
                (4, ["depth=4", "overlap=true"]), (4, ["ranks=[4, 1]", "depth=4"]), (4, ["ranks=[1, 0]", "depth=3"]),
                (3, ["ranks=[3, 1]", "overlap=false"]), (6, ["ranks=[2, 3]", "depth=5"])]):
            words = [word for setting in settings for word in ("-s", f"decomposition.{setting}")]
            report = self.run_input("in.toml", *steps, *words, ranks=ranks, to=str(number))
            for setting in settings:
                key, value = setting.split("=")
                if key != "ranks":
                    self.assertEqual(report[key], json.loads(value))
            self.assertTrue(filecmp.cmp(self.folder / "plain" / last, self.folder / str(number) / last, shallow=False), settings)
        self.assertEqual(report["layout"], [2, 3])

    def test_boundaries(self):
        for number, (words, sides) in enumerate([
                ('"dead"', [(0, 0), (0, 0)]), ('"reflect"', [("reflect",) * 2] * 2), ('["open", "periodic"]', [("open",) * 2, ("periodic",) * 2]),
                ('[["fixed:1", "open"], ["reflect", "dead"]]', [(1, "open"), ("reflect", 0)])]):
            for file, text, field in (("life.toml", SMALL, "cells"), ("heat.toml", WARM, "temperature")):
                self.write(file, text.replace("[grid]\n", f"[grid]\nboundary = {words}\n"))
                self.run_input(file, "--steps", "9", "-s", "output.every=0", "-s", "decomposition.depth=2", ranks=4, to=f"{number}{file}")
                found = cells.read(self.folder / f"{number}{file}" / file.replace("toml", "00000009.h5"), field)
                if field == "cells":
                    expected = cells.life((cells.uniform(5, (43, 61)) < 0.4).astype("u1"), "B3/S23", sides, 9)
                else:
                    k = [0.7 * 0.02 / (0.5 * 0.5), 0.7 * 0.02 / (0.25 * 0.25)]
                    expected = cells.heat(cells.uniform(1, (17, 23)), k, sides, 9)
                self.assertTrue((found == expected).all(), f"{words}: {file}: {(found != expected).sum()} cells differ")


class Steps(Case):
    def snapshots(self, *words):
        self.write("in.toml", SMALL)
        self.run_input("in.toml", *words, ranks=2)
        return [name for name in names_in(self.folder / "out") if name.endswith(".h5")]

    def test_every_and_the_final_one_once(self):
        for words, steps in ((["--steps", "7"], [0, 3, 6, 7]), (["--steps", "6"], [0, 3, 6]), (["-s", "output.every=0"], [7]),
                             (["-s", "output.every=100"], [0, 7]), (["--steps", "0"], [0]), (["--steps", "0", "-s", "output.every=0"], [0])):
            self.assertEqual(self.snapshots(*words), [f"in.{step:08}.h5" for step in steps], words)
        found = self.folder / "out" / "in.00000000.h5"
        self.assertTrue((cells.read(found, "cells") == (cells.uniform(5, (43, 61)) < 0.4)).all())
        self.assertEqual(cells.attributes(found)["step"], 0)

    def test_going_on_from_a_snapshot(self):
        for text, field, file in ((SMALL, "cells", "life"), (WARM, "temperature", "heat")):
            quiet = ["-s", "output.every=0"]
            self.write(f"{file}.toml", text)
            self.run_input(f"{file}.toml", "--steps", "9", *quiet, ranks=2, to=f"{file}9")
            self.run_input(f"{file}.toml", "--steps", "4", *quiet, ranks=2, to=f"{file}4")
            start = "" if file == "heat" else "".join(line + "\n" for line in text.split("\n") if "density" not in line)
            self.write(f"{file}.toml", (start or text) + f'[initial]\n{field} = "{file}4/{file}.00000004.h5:/{field}"\n')
            # Into the folder that it starts from: the older series goes only after its cells were read.
            self.run_input(f"{file}.toml", "--steps", "5", *quiet, ranks=3, to=f"{file}4")
            straight = cells.read(self.folder / f"{file}9" / f"{file}.00000009.h5", field)
            again = cells.read(self.folder / f"{file}4" / f"{file}.00000005.h5", field)
            self.assertTrue((straight == again).all(), file)

    def test_the_echoed_input_is_the_same_run(self):
        self.write("in.toml", SMALL)
        self.run_input("in.toml")
        self.write("echo/in.toml", cells.attributes(self.folder / "out" / "in.00000007.h5")["input"])
        self.run_input("echo/in.toml", to="again")
        shutil.copy(INPUTS / "life" / "glider.rle", self.folder)
        self.write("pattern.toml", SMALL.replace("density = 0.4", 'pattern = "glider.rle"'))
        self.run_input("pattern.toml", to="pattern")
        self.write("second.toml", cells.attributes(self.folder / "pattern" / "pattern.00000007.h5")["input"])
        self.run_input("second.toml", to="second")
        for first, second in (("out/in", "again/in"), ("pattern/pattern", "second/pattern")):
            self.assertTrue(filecmp.cmp(self.folder / f"{first}.00000007.h5", self.folder / f"{second}.00000007.h5", shallow=False))


class Folder(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", SMALL)

    def series(self, name, steps):
        return sorted([f"{name}.{step:08}.h5" for step in steps] + [f"{name}.{end}" for end in ("png", "vtkhdf", "xmf")])

    def test_contents(self):
        result = self.halogrid("run", "in.toml", ranks=3)
        self.assertEqual(names_in(self.folder), sorted(
            ["in.toml", "out", "out/in", *(f"out/in/{name}" for name in self.series("in", (0, 3, 6, 7)) + ["log.txt", "report.json"])]))
        self.assertIn("output in out/in/", result.out)
        # What the run says of itself is in the log as well.
        log = (self.folder / "out" / "in" / "log.txt").read_text()
        self.assertIn("seed = 5", log)
        self.assertIn(result.out.split("\n")[0], log)

    def test_report(self):
        report = self.run_input("in.toml", "--report", "mine.json", ranks=3)
        self.assertEqual(json.loads((self.folder / "mine.json").read_text()), report)
        exact = {"simulation": "life", "name": "in", "grid": [61, 43], "steps": 7, "ranks": 3, "depth": 12, "overlap": True, "host_count": 1}
        self.assertEqual({key: report[key] for key in exact}, exact)
        self.assertGreaterEqual(report["threads"], 1)
        self.assertEqual(numpy.prod(report["layout"]), 3)
        seconds = report["seconds"]
        for key in ("total", "setup", "stepping", "halo_wait", "output", "checkpoint"):
            self.assertGreaterEqual(seconds[key], 0)
        self.assertGreater(seconds["total"], seconds["stepping"])
        self.assertGreaterEqual(seconds["stepping"], seconds["halo_wait"])
        self.assertEqual(seconds["checkpoint"], 0)
        self.assertEqual(report["rate"]["unit"], "cells/s")
        self.assertAlmostEqual(report["rate"]["value"] * seconds["stepping"] / (61 * 43 * 7), 1, places=6)
        self.assertAlmostEqual(report["rate"]["executed"], report["rate"]["value"], delta=1e-6 * report["rate"]["value"])
        self.assertGreaterEqual(report["imbalance"], 1)
        # Three blocks of a torus: two cuts a block, one layer of cells, in messages of 64 bytes.
        self.assertGreater(report["halo_bytes_per_step"], 0)
        self.assertLess(report["halo_bytes_per_step"], 3 * 8 * 128)
        self.assertGreater(report["peak_rss_bytes"], 1e6)
        self.assertRegex(report["fingerprint"], "^[0-9a-f]{16}$")
        self.assertGreater(report["population"], 0)
        for key in ("version", "kokkos", "mpi", "hdf5"):
            self.assertRegex(report[key], r"\d+\.\d+")
        # The largest of three blocks, which are at least a third of the grid together.
        self.assertGreaterEqual(3 * numpy.prod(report["block"]), 61 * 43)
        self.assertLess(numpy.prod(report["block"]), 61 * 43)
        self.assertGreaterEqual(report["halo"]["messages"], 2)
        self.assertEqual(3 * report["halo"]["bytes"] // 12, report["halo_bytes_per_step"])
        self.assertGreaterEqual(report["cells_swept_per_step"], 61 * 43 / 3)
        self.assertGreater(report["field_bytes"], 61 * 43 / 3 / 4)
        machine = report["machine"]
        self.assertEqual(machine["nodes"], 1)
        self.assertLessEqual(1, machine["processors"])
        self.assertLessEqual(machine["processors"], machine["cores"])
        self.assertLessEqual(machine["cores"], machine["threads"])
        self.assertGreater(machine["memory_bytes"], 1e8)
        for key in ("cpu", "binding", "git"):
            self.assertNotEqual(machine[key], "")
        self.assertEqual(json.loads(self.halogrid("info", "--json", ranks=3).out)["machine"], machine)

    def test_report_as_toml(self):
        report = self.run_input("in.toml", "--report", "mine.toml")
        table = tomllib.loads((self.folder / "mine.toml").read_text()) if tomllib else report
        self.assertEqual(table, report)
        self.assertIn('fingerprint = ', (self.folder / "mine.toml").read_text())

    def test_a_second_run_replaces_its_own_series_only(self):
        others = ["other.00000003.h5", "in.txt", "in.00000003.h5.old", "in2.xmf", "notes/in.00000003.h5"]
        for name in others:
            self.write(f"out/{name}", "kept")
        self.run_input("in.toml", ranks=2)
        self.assertTrue((self.folder / "out" / "in.00000003.h5").exists())
        self.run_input("in.toml", "-s", "output.every=0", ranks=2)
        self.assertEqual(names_in(self.folder / "out"), sorted(self.series("in", [7]) + others + ["notes", "log.txt", "report.json"]))
        for name in others:
            self.assertEqual((self.folder / "out" / name).read_text(), "kept")

    def test_a_wrong_input_leaves_the_older_series(self):
        self.run_input("in.toml")
        before = names_in(self.folder / "out")
        self.halogrid("run", "in.toml", "-o", "out", "-s", "run.steps=-1", status=2)
        self.halogrid("run", "in.toml", "-o", "out", "--report", "none/r.json", status=3)
        self.assertEqual(names_in(self.folder / "out"), before)

    def test_name(self):
        self.halogrid("run", "in.toml", "-s", "output.name=my soup", "-s", "output.every=0", "-s", "output.fields=[cells]")
        self.assertEqual(names_in(self.folder / "out" / "my soup"), sorted(self.series("my soup", [7]) + ["log.txt", "report.json"]))

    def test_checking_writes_nothing(self):
        for words in (["check", "in.toml"], ["run", "in.toml", "--dry-run"]):
            result = self.halogrid(*words, "--ranks", "12", ranks=2)
            self.assertIn("ranks            12", result.out)
            self.assertIn("4 snapshots", result.out)
            self.assertEqual(result.err, "")
        self.assertEqual(names_in(self.folder), ["in.toml"])


class Words(Case):
    def test_forms_of_the_command_line(self):
        self.write("in.toml", SMALL.replace("every = 3", ""))
        self.halogrid("in.toml", "-o", "a", "-s", "life.rule=B36/S23", "--set", "grid.boundary=[[dead,open],periodic]", "-q", ranks=2)
        self.halogrid("run", "-s", 'life.rule="B3/S2"', "-s", "life.rule='B36/S23'", "--set=grid.boundary=[[\"dead\", \"open\"], \"periodic\"]",
                      "-o", "b", "--steps=7", "in.toml")
        self.assertTrue(filecmp.cmp(self.folder / "a" / "in.00000007.h5", self.folder / "b" / "in.00000007.h5", shallow=False))
        self.assertIn('rule = "B36/S23"', cells.attributes(self.folder / "a" / "in.00000007.h5")["input"])

    def test_quiet(self):
        self.write("in.toml", SMALL)
        result = self.halogrid("in.toml", "-q")
        self.assertEqual((result.out, result.err), ("", ""))

    def test_a_pattern_beside_its_input_from_another_folder(self):
        self.write("there/in.toml", SMALL.replace("density = 0.4", 'pattern = "shapes/glider.rle"\nat = [10, 20]'))
        self.write("there/shapes/glider.rle", "x = 3, y = 3\nbob$2bo$3o!\n")
        self.write("elsewhere/here", "")
        self.halogrid("run", "../there/in.toml", "--steps", "4", cwd=self.folder / "elsewhere", ranks=2)
        found = cells.read(self.folder / "elsewhere" / "out" / "in" / "in.00000004.h5", "cells")
        self.assertEqual(sorted(zip(*numpy.nonzero(found))), [(21, 12), (22, 13), (23, 11), (23, 12), (23, 13)])

    def test_a_pattern_on_its_own(self):
        self.write("blinker.rle", "x = 3, y = 1, rule = B3/S23\n3o!\n")
        report = self.run_input("blinker.rle", "--steps", "5", ranks=2)
        self.assertEqual((report["grid"], report["population"], report["name"]), ([512, 512], 3, "blinker"))
        self.write("torus.rle", "x = 3, y = 1, rule = B3/S23:T40,30\n3o!\n")
        report = self.run_input("torus.rle", "--steps", "5", to="torus")
        self.assertEqual((report["grid"], report["population"]), ([40, 30], 3))

    def test_single_precision(self):
        self.write("in.toml", WARM)
        self.run_input("in.toml", to="double")
        report = self.run_input("in.toml", "-s", "run.precision=single", ranks=2, to="single")
        one, two = (cells.read(self.folder / kind / "in.00000009.h5", "temperature") for kind in ("single", "double"))
        self.assertEqual((one.dtype, two.dtype), (numpy.float32, numpy.float64))
        self.assertLess(abs(one - two).max(), 1e-5)
        self.assertGreater(abs(one - two).max(), 0)
        self.assertEqual(report["fingerprint"], f"{cells.fingerprint(one):016x}")


if __name__ == "__main__":
    main()
