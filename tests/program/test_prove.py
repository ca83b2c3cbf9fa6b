"""halogrid prove runs an input in many ways, prints one table and writes nothing."""
import re

import h5py
import numpy

from program import Case, main, names_in

LIFE = '[run]\nsimulation = "life"\nsteps = 24\n[grid]\nsize = [200, 60]\n[life]\ndensity = 0.3\n'
JULIA = '[run]\nsimulation = "julia"\n[grid]\nsize = [120, 90]\n[julia]\nc = [0.0, 0.65]\nmax_iter = 50\n'


class Prove(Case):
    def test_steps(self):
        self.write("in.toml", LIFE)
        result = self.halogrid("prove", "in.toml", "--steps", "20", ranks=3)
        lines = result.out.split("\n")
        self.assertEqual(lines[0], "in.toml: life on 200 x 60 cells, 20 steps")
        found = re.match(r"reference: 1 rank, depth 1, no overlap, in .*; (\d+) variants to come, about ", lines[1])
        self.assertTrue(found, str(result))
        self.assertEqual(lines[2].split(), ["ranks", "layout", "depth", "overlap"])
        rows = [line for line in lines if re.match(r" +\d+  ", line)]
        equal = [line for line in rows if line.endswith("  equal")]
        self.assertEqual(len(equal), int(found.group(1)), str(result))
        for line in set(rows) - set(equal):
            self.assertIn("cannot be: ", line)
        self.assertEqual({line.split()[0] for line in equal}, {"1", "2", "3"})
        self.assertEqual(lines[-2], f"all {len(equal)} variants are equal to the reference in every bit")
        self.assertEqual(result.err, "")
        self.assertEqual(names_in(self.folder), ["in.toml"])

    def test_pictures(self):
        self.write("in.toml", JULIA)
        result = self.halogrid("prove", "in.toml", ranks=2)
        self.assertIn("in.toml: julia on 120 x 90 pixels, 1 of 1 picture\n", result.out)
        self.assertEqual(len(re.findall(r"^ +[12]  (?:auto|lpt|counter|manager|rows|blocks|cyclic) .*  equal$", result.out, re.M)), 22)
        self.assertEqual(names_in(self.folder), ["in.toml"])

    def test_cells_that_are_no_numbers(self):
        """They are equal everywhere, and prove nothing."""
        self.write("in.toml", '[run]\nsimulation = "heat"\nsteps = 5\n[grid]\nsize = [8, 6]\n[initial]\ntemperature = "a.h5:/cells"\n')
        cells = numpy.ones((6, 8))
        cells[2, 3] = numpy.nan
        with h5py.File(self.folder / "a.h5", "w") as file:
            file["cells"] = cells
        result = self.halogrid("prove", "in.toml", ranks=2, status=4)
        self.assertRegex(result.err, r"^in\.toml: error: temperature at cell \(\d, \d\) is NaN ")

    def test_quiet_and_wrong(self):
        self.write("in.toml", LIFE)
        self.assertEqual(self.halogrid("prove", "in.toml", "-q", "--steps", "3").out, "")
        result = self.halogrid("prove", "in.toml", "-s", "life.densty=0.5", ranks=2, status=2)
        self.assertEqual(result.out, "")
        self.assertIn("--set life.densty: error: unknown key life.densty; did you mean life.density?", result.err)


if __name__ == "__main__":
    main()
