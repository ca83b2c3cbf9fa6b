"""halogrid bench explain measures one step on any number of ranks, draws it, and writes nothing but the picture that was asked for."""
import re
import xml.etree.ElementTree as ET

from program import Case, main, names_in

LIFE = '[run]\nsimulation = "life"\nsteps = 24\n[grid]\nsize = [200, 120]\n[life]\ndensity = 0.3\n'
HEAT = '[run]\nsimulation = "heat"\nsteps = 8\n[grid]\nsize = [96, 64]\n'
HEAT_3D = '[run]\nsimulation = "heat"\nsteps = 4\n[grid]\nsize = [24, 20, 16]\nboundary = "periodic"\n'
MANDELBROT = '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [160, 120]\n[mandelbrot]\nx = [-2, 1]\ny = [-1, 1]\nmax_iter = 200\n'

BAR = re.compile(r"^ +(\d+) \|[pmiwugrvth. ]+\| +[0-9.]+ (?:us|ms|s)(?: +[0-9.]+ %)?$", re.M)


class Explain(Case):
    def explain(self, file, ranks, *words):
        """What it says, with every rank in the bars and in the picture, and all of the time in the phases."""
        result = self.halogrid("bench", "explain", file, "-o", "step.svg", *words, ranks=ranks)
        self.assertEqual(result.err, "", str(result))
        self.assertEqual([int(rank) for rank in BAR.findall(result.out)], list(range(ranks)), str(result))
        self.assertLessEqual(max(map(len, result.out.split("\n"))), 80)
        shares = re.findall(r"^  \S \w+ +([0-9.]+) %  +[0-9.]+ ", result.out, re.M)
        self.assertAlmostEqual(sum(map(float, shares)), 100, delta=2, msg=str(result))
        titles = [title.text for title in ET.fromstring((self.folder / "step.svg").read_text()).iter("{http://www.w3.org/2000/svg}title")]
        self.assertEqual({title.split(":")[0] for title in titles[1:]}, {f"rank {rank}" for rank in range(ranks)})
        self.assertTrue(titles[0].startswith(file + ": "), titles[0])
        return result

    def check_steps(self, file, ranks, depth, *words):
        result = self.explain(file, ranks, *words)
        if depth > 1:
            self.assertRegex(result.out, rf"{depth} steps \(\d+ to \d+\)")
        report = self.run_input(file, *words, ranks=ranks, to=f"out{ranks}")
        self.assertEqual(report["depth"], depth)
        if ranks == 1:
            self.assertIn("One rank has no neighbours", result.out)
            self.assertEqual(report["halo_bytes_per_step"], 0)
            return result
        count, total = map(int, re.search(r"all ranks together: (\d+) messages, (\d+) bytes", result.out).groups())
        self.assertAlmostEqual(total, report["halo_bytes_per_step"] * depth, delta=1e-6 * total)
        self.assertGreaterEqual(count, 2 * (ranks - 1))
        listed = re.search(r"^Messages of rank \d+ .*\n.*\n((?:  .*\n)+?)  of all ranks", result.out, re.M)
        sent = sum(int(line.split()[-1]) for line in listed.group(1).splitlines())
        least, mean, most = (float(word) for word in re.search(r"bytes a rank +(\S+) +(\S+) +(\S+)", result.out).groups())
        self.assertTrue(least <= sent <= most, str(result))
        self.assertAlmostEqual(mean * ranks, total, delta=0.05 * ranks + 1)
        self.assertIn(f"Decomposition: {' x '.join(map(str, report['layout']))} blocks", result.out)
        return result

    def test_stencils(self):
        self.write("a<b>&\u00e4.toml", HEAT)
        for ranks in (1, 6):
            self.check_steps("a<b>&\u00e4.toml", ranks, 1)
        self.write("in.toml", HEAT)
        # Diagonal neighbours too, where the halo is deep.
        deep = self.check_steps("in.toml", 4, 4, "-s", "decomposition.depth=4", "-s", "decomposition.ranks=[2,2]")
        self.assertRegex(deep.out, r"(north|south)-(west|east)")
        self.assertIn("overlap off", self.check_steps("in.toml", 2, 1, "-s", "decomposition.overlap=false").out)
        self.write("in3.toml", HEAT_3D)
        self.assertIn("layer of z = 0 to ", self.check_steps("in3.toml", 4, 1).out)

    def test_life_bits(self):
        self.write("in.toml", LIFE)
        for ranks in (1, 2, 6):
            self.check_steps("in.toml", ranks, 4, "-s", "decomposition.depth=4")

    def test_mandelbrot(self):
        self.write("in.toml", MANDELBROT)
        for ranks in (1, 2, 6):
            result = self.explain("in.toml", ranks)
            total = int(re.search(r"Decomposition: (\d+) tiles", result.out).group(1))
            rows = re.findall(r"^ +(\d+) +(\d+) +\d+ +[0-9.]+ %$", result.out, re.M)
            self.assertEqual([int(row[0]) for row in rows], list(range(ranks)), str(result))
            self.assertEqual(sum(int(row[1]) for row in rows), total)
        self.assertEqual(names_in(self.folder), ["in.toml", "step.svg"])
        said = self.halogrid("bench", "explain", "in.toml", "--steps", "1", status=2)
        self.assertIn("--steps: error: there is no picture behind number 1: this input has 1", said.err)

    def test_writes_nothing_that_was_not_asked_for(self):
        self.write("glider.rle", "x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!\n")
        result = self.halogrid("bench", "explain", "glider.rle", "--steps", "1000", ranks=2)
        self.assertIn("life on 512 x 512 cells, 2 ranks", result.out)
        self.assertGreater(int(re.search(r" steps? \(?(\d+) ", result.out).group(1)), 1000)
        self.assertEqual(names_in(self.folder), ["glider.rle"])
        self.assertIn("\x1b[30;48;5;", self.halogrid("bench", "explain", "glider.rle", "--colour").out)

    def test_errors(self):
        self.write("in.toml", HEAT)
        said = self.halogrid("bench", "explain", "in.toml", "-s", "heat.alhpa=1", ranks=2, status=2)
        self.assertIn("did you mean heat.alpha?", said.err)
        for ranks in (1, 2):
            said = self.halogrid("bench", "explain", "in.toml", "-o", "no/such/step.svg", ranks=ranks, status=3)
            self.assertIn("no/such/step.svg: error: cannot be written: No such file or directory", said.err)
            self.assertIn("hint: ", said.err)
        self.assertEqual(names_in(self.folder), ["in.toml"])


if __name__ == "__main__":
    main()
