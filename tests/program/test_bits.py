"""output.compress = "bits" through the whole program: the same file on any ranks, and everything that reads it."""
import filecmp
import re

import cells
import h5py
import numpy
from program import Case, ROOT, main, names_in

SOUP = """[run]
simulation = "life"
steps = {steps}
seed = 5
[grid]
size = [{width}, 150]
[life]
{start}
[output]
every = 20
compress = "bits"
"""
LAST = "soup.00000040.h5"


def recipe(path):
    """The recipe for Python of docs/output.md, run as it stands there."""
    text = (ROOT / "docs" / "output.md").read_text()
    block = next(block for block in re.findall(r"```python\n(.*?)```", text, re.S) if "unpackbits" in block)
    code = re.sub(r'"out/[^"]*\.h5"', repr(str(path)), block)
    assert code != block, "the recipe opens no file of out/"
    names = {}
    exec(code, names)
    return names["cells"]


class Bits(Case):
    def soup(self, width, to, *words, ranks=1, start="density = 0.4", steps=40):
        self.write("soup.toml", SOUP.format(width=width, start=start, steps=steps))
        return self.run_input("soup.toml", *words, ranks=ranks, to=to)

    def test_same_bytes_on_any_ranks_and_the_documented_cells(self):
        for width in (61, 64, 1000):
            report = self.soup(width, f"{width}")
            expected = cells.life((cells.uniform(5, (150, width)) < 0.4).astype("u1"), "B3/S23", [("periodic",) * 2] * 2, 40)
            path = self.folder / f"{width}" / LAST
            self.assertEqual(names_in(path.parent), ["log.txt", "report.json"] + [f"soup.{step:08}.h5" for step in (0, 20, 40)] + ["soup.png"])
            self.assertTrue((recipe(path) == expected).all())
            self.assertEqual(report["population"], int(expected.sum()))
            self.assertEqual(int(report["fingerprint"], 16), cells.fingerprint(expected))
            with h5py.File(path, "r") as file:
                data = file["cells"]
                self.assertEqual((data.shape, data.dtype, data.chunks), ((150, (width + 7) // 8), numpy.uint8, None))
                self.assertEqual((data.attrs["packed_bits"], data.attrs["cells_per_row"]), (1, width))
            for ranks in (2, 3, 4, 6) if width == 1000 else (3,):
                self.soup(width, f"{width}on{ranks}", ranks=ranks)
                self.assertTrue(filecmp.cmp(path, self.folder / f"{width}on{ranks}" / LAST, shallow=False), f"{width} on {ranks}")
        # Columns of blocks too: cuts lie between words.
        report = self.soup(1000, "columns", "-s", "decomposition.ranks=[3,1]", "-s", "decomposition.depth=2", ranks=3)
        self.assertEqual(report["layout"], [3, 1])
        self.assertTrue(filecmp.cmp(self.folder / "1000" / LAST, self.folder / "columns" / LAST, shallow=False))

    def test_readers(self):
        self.soup(333, "bits", ranks=2)
        self.soup(333, "plain", "-s", "output.compress=none")
        self.assertIn("soup.vtkhdf", names_in(self.folder / "plain"))
        self.halogrid("verify", f"bits/{LAST}", "--against", f"plain/{LAST}")
        self.halogrid("verify", f"plain/{LAST}", "--against", "bits")
        for folder in ("bits", "plain"):
            self.halogrid("render", f"{folder}/{LAST}", "-o", f"{folder}.png", "--crop", "13,2,300,99")
        self.assertTrue(filecmp.cmp(self.folder / "bits.png", self.folder / "plain.png", shallow=False))
        self.assertTrue(filecmp.cmp(self.folder / "bits" / "soup.png", self.folder / "plain" / "soup.png", shallow=False))
        # One flipped bit: cell (8 * 30 + 3, 100) lies in tile (0, 0).
        with h5py.File(self.folder / "bits" / LAST, "r+") as file:
            file["cells"][100, 30] ^= 8
        result = self.halogrid("verify", f"bits/{LAST}", status=4)
        self.assertIn("1 of 2 tiles do not have their fingerprint; the first is tile (0, 0)", result.err)

    def test_going_on(self):
        self.soup(333, "whole")
        self.soup(333, "half", steps=20)
        for number, compress in enumerate(("bits", "none")):
            self.soup(333, f"{number}", "-s", f"output.compress={compress}", "-s", "output.every=0", ranks=3, steps=20,
                      start='[initial]\ncells = "half/soup.00000020.h5:/cells"')
            self.halogrid("verify", f"{number}/soup.00000020.h5")
        straight, bits = self.folder / "whole" / LAST, self.folder / "0" / "soup.00000020.h5"
        self.assertTrue((recipe(straight) == recipe(bits)).all())
        self.assertTrue((recipe(straight) == cells.read(self.folder / "1" / "soup.00000020.h5", "cells")).all())

    def test_cells_that_are_not_states_are_refused(self):
        with h5py.File(self.folder / "states.h5", "w") as file:
            data = numpy.zeros((150, 61), "u1")
            data[7, 9] = 2
            file["cells"] = data
        self.write("soup.toml", SOUP.format(width=61, start='[initial]\ncells = "states.h5:/cells"', steps=1))
        result = self.halogrid("run", "soup.toml", status=2)
        self.assertIn("soup.toml:9:9: error: initial.cells: cell (9, 7) = 2 is no state of this simulation, whose cells are 0 to 1", result.err)

    def test_what_is_said(self):
        self.write("soup.toml", SOUP.format(width=1001, start="density = 0.4", steps=40))
        self.assertIn("3 snapshots of 18.9 kB in", self.halogrid("check", "soup.toml").out)
        self.assertIn("3 snapshots of 150.2 kB in", self.halogrid("check", "soup.toml", "-s", "output.compress=none").out)
        said = self.halogrid("run", "soup.toml", "-o", "out").out
        self.assertIn("halogrid render out/soup.<step>.h5", said)
        self.assertNotIn("xarray", said)
        self.assertIn("bits", self.halogrid("list", "life").out)
        self.assertIn('compress = "bits"', cells.attributes(self.folder / "out" / LAST)["input"])
        result = self.halogrid("check", "soup.toml", "-s", "output.compress=deflate", status=2)
        self.assertEqual(result.err, '--set output.compress: error: output.compress = "deflate" is unknown\n'
                                     'hint: output.compress is one of "none", "bits"')
        heat = '[run]\nsimulation = "heat"\n[grid]\nsize = [9, 9]\n[output]\ncompress = "bits"\n'
        self.write("heat.toml", heat)
        result = self.halogrid("check", "heat.toml", status=2)
        self.assertIn('heat.toml:6:12: error: output.compress = "bits" stores a cell as one bit, but the field temperature holds numbers of 8 bytes', result.err)


if __name__ == "__main__":
    main()
