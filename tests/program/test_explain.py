"""halogrid bench explain measures one step on any number of ranks, draws it, and writes nothing but the picture that was asked for."""
import re
import xml.etree.ElementTree as ET

from program import Case, main, names_in

LIFE = '[run]\nsimulation = "life"\nsteps = 24\n[grid]\nsize = [200, 120]\n[life]\ndensity = 0.3\n'
HEAT = '[run]\nsimulation = "heat"\nsteps = 8\n[grid]\nsize = [96, 64]\n'
HEAT_3D = '[run]\nsimulation = "heat"\nsteps = 4\n[grid]\nsize = [24, 20, 16]\nboundary = "periodic"\n'
MANDELBROT = '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [160, 120]\n[mandelbrot]\nx = [-2, 1]\ny = [-1, 1]\nmax_iter = 200\n'

SVG = "{http://www.w3.org/2000/svg}"
BAR = re.compile(r"^ +(\d+) \|([pmiwugrvth. ]+)\| +([0-9.]+ (?:us|ms|s))(?: +([0-9.]+ %))?$", re.M)


class Explain(Case):
    def bars(self, result):
        """rank -> letters of its line."""
        return {int(rank): letters for rank, letters, _, _ in BAR.findall(result.out)}

    def shares(self, result):
        """phase -> its share of the time in percent, from the legend."""
        return {name: float(share) for name, share in re.findall(r"^  \S (\w+) +([0-9.]+) %  +[0-9.]+ ", result.out, re.M)}

    def check_svg(self, name, ranks):
        text = (self.folder / name).read_text()
        root = ET.fromstring(text)
        self.assertEqual(root.tag, SVG + "svg")
        hints = [title.text for title in root.iter(SVG + "title")]
        for rank in range(ranks):
            self.assertTrue([hint for hint in hints if hint.startswith(f"rank {rank}: ")], f"no rank {rank} in {name}")
        return root

    def check_steps(self, file, ranks, depth, *words):
        result = self.halogrid("bench", "explain", file, "-o", "step.svg", *words, ranks=ranks)
        self.assertEqual(result.err, "", str(result))
        self.assertEqual(sorted(self.bars(result)), list(range(ranks)), str(result))
        self.assertAlmostEqual(sum(self.shares(result).values()), 100, delta=2, msg=str(result))
        self.assertIn("i interior" if ranks == 1 else "w wait", result.out)
        if depth > 1:
            self.assertRegex(result.out, rf"{depth} steps \(\d+ to \d+\)")
        for line in result.out.split("\n"):
            self.assertLessEqual(len(line), 80)
        self.check_svg("step.svg", ranks)
        report = self.run_input(file, *words, ranks=ranks, to=f"out{ranks}")
        self.assertEqual(report["depth"], depth)
        if ranks == 1:
            self.assertIn("One rank has no neighbours", result.out)
            self.assertEqual(report["halo_bytes_per_step"], 0)
            return result
        count, total = map(int, re.search(r"all ranks together: (\d+) messages, (\d+) bytes", result.out).groups())
        self.assertAlmostEqual(total, report["halo_bytes_per_step"] * depth, delta=1e-6 * total)
        self.assertGreaterEqual(count, 2 * (ranks - 1))
        listed = re.search(r"^Messages that rank (\d+) .*\n.*\n((?:  .*\n)+?)  of all ranks", result.out, re.M)
        rows = [line.split() for line in listed.group(2).splitlines()]
        least, mean, most = (float(word) for word in re.search(r"bytes a rank +(\S+) +(\S+) +(\S+)", result.out).groups())
        self.assertTrue(least <= sum(int(row[-1]) for row in rows) <= most, str(result))
        self.assertAlmostEqual(mean * ranks, total, delta=0.05 * ranks + 1)
        layout = " x ".join(map(str, report["layout"]))
        self.assertIn(f"Decomposition: {layout} blocks", result.out)
        return result

    def test_life_bits(self):
        self.write("in.toml", LIFE)
        for ranks in (1, 2, 4, 6):
            self.check_steps("in.toml", ranks, 4, "-s", "decomposition.depth=4")

    def test_heat(self):
        self.write("in.toml", HEAT)
        for ranks in (1, 6):
            self.check_steps("in.toml", ranks, 1)
        result = self.check_steps("in.toml", 4, 4, "-s", "decomposition.depth=4", "-s", "decomposition.ranks=[2,2]")
        # Diagonal neighbours too, where the halo is deep.
        self.assertRegex(result.out, r"(north|south)-(west|east)")
        self.assertIn("overlap off", self.check_steps("in.toml", 2, 1, "-s", "decomposition.overlap=false").out)

    def test_heat_in_3d(self):
        self.write("in.toml", HEAT_3D)
        for ranks in (2, 4):
            result = self.check_steps("in.toml", ranks, 1)
            self.assertRegex(result.out, r"\([+-]1, 0, 0\)|\(0, [+-]1, 0\)|\(0, 0, [+-]1\)")
            self.assertIn("layer of z = 0 to ", result.out)

    def test_mandelbrot(self):
        self.write("in.toml", MANDELBROT)
        for ranks in (1, 2, 4, 6):
            result = self.halogrid("bench", "explain", "in.toml", "-o", "picture.svg", ranks=ranks)
            self.assertIn("mandelbrot on 160 x 120 pixels", result.out)
            self.assertEqual(sorted(self.bars(result)), list(range(ranks)), str(result))
            self.assertGreater(self.shares(result)["tiles"], 0)
            total = int(re.search(r"Decomposition: (\d+) tiles", result.out).group(1))
            rows = re.findall(r"^ +(\d+) +(\d+) +(\d+) +[0-9.]+ %$", result.out, re.M)
            self.assertEqual([int(row[0]) for row in rows], list(range(ranks)), str(result))
            self.assertEqual(sum(int(row[1]) for row in rows), total)
            self.check_svg("picture.svg", ranks)
        self.assertEqual(names_in(self.folder), ["in.toml", "picture.svg"])

    def test_writes_nothing_that_was_not_asked_for(self):
        self.write("glider.rle", "x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!\n")
        result = self.halogrid("bench", "explain", "glider.rle", "--steps", "5", ranks=2)
        self.assertIn("life on 512 x 512 cells, 2 ranks", result.out)
        self.assertEqual(names_in(self.folder), ["glider.rle"])
        coloured = self.halogrid("bench", "explain", "glider.rle", "--colour").out
        self.assertIn("\x1b[30;48;5;", coloured)

    def test_steps_before(self):
        self.write("in.toml", HEAT)
        result = self.halogrid("bench", "explain", "in.toml", "--steps", "1000", ranks=2)
        step = int(re.search(r"its step (\d+) in", result.out).group(1))
        self.assertTrue(1001 <= step <= 1009, str(result))
        self.write("picture.toml", MANDELBROT)
        said = self.halogrid("bench", "explain", "picture.toml", "--steps", "1", status=2)
        self.assertIn("--steps: error: there is no picture behind number 1: this input has 1", said.err)

    def test_errors(self):
        self.write("in.toml", HEAT)
        said = self.halogrid("bench", "explain", status=2)
        self.assertIn("halogrid bench explain: error: FILE is missing", said.err)
        said = self.halogrid("bench", "explain", "in.toml", "--colr", status=2)
        self.assertIn("unknown option --colr; did you mean --colour?", said.err)
        said = self.halogrid("bench", "explain", "none.toml", ranks=2, status=2)
        self.assertIn("none.toml does not exist", said.err)
        said = self.halogrid("bench", "explain", "in.toml", "-s", "heat.alhpa=1", ranks=2, status=2)
        self.assertIn("did you mean heat.alpha?", said.err)
        said = self.halogrid("bench", "explain", "in.toml", "-o", "step.pdf", status=2)
        self.assertIn("name a .svg file", said.err)
        for ranks in (1, 2):
            said = self.halogrid("bench", "explain", "in.toml", "-o", "no/such/step.svg", ranks=ranks, status=3)
            self.assertIn("no/such/step.svg: error: cannot be written: No such file or directory", said.err)
            self.assertIn("hint: ", said.err)
        self.assertEqual(names_in(self.folder), ["in.toml"])


if __name__ == "__main__":
    main()
