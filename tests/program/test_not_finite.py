"""Cells that become NaN or infinite end a run, or are warned of, and are never written where they end it."""
import h5py
import numpy

from program import Case, main

HEAT = """[run]
simulation = "heat"
steps = 40
{run}
[grid]
size = [40, 30]
boundary = "reflect"
[initial]
temperature = "start.h5:/t"
[output]
every = 10
"""


class NotFinite(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", HEAT.format(run=""))
        self.write("single.toml", HEAT.format(run='precision = "single"'))
        self.write("warn.toml", HEAT.format(run='not_finite = "warn"'))

    def start_with(self, high, low=0.0, kind="f8"):
        cells = numpy.full((30, 40), low, kind)
        cells[20, 8:] = high
        with h5py.File(self.folder / "start.h5", "w") as file:
            file["t"] = cells

    def snapshots(self, folder):
        return sorted(path.name for path in (self.folder / folder).glob("*.h5"))

    def overflowing(self):
        """Neighbours of opposite sign near the largest number: their difference is infinite after one step."""
        self.start_with(1.7e308, -1.7e308)

    def test_a_run_ends_with_the_cell_named_on_any_number_of_ranks(self):
        self.overflowing()
        said = set()
        for ranks in (1, 2, 3):
            result = self.halogrid("run", "in.toml", "-o", f"out{ranks}", ranks=ranks, status=4)
            lines = result.err.split("\n")
            self.assertEqual(len(lines), 2, str(result))
            said.add(result.err)
            self.assertRegex(lines[0], r"^in\.toml: error: temperature at cell \(\d+, \d+\) is (NaN|inf|-inf) after step 1 "
                                       r"\(all cells were finite after step 0\)$")
            self.assertRegex(lines[1], "^hint: .*smaller time step.*-s run.not_finite=warn")
            self.assertEqual(result.out, "")
            self.assertEqual(self.snapshots(f"out{ranks}"), ["in.00000000.h5"], "what is no number is not written, and what was good stays")
        self.assertEqual(len(said), 1, said)

    def test_no_checkpoint_of_what_is_no_number(self):
        self.overflowing()
        self.halogrid("run", "in.toml", "-o", "out", "-s", "checkpoint.every=1", ranks=2, status=4)
        self.assertEqual(list((self.folder / "out" / "checkpoints").glob("*.h5")), [])

    def test_the_cell_named_is_the_first_of_the_whole_grid(self):
        """As numpy finds it in the snapshot of the run that goes on."""
        self.overflowing()
        first = self.halogrid("run", "in.toml", "-o", "out", ranks=3, status=4).err
        self.halogrid("run", "warn.toml", "-o", "warned", "--set", "output.every=1", "--steps", "1", ranks=2)
        with h5py.File(self.folder / "warned" / "warn.00000001.h5") as file:
            cells = file["temperature"][:]
        y, x = numpy.argwhere(~numpy.isfinite(cells))[0]
        word = "NaN" if numpy.isnan(cells[y, x]) else "inf" if cells[y, x] > 0 else "-inf"
        self.assertIn(f"temperature at cell ({x}, {y}) is {word} after step 1 ", first)

    def test_single_precision(self):
        self.start_with(3e38, -3e38, "f4")
        result = self.halogrid("run", "single.toml", "-o", "out", ranks=2, status=4)
        self.assertRegex(result.err, r"temperature at cell \(\d+, \d+\) is .* after step 1 ")
        self.assertEqual(self.snapshots("out"), ["single.00000000.h5"])

    def test_cells_that_a_run_starts_from(self):
        """Before the older series goes."""
        self.start_with(1.0)
        self.halogrid("run", "in.toml", "-o", "out", "--steps", "0")
        self.start_with(float("inf"))
        result = self.halogrid("run", "in.toml", "-o", "out", ranks=3, status=4)
        self.assertRegex(result.err, r"temperature at cell \(8, 20\) is inf after step 0 \(in the cells that the run started from\)\n"
                                     r"hint: check the array")
        self.assertEqual(self.snapshots("out"), ["in.00000000.h5"])
        self.halogrid("verify", "out")

    def test_a_warning_once(self):
        self.overflowing()
        result = self.halogrid("run", "warn.toml", "-o", "out", ranks=2)
        lines = result.err.split("\n")
        self.assertEqual(len(lines), 1, str(result))
        self.assertRegex(lines[0], r"^halogrid: warning: temperature at cell .* after step 1 .*; the run goes on")
        self.assertEqual(len(self.snapshots("out")), 5)

    def test_not_looking(self):
        self.overflowing()
        result = self.halogrid("run", "in.toml", "-o", "out", "-s", "run.not_finite=ignore")
        self.assertEqual(result.err, "")
        self.assertEqual(len(self.snapshots("out")), 5)

    def test_the_files_do_not_tell(self):
        """A good run writes the same bytes whether it looks or not."""
        self.start_with(1.0)
        for word in ("stop", "ignore"):
            self.halogrid("run", "in.toml", "-o", word, "-s", f"run.not_finite={word}")
        for name in self.snapshots("stop"):
            self.assertEqual((self.folder / "stop" / name).read_bytes(), (self.folder / "ignore" / name).read_bytes(), name)


if __name__ == "__main__":
    main()
