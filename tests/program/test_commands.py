"""The commands beside run: verify, render, list, info, help and version, as whole programs."""
import json
import struct

import cells
import program
from program import Case, main, names_in

SOUP = '[run]\nsimulation = "life"\nsteps = 4\n[grid]\nsize = [60, 40]\n[life]\ndensity = 0.3\n[output]\nevery = 2\n'


def picture_size(path):
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


class Commands(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", SOUP)
        self.report = self.run_input("in.toml")
        self.snapshots = [f"out/in.{step:08}.h5" for step in (0, 2, 4)]

    def test_verify(self):
        for ranks in (1, 2):
            result = self.halogrid("verify", *self.snapshots, ranks=ranks)
            self.assertEqual(len(result.out.strip().split("\n")), 3, str(result))
            self.assertIn(self.report["fingerprint"], result.out)
        self.run_input("in.toml", ranks=3, to="other")
        self.halogrid("verify", *self.snapshots, "--against", "other")
        self.halogrid("verify", "out/in.00000002.h5", "--against", "other/in.00000004.h5", status=4)

    def test_verify_whole_runs(self):
        self.run_input("in.toml", ranks=3, to="other")
        result = self.halogrid("verify", "out", "--against", "other", ranks=2)
        self.assertEqual(result.out.strip().split("\n")[-1], "out: 3 of 3 files good and equal to those in other")
        (self.folder / "other" / "in.00000002.h5").unlink()
        self.run_input("in.toml", "-s", "run.seed=2", "--steps", "0", "-s", "output.name=more", to="other")
        result = self.halogrid("verify", "out", "--against", "other", status=4)
        self.assertEqual(result.err.split("\n"), ["out/in.00000002.h5: error: is missing in other",
                                                  "other/more.00000000.h5: error: is missing in out"])
        self.write("empty/report.json", "{}")
        self.assertIn("empty: error: holds no snapshot", self.halogrid("verify", "out", "empty", status=2).err)
        result = self.halogrid("verify", "out", "--against", self.snapshots[0], status=2)
        self.assertIn("the folder out cannot be compared with the file", result.err)

    def test_verify_notices_a_flipped_bit_of_any_cell(self):
        path = self.folder / self.snapshots[2]
        whole = path.read_bytes()
        start = whole.index(cells.read(path, "cells").tobytes())
        for cell in (0, 1234, 60 * 40 - 1):
            path.write_bytes(whole[:start + cell] + bytes([whole[start + cell] ^ 1]) + whole[start + cell + 1:])
            result = self.halogrid("verify", self.snapshots[2], status=4)
            self.assertIn("in.00000004.h5", result.out + result.err)
        path.write_bytes(whole)
        self.halogrid("verify", self.snapshots[2])

    def test_render(self):
        self.write("glider.rle", "x = 3, y = 3\nbob$2bo$3o!\n")
        # A pattern has a margin of two cells.
        before = set(names_in(self.folder))
        for ranks, file, words, size in ((1, self.snapshots[1], ["--zoom", "3"], (180, 120)), (2, "out/in.vtkhdf", ["--zoom", "1", "--step", "2"], (60, 40)),
                                         (1, "glider.rle", ["--zoom", "8"], (56, 56)), (1, self.snapshots[0], ["--crop", "5,6,20,10", "--zoom", "2"], (40, 20))):
            self.halogrid("render", file, "-o", "picture.png", *words, ranks=ranks)
            self.assertEqual(picture_size(self.folder / "picture.png"), size)
        self.assertEqual(set(names_in(self.folder)) - before, {"picture.png"})
        self.assertEqual(picture_size(self.folder / "out" / "in.png")[0] * 40, picture_size(self.folder / "out" / "in.png")[1] * 60)

    def test_what_can_be_run_and_how(self):
        result = self.halogrid("list", ranks=2)
        for name in ("heat", "life"):
            self.assertRegex(result.out, rf"(?m)^\s*{name}\b")
        for name, keys in (("heat", ["alpha", "dt", "initial", "m\\^2/s", "auto"]), ("life", ["rule", "pattern", "density", "B3/S23"])):
            listed = self.halogrid("list", name).out
            for key in keys:
                self.assertRegex(listed, key)

    def test_info(self):
        info = json.loads(self.halogrid("info", "--json", ranks=2).out)
        text = json.dumps(info)
        for word in (self.report["version"], self.report["kokkos"], self.report["hdf5"]):
            self.assertIn(word, text)
        self.assertIn(self.report["version"], self.halogrid("info").out)

    def test_help_and_version(self):
        self.assertEqual(self.halogrid("--version").out.split("\n")[0], f"halogrid {self.report['version']}")
        page = self.halogrid("--help", ranks=2).out
        self.assertEqual(page.count("Usage:"), 1)
        for command in ("run", "check", "list", "info", "verify", "prove", "render", "bench"):
            self.assertIn(command, page)
            self.assertIn(f"Usage: halogrid {command}", self.halogrid(command, "--help").out)
            self.assertLess(max(len(line) for line in self.halogrid("--help", command).out.split("\n")), 81)

    def test_bench(self):
        # The kernels take half a minute, whatever the size.
        for name in ("kernels", "halo", "overlap") if program.WHOLE else ("halo", "overlap"):
            self.assertNotEqual(self.halogrid("bench", name, "--size", "128,128", ranks=2).out, "")


if __name__ == "__main__":
    main()
