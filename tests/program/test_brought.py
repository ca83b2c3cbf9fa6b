"""Patterns and rules as people have them: read as Golly reads them, placed as meant, and refused only where nothing is meant."""
import gzip
import os
import pathlib
import struct
import subprocess
import zlib

import bgolly
import cells
import h5py
import numpy
import program
from program import Case, main

GLIDER = "bo$2bo$3o!\n"
# Life whose dead cells were alive: state 2.
HISTORY = ("@RULE LifeHistory\n@TABLE\nn_states:3\nneighborhood:Moore\nsymmetries:permute\n"
           + "".join(f"var {name}={{0,2}}\n" for name in "abcdef") + "".join(f"var {name}={{0,1,2}}\n" for name in "ijklmnop")
           + "0,1,1,1,a,b,c,d,e,1\n2,1,1,1,a,b,c,d,e,1\n1,1,1,1,a,b,c,d,e,1\n1,1,1,a,b,c,d,e,f,1\n1,i,j,k,l,m,n,o,p,2\n")


def png(pixels, depth, kind, *chunks):
    """A PNG of rows of samples that have the depth; kind: 0 gray, 2 colours, 3 palette, 4 gray with alpha, 6 colours with alpha."""
    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
    rows = []
    for row in pixels:
        samples = numpy.asarray(row).reshape(-1)
        bits = "".join(f"{int(sample):0{depth}b}" for sample in samples)
        bits += "0" * (-len(bits) % 8)
        rows.append(b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big"))
    head = struct.pack(">IIBBBBB", len(pixels[0]), len(pixels), depth, kind, 0, 0, 0)
    body = b"".join(chunk(name, content) for name, content in chunks)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")


class Brought(Case):
    def live(self, to, name, step):
        return cells.read(self.folder / to / f"{name}.{step:08}.h5", "cells")

    def after(self, file, steps, *words, to="out", warns=None, **more):
        """The live cells after so many steps; the run says nothing but the warning that is expected."""
        result = self.halogrid("run", file, "-o", to, "--steps", str(steps), "--overwrite", "--progress", "none", *words, **more)
        warnings = [line for line in result.err.split("\n") if "warning" in line]
        if warns is None:
            self.assertEqual(warnings, [], result.err)
        else:
            self.assertEqual(len(warnings), 1, result.err)
            self.assertIn(warns, warnings[0])
        [snapshot] = [path for path in (self.folder / to).glob("*.h5") if not path.name.startswith(".")]
        return cells.read(snapshot, "cells")

    def as_bgolly(self, name, text, steps, **more):
        path = self.write(name, text)
        found = self.after(name, steps, to=f"out_{name}", **more)
        if bgolly.AVAILABLE:
            numpy.testing.assert_array_equal(bgolly.cropped(found), bgolly.evolved(path, steps), name)
        return found

    def test_placed_as_meant(self):
        # What says no place lies in the middle of a plane that nobody asked for; of a grid that was given at its top left.
        self.assertEqual(self.after(self.write("rpent.cells", "!Name: R\n.OO\nOO.\n.O.\n"), 100).sum(), 121)
        self.assertEqual(self.after(self.write("four.rle", "4o!"), 21, to="four").sum(), 6)
        start = self.after("four.rle", 0, "-s", "grid.size=[20,10]", to="given")
        self.assertEqual(list(zip(*start.nonzero())), [(0, x) for x in range(4)])
        # A header that is smaller than the pattern places it, and all of its cells are kept.
        for header, at in (("x = 2, y = 2", (255, 255)), ("x = 0, y = 0", (256, 256)), ("x = 3", (256, 255))):
            self.write("wide.rle", f"{header}\nb2o$2o$bo!")
            wide = self.after("wide.rle", 0, to=f"wide{at[0]}{header[4]}", warns="beyond the header's x = ")
            y, x = wide.nonzero()
            self.assertEqual((y.min(), x.min(), wide.sum()), (*at, 5), header)
        # Far away on a plane that nobody asked for: that lies around it, and says where.
        self.write("far.rle", f"#CXRLE Pos=-4000000,3000000 Gen=12\nx = 3, y = 3\n{GLIDER}")
        found = self.after("far.rle", 4, to="far", ranks=2)
        self.assertEqual((found.shape, found.sum()), ((512, 512), 5))
        self.halogrid("render", "far/far.00000016.h5", "-o", "back.rle")
        self.assertTrue((self.folder / "back.rle").read_text().startswith("#CXRLE Pos=-3999999,3000001 Gen=16\n"))
        self.halogrid("run", "far.rle", "-o", "kept", "--steps", "4", "-s", "checkpoint.every=2")
        self.halogrid("run", "far.rle", "-o", "kept", "--steps", "8", "-s", "checkpoint.every=2", "--restart", ranks=3)
        self.halogrid("render", "kept/far.00000020.h5", "-o", "on.rle")
        self.assertTrue((self.folder / "on.rle").read_text().startswith("#CXRLE Pos=-3999998,3000002 Gen=20\n"))

    def test_the_edge_warning_proposes_what_helps(self):
        for text, helps in ((f"x = 3, y = 3\n{GLIDER}", "-s grid.size=[2048,2048] -s grid.boundary=dead)"), (GLIDER, "dead -s life.at=[1022,1022])")):
            self.write("glider.rle", text)
            result = self.halogrid("run", "glider.rle", "-o", "out", "--overwrite", "--steps", "1100")
            self.assertIn(helps, result.err)
            options = result.err.split("(a larger one: ")[1].split(")")[0].split()
            larger = self.after("glider.rle", 1100, *options, to="larger")
            self.assertEqual(larger.sum(), 5)
        self.write("b0.rle", f"x = 3, y = 3, rule = B0/S8\n{GLIDER}")
        self.assertIn("a larger one does not help", self.halogrid("run", "b0.rle", "-o", "b0", "--steps", "2").err)

    def test_read_as_golly_reads(self):
        text = f"x = 3, y = 3, rule = B3/S23\n{GLIDER}"
        for name, brought in {"crlf.rle": text.replace("\n", "\r\n"), "noend.rle": text.replace("!", ""),
                              "after.rle": text + "and a comment\n", "counted.rle": text.replace("!", "3!"), "spaced.rle": "x=3 y=3 rule = B3/S23\n" + GLIDER,
                              "b_only.rle": f"x = 3, y = 3, rule = B234\n{GLIDER}", "slash.rle": f"x = 3, y = 3, rule = B36/\n{GLIDER}",
                              "s_only.rle": f"x = 3, y = 3, rule = S23\n{GLIDER}", "colon.rle": f"x = 3, y = 3, rule = b3/s23:\n{GLIDER}",
                              "words.rle": f"x = 3, y = 3, rule = B36/S23 or so\n{GLIDER}"}.items():
            with self.subTest(file=name):
                self.as_bgolly(name, brought, 12)
        self.write("bom.rle", "\ufeff" + text)
        self.assertEqual(self.after("bom.rle", 12, to="bom").sum(), 5)
        wide = "x = 2, y = 1\n5o$3bo$2o!\n"
        self.as_bgolly("wider.rle", wide, 12, warns="wider.rle:2:1: 6 live cells lie beyond the header's x = 2, y = 1")
        blanks = self.as_bgolly("space.cells", "! c\n  O\n O\n OO\n", 21, warns="space.cells:2:1: a blank in a row of cells stands for no cell, as in Golly")
        self.assertEqual(blanks.sum(), 6)
        self.as_bgolly("lines.lif", "#Life 1.05\n#R B234\n.*\n..*\n***\n", 0)
        self.assertEqual(self.after("lines.lif", 3, to="lines").sum(), self.after("b_only.rle", 3, to="b").sum())

    def test_packed_and_piped(self):
        text = f"x = 3, y = 3\n{GLIDER}"
        plain = self.after(self.write("plain.rle", text), 4)
        self.write("glider.rle.gz", gzip.compress(text.encode()))
        self.write("two.RLE.GZ", gzip.compress(text[:15].encode()) + gzip.compress(text[15:].encode()))
        self.write("nameless.gz", gzip.compress(text.encode()))
        self.write("cells.cells.gz", gzip.compress(b".O\n..O\nOOO\n"))
        for name in ("glider.rle.gz", "two.RLE.GZ", "nameless.gz", "cells.cells.gz"):
            with self.subTest(file=name):
                numpy.testing.assert_array_equal(self.after(name, 4, to=f"out_{name}"), plain)
        self.assertTrue((self.folder / "out_glider.rle.gz" / "glider.00000004.h5").exists())
        self.halogrid("render", "glider.rle.gz", "-o", "glider.png")
        for content in (text.encode(), gzip.compress(text.encode())):
            done = subprocess.run([program.PROGRAM, "run", "-", "-o", "piped", "--steps", "4", "--overwrite"], input=content, cwd=self.folder,
                                  env={**os.environ, **program.ENVIRONMENT, **program.alone()}, capture_output=True, timeout=100)
            self.assertEqual(done.returncode, 0, done.stderr)
            [snapshot] = (self.folder / "piped").glob("[!.]*.h5")
            numpy.testing.assert_array_equal(cells.read(snapshot, "cells"), plain)
        for name, content, reason in (("cut.rle.gz", gzip.compress(text.encode())[:-12], "is cut off after"),
                                      ("bad.rle.gz", b"\x1f\x8b\x08\0" + b"\xff" * 40, "cannot be unpacked"),
                                      ("bomb.rle.gz", gzip.compress(b"\n" * (1 << 30) + b"\n", 1), "more than 1073741824 bytes"),
                                      ("old.mcl", b"#MCell 4.00\n", r"is a pattern of MCell"), ("all.zip", b"PK\3\4", "is an archive")):
            with self.subTest(file=name):
                self.write(name, content)
                result = self.halogrid("run", name, "-o", "none", status=2)
                self.assertRegex(result.err, rf"^{name}: error: .*{reason}")
                self.assertIn("hint: ", result.err)

    def test_rules_by_name(self):
        for name, rule in (("HighLife", "B36/S23"), ("Day & Night", "B3678/S34678"), ("seeds", "B2/S"), ("Life", "B3/S23")):
            self.write("soup.toml", '[run]\nsimulation = "life"\nsteps = 9\n[grid]\nsize = [64, 50]\n[life]\ndensity = 0.3\n')
            found = [self.after("soup.toml", 9, "-s", f"life.rule={text}", to=f"soup{number}") for number, text in enumerate((name, rule))]
            numpy.testing.assert_array_equal(*found)
        # Beside the pattern, in the input's folder, in HALOGRID_RULE_PATH, among the user's.
        self.write("patterns/history.rle", f"x = 3, y = 3, rule = LifeHistory:T40,30\n.A$2.A$3A!\n")
        self.write("in/put.toml", '[run]\nsimulation = "life"\n[life]\npattern = "../patterns/history.rle"\n')
        empty = {"XDG_DATA_HOME": str(self.folder / "data"), "HALOGRID_RULE_PATH": f"{self.folder}/first::{self.folder}/second"}
        for number, place in enumerate(("patterns", "in", "first", "second", "data/halogrid/rules")):
            with self.subTest(place=place):
                rule = self.write(f"{place}/LifeHistory.rule", HISTORY)
                found = self.after("in/put.toml", 4, env=empty, to=f"history{number}", ranks=1 + number % 2)
                self.assertEqual(((found == 1).sum(), found.max()), (5, 2))
                rule.unlink()
        self.write("patterns/own.rle", f"x = 3, y = 3, rule = Banks-9\n{GLIDER}")
        result = self.halogrid("run", "patterns/own.rle", status=2, env=empty)
        self.assertRegex(result.err, r"^patterns/own.rle:1:22: error: life rule \"Banks-9\", at character 2 .*\nhint: .*; nor is there a file Banks-9.rule in "
                         rf"patterns, {self.folder}/first, {self.folder}/second, {self.folder}/data/halogrid/rules, .*/share/halogrid/rules, /usr/share/golly/Rules, ")
        self.write("patterns/own.rle", f"x = 3, y = 3, rule = Byl_Loop\n{GLIDER}")
        result = self.halogrid("run", "patterns/own.rle", status=2, env=empty, ranks=2)
        self.assertRegex(result.err, r"^patterns/own.rle:1:22: error: life rule \"Byl_Loop\": no known name, and there is no file Byl_Loop.rule in patterns, ")
        if pathlib.Path("/usr/share/golly/Rules/WireWorld.rule").exists():
            self.write("wire.rle", "x = 4, y = 1, rule = WireWorld:T20,10\nABCC!\n")
            self.assertEqual(self.after("wire.rle", 1, to="wire").max(), 3)

    def test_overriding_a_rule_keeps_the_patterns_surface(self):
        self.write("klein.rle", f"x = 3, y = 3, rule = B36/S23:K40*,20\n{GLIDER}")
        self.write("klein3.rle", f"x = 3, y = 3, rule = B3/S23:K40*,20\n{GLIDER}")
        expected = self.after("klein3.rle", 90, to="klein3")
        numpy.testing.assert_array_equal(self.after("klein.rle", 90, "-s", "life.rule=B3/S23", to="kept"), expected)
        self.write("plain.rule", HISTORY.replace("LifeHistory", "plain"))
        self.assertEqual(self.after("klein.rle", 4, "-s", "life.rule=plain.rule", to="file").shape, (20, 40))
        self.assertEqual(self.after("klein.rle", 4, "-s", "life.rule=B3/S23:", to="dropped").shape, (512, 512))
        self.assertEqual(self.after("klein.rle", 4, "-s", "life.rule=B3/S23:T9,8", to="other").shape, (8, 9))

    def test_exports_write_the_rules_name(self):
        self.write("rules/Old Days.rule", HISTORY.replace("LifeHistory", "Old Days"))
        self.write("rules/OldDays.rule", HISTORY.replace("LifeHistory", "OldDays"))
        self.write("glider.rle", f"x = 3, y = 3\n.A$2.A$3A!\n")
        self.after("glider.rle", 4, "-s", f"life.rule={self.folder}/rules/OldDays.rule", "-s", "grid.size=[40,30]")
        self.halogrid("render", "out/glider.00000004.h5", "-o", "back.rle")
        self.assertIn("rule = OldDays:T40,30\n", (self.folder / "back.rle").read_text())
        if bgolly.AVAILABLE:
            again = bgolly.evolved(self.folder / "back.rle", 0, "RuleLoader", self.folder / "rules")
            numpy.testing.assert_array_equal(again, bgolly.cropped(cells.read(self.folder / "out" / "glider.00000004.h5", "cells")))
        on = self.after("back.rle", 1, env={"HALOGRID_RULE_PATH": str(self.folder / "rules")}, to="on")
        self.assertEqual((on == 1).sum(), 5)

    def test_pictures_are_read_as_their_numbers(self):
        dice = numpy.random.default_rng(3)
        weights = numpy.array([2126, 7152, 722])
        gamma = (b"gAMA", struct.pack(">I", 100000)), (b"sRGB", b"\0")
        palette = dice.integers(0, 256, (16, 3))
        self.write("heat.toml", '[run]\nsimulation = "heat"\nsteps = 0\n[grid]\nsize = [7, 5]\n[heat]\nalpha = 0.01\n[initial]\n'
                   'temperature = "pic.png"\n')
        cases = []
        for depth in (1, 2, 4, 8, 16):
            gray = dice.integers(0, 1 << depth, (5, 7))
            cases += [(png(gray, depth, 0, *chunks), gray / (2**depth - 1)) for chunks in ((), gamma[:1], gamma[1:])]
        for depth in (8, 16):
            most = 2**depth - 1
            colours = dice.integers(0, most + 1, (5, 7, 4))
            cases += [(png(colours[:, :, :3], depth, 2, *gamma), colours[:, :, :3] @ weights / (10000 * most)),
                      (png(colours, depth, 6), colours[:, :, :3] @ weights / (10000 * most) * (colours[:, :, 3] / most)),
                      (png(colours[:, :, :2], depth, 4), colours[:, :, 0] / most * (colours[:, :, 1] / most))]
        indices = dice.integers(0, 16, (5, 7))
        cases.append((png(indices, 4, 3, (b"PLTE", palette.astype("u1").tobytes())), (palette @ weights / 2550000)[indices]))
        for number, (content, expected) in enumerate(cases):
            with self.subTest(number=number):
                self.write("pic.png", content)
                found = self.after_field("heat.toml", "temperature", to=f"heat{number}", ranks=1 + number % 3)
                numpy.testing.assert_array_equal(found, numpy.asarray(expected)[::-1])  # y points up: the last row of pixels first
        self.write("pic.png", png(dice.integers(0, 2, (5, 7)), 1, 0)[:-30])
        self.assertIn("is damaged: ", self.halogrid("run", "heat.toml", status=2).err)
        self.write("pic.png", png(dice.integers(0, 2, (9, 7)), 1, 0))
        self.assertIn("has 7 x 9 pixels", self.halogrid("run", "heat.toml", status=2).err)

    def after_field(self, file, field, *words, to, **more):
        self.halogrid("run", file, "-o", to, "--overwrite", "--progress", "none", *words, **more)
        [snapshot] = (self.folder / to).glob("[!.]*.h5")
        return cells.read(snapshot, field)

    def test_arrays_of_numpy_and_levels(self):
        dice = numpy.random.default_rng(4)
        text = '[run]\nsimulation = "heat"\nsteps = 0\n[grid]\nsize = {size}\n[heat]\nalpha = 0.01\n[initial]\ntemperature = "{file}"\n'
        number = 0
        for size in ((7, 5), (6, 5, 4)):
            for kind in ("<f8", ">f8", "<f4", "|u1", "|b1", "<i2", ">i4", "<u8"):
                for order in "CF":
                    array = (dice.random(size[::-1]) * (1 if kind[1] == "f" else 100)).astype(kind)
                    numpy.save(self.folder / "in.npy", numpy.asarray(array, order=order))
                    self.write("heat.toml", text.format(size=list(size), file="in.npy"))
                    number += 1
                    with self.subTest(size=size, kind=kind, order=order):
                        found = self.after_field("heat.toml", "temperature", to=f"npy{number}", ranks=1 if number % 5 else 3)
                        numpy.testing.assert_array_equal(found, array.astype("f8"))
        series = dice.random((4, 5, 7))
        with h5py.File(self.folder / "series.h5", "w") as file:
            file["u"] = series
        for level in (0, 3, -1, -4):
            self.write("heat.toml", text.format(size=[7, 5], file=f"series.h5:/u[{level}]"))
            numpy.testing.assert_array_equal(self.after_field("heat.toml", "temperature", to=f"level{level}", ranks=2), series[level])
        good = self.folder / "in.npy"
        numpy.save(good, dice.random((5, 7)))
        content = good.read_bytes()
        for file, content, reason in (("series.h5:/u[4]", None, r"\[4, 5, 7\], and so no level 4"), ("series.h5:/u", None, r"has the shape \[4, 5, 7\]"),
                                      ("in.npy", content[:-8], "is cut off: it has 272 bytes of values, and its head speaks of 280"),
                                      ("in.npy", content[:20], "has a head of another version"), ("in.npy", b"x" * 99, "is no array that NumPy has saved"),
                                      ("in.npy", content.replace(b"(5, 7)", b"(7, 5)"), r"has the shape \(7, 5\), but the grid needs \(5, 7\)"),
                                      ("in.npy", content.replace(b"<f8", b"<c8"), "holds values of type <c8"), ("no.npy", None, "No such file")):
            with self.subTest(file=file, reason=reason):
                if content:
                    good.write_bytes(content)
                self.write("heat.toml", text.format(size=[7, 5], file=file))
                self.assertRegex(self.halogrid("run", "heat.toml", status=2, ranks=2).err, rf"^heat.toml:9:15: error: {file.replace('[', '.').replace(']', '.')[:8]}.*{reason}")
        numpy.save(good, numpy.full((5, 7), 0.5))
        self.write("life.toml", '[run]\nsimulation = "life"\nsteps = 0\n[grid]\nsize = [7, 5]\n[initial]\ncells = "in.npy"\n')
        self.assertIn("cell (0, 0) = 0.5 is not an integer from 0 to 255", self.halogrid("run", "life.toml", status=2).err)


if __name__ == "__main__":
    main()
