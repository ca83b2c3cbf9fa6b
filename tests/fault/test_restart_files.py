"""What a restart makes of files that the input names and that have changed or gone since the checkpoint: one that every step needs is
refused by name, or accepted by a word; one that only brought the first cells is said and not missed."""
import filecmp
import json
import shutil

import h5py
import numpy
from fault import DONE, FILE, USAGE, Case, main
from test_restart import table_checksum

import cells  # of the folder that fault adds

TAIL = '[output]\nevery = 20\n[checkpoint]\nevery = 20\n'
RULE = """@RULE Turn
@TABLE
n_states:3
neighborhood:Moore
symmetries:permute
0,1,1,0,0,0,0,0,0,1
1,0,0,0,0,0,0,0,0,{}
"""
INPUTS = {
    "table": '[run]\nsimulation = "life"\nsteps = 60\n[grid]\nsize = [40, 30]\n[life]\nrule = "rules/turn.rule"\ndensity = 0.2\n' + TAIL,
    "drawn": '[run]\nsimulation = "life"\nsteps = 60\n[life]\npattern = "drawn.rle"\n' + TAIL,
    "array": '[run]\nsimulation = "heat"\nsteps = 60\n[grid]\nsize = [24, 18]\n[initial]\ntemperature = "first.h5:/cells"\n' + TAIL,
    "photo": '[run]\nsimulation = "heat"\nsteps = 60\n[grid]\nsize = [24, 18]\n[initial]\ntemperature = "first.png"\n' + TAIL,
}
# Its head says all that a pattern can: grid and rule by the suffix, its place, and the first step.
DRAWN = "#CXRLE Pos=-9,-7 Gen=100\nx = 5, y = 3, rule = B3/S23:T70,50+6\nbo$2bo$3o!\n"


class RestartFiles(Case):
    def setUp(self):
        super().setUp()
        for name, text in INPUTS.items():
            self.write(f"{name}.toml", text)
        self.write("rules/turn.rule", RULE.format(2))
        self.write("drawn.rle", DRAWN)
        self.array(1)
        self.picture(1)

    def array(self, seed):
        with h5py.File(self.folder / "first.h5", "w") as file:
            file["cells"] = numpy.random.default_rng(seed).random((18, 24))

    def picture(self, seed):
        self.ended("run", self.write("p.toml", f'[run]\nsimulation = "life"\nsteps = 0\nseed = {seed}\n[grid]\nsize = [24, 18]\n'
                                     "[life]\ndensity = 0.5\n"), "-o", "p", status=DONE)
        self.ended("render", "p/p.00000000.h5", "-o", "first.png", "--zoom", "1", status=DONE)

    def half(self, name, to="out", steps=40, **how):
        self.ended("run", f"{name}.toml", "-o", to, "--steps", str(steps), "--progress", "none", status=DONE, **how)

    def resumed(self, name, *more, to="out", **how):
        return self.ended("run", f"{name}.toml", "-o", to, "--progress", "none", "--restart", *more, **how)

    def as_straight(self, name, to="out", missing=frozenset()):
        straight = self.folder / f"straight_{name}"
        if not straight.exists():
            self.ended("run", f"{name}.toml", "-o", straight, "--progress", "none", status=DONE)
        files = sorted(path.name for path in straight.glob("*.h5"))
        self.assertEqual([file for file in files if file not in missing], sorted(path.name for path in (self.folder / to).glob("*.h5")))
        for file in files[-2:]:
            self.assertTrue(filecmp.cmp(straight / file, self.folder / to / file, shallow=False), file)

    def test_a_rule_that_has_changed(self):
        """Refused by name on any ranks, and nothing written; unchanged it goes on; accepted it is said, and stands in the report."""
        self.half("table", ranks=2)
        before = {path: path.read_bytes() for path in sorted((self.folder / "out").rglob("*.h5"))}
        self.write("rules/turn.rule", RULE.format(1))
        for ranks in (1, 3):
            result = self.resumed("table", ranks=ranks, status=USAGE)
            self.assert_one_message(result, r"rules/turn.rule: error: has changed since the checkpoint out/checkpoints/table.00000040.h5")
            self.assertIn("hint: put the old file back, or go on with the new one: --restart --accept-changed", result.err)
        self.assertEqual(before, {path: path.read_bytes() for path in sorted((self.folder / "out").rglob("*.h5"))})
        shutil.copytree(self.folder / "out", self.folder / "kept")
        result = self.resumed("table", "--accept-changed", ranks=2, status=DONE)
        self.assertRegex(result.err, "warning: rules/turn.rule has changed since .*, which is accepted")
        report = json.loads((self.folder / "out/report.json").read_text())
        self.assertEqual(report["changed"], ["rules/turn.rule"])
        # From there on the new rule is the one that it was made of.
        result = self.resumed("table", "--steps", "80", status=DONE)
        self.assertNotIn("has changed", result.err)
        self.assertNotIn("changed", json.loads((self.folder / "out/report.json").read_text()))
        self.write("rules/turn.rule", RULE.format(2))
        self.assertNotIn("has changed", self.resumed("table", to="kept", ranks=2, status=DONE).err)
        self.as_straight("table", "kept")
        # From a snapshot, too.
        self.write("rules/turn.rule", RULE.format(1))
        result = self.ended("run", "table.toml", "-o", "new", "--restart", "kept/table.00000040.h5", status=USAGE)
        self.assert_one_message(result, "rules/turn.rule: error: has changed")
        (self.folder / "rules/turn.rule").unlink()
        self.assert_one_message(self.resumed("table", "--accept-changed", to="kept", status=USAGE), "does not exist")

    def test_the_first_cells_are_not_missed(self):
        changes = {"drawn": ("drawn.rle", lambda: self.write("drawn.rle", "x = 3, y = 3, rule = B36/S23\n3o!\n")),
                   "array": ("first.h5", lambda: self.array(2)), "photo": ("first.png", lambda: self.picture(2))}
        for name, (file, change) in changes.items():
            good = (self.folder / file).read_bytes()
            for kind in ("same", "changed", "gone", "nonsense", "folder") if name == "drawn" else ("changed", "gone"):
                with self.subTest(name=name, kind=kind):
                    to = f"{name}_{kind}"
                    (self.folder / file).write_bytes(good)
                    self.half(name, to)
                    if kind in ("gone", "folder"):
                        (self.folder / file).unlink()
                    if kind == "folder":
                        (self.folder / file).mkdir()
                    if kind == "nonsense":
                        (self.folder / file).write_text("hello\n")
                    if kind == "changed":
                        change()
                    result = self.resumed(name, to=to, ranks=2, status=DONE)
                    if kind == "folder":
                        (self.folder / file).rmdir()
                    (self.folder / file).write_bytes(good)
                    self.as_straight(name, to)
                    said = rf"halogrid: .*{file}.*; only the first step needed it"
                    if kind == "same":
                        self.assertNotIn("only the first step", result.err)
                    else:
                        self.assertRegex(result.err, said)
                    self.assertNotIn("changed", json.loads((self.folder / to / "report.json").read_text()))
            (self.folder / file).unlink()
            # Where there is no checkpoint it is missed.
            self.assert_one_message(self.resumed(name, to=f"{name}_new", ranks=2, status=USAGE), file)
            (self.folder / file).write_bytes(good)

    def test_stored_inputs_tell_the_files(self):
        """The same on any ranks, by key and not by place."""
        self.half("table", "one")
        self.half("table", "three", ranks=3)
        for file in ("table.00000020.h5", "checkpoints/table.00000040.h5"):
            texts = []
            for to in ("one", "three"):
                with h5py.File(self.folder / to / file, "r") as snapshot:
                    texts.append(snapshot.attrs["input"])
            text = texts[0].decode() if isinstance(texts[0], bytes) else texts[0]
            self.assertEqual(texts[0], texts[1])
            self.assertRegex(text, r'\[input_files\]\n"life.rule" = "\d+ bytes, checksum [0-9a-f]{16}"\n')
            self.assertNotIn(str(self.folder), text)

    def rewritten(self, path, change):
        with h5py.File(path, "r+", libver="latest") as file:
            change(file)

    def test_another_version(self):
        self.half("array")
        newest = self.folder / "out/checkpoints/array.00000040.h5"

        def other(file):
            file.attrs.modify("version", numpy.bytes_("9.8.7"))
        self.rewritten(newest, other)
        result = self.resumed("array", ranks=2, status=USAGE)
        self.assert_one_message(result, "array.00000040.h5: error: was written by halogrid 9.8.7; that this one, .* is not known")
        self.assertIn("hint: go on with halogrid 9.8.7", result.err)
        self.rewritten(newest, lambda file: file.attrs.modify("format", numpy.int64(2)))
        result = self.resumed("array", ranks=2, status=DONE)
        self.assertRegex(result.err, "array.00000040.h5 is not used: has format 2; this version reads format 1")
        self.as_straight("array")

    def test_a_state_that_the_simulation_does_not_have(self):
        """A good file that holds one is passed over like a damaged one."""
        self.write("three.toml", INPUTS["table"].replace('"rules/turn.rule"', '"23/3/3"'))
        self.half("three")
        newest = self.folder / "out/checkpoints/three.00000040.h5"
        with h5py.File(newest, "r+", libver="latest") as file:
            file["cells"][3, 5] = 7
            file["halogrid/fingerprint/cells"][...] = numpy.uint64(cells.fingerprint(file["cells"][()]))
            file["halogrid/checksum"][0] = numpy.uint64(table_checksum(file, "cells"))
        self.ended("verify", newest, status=DONE)
        for ranks in (1, 2):
            shutil.copytree(self.folder / "out", self.folder / f"out{ranks}")
            result = self.resumed("three", to=f"out{ranks}", ranks=ranks, status=DONE)
            self.assertRegex(result.err, "three.00000040.h5 is not used: field \"cells\" holds the state 7, but .* the states 0 to 2")
            self.assertIn("going on from step 20", result.err)
            self.as_straight("three", f"out{ranks}")
        result = self.ended("run", "three.toml", "-o", "new", "--restart", newest, status=FILE)
        self.assert_one_message(result, "holds the state 7")


    def test_snapshots_of_before(self):
        """Those that have gone are said and not missed; others in their place are refused by name, or accepted; a new time is no change."""
        self.half("array")
        self.half("array", "other", steps=20)  # of other cells, as many
        self.ended("run", "array.toml", "-o", "other", "-s", "heat.alpha=0.5", "--steps", "40", "--overwrite", status=DONE)

        def another(path):
            shutil.copy(self.folder / "other" / path.name, path)

        changes = {"others": (another, "its cells are others"), "cut": (lambda path: path.write_bytes(path.read_bytes()[:-8]), "bytes then, "),
                   "text": (lambda path: path.write_bytes(b"#" * path.stat().st_size), "is not a whole HDF5 file"),
                   "touched": (lambda path: path.touch(), ""), "gone": (lambda path: path.unlink(), "")}
        for kind, (change, sentence) in changes.items():
            with self.subTest(kind=kind):
                shutil.copytree(self.folder / "out", self.folder / kind)
                file = self.folder / kind / "array.00000020.h5"
                change(file)
                if sentence:
                    result = self.resumed("array", to=kind, ranks=2, status=USAGE)
                    self.assert_one_message(result, f"^{kind}/array.00000020.h5: error: has changed since the run wrote it: .*{sentence}")
                    self.assertFalse((self.folder / kind / "array.00000060.h5").exists())
                result = self.resumed("array", *(["--accept-changed"] if sentence else []), to=kind, ranks=2, status=DONE)
                report = json.loads((self.folder / kind / "report.json").read_text())
                self.assertEqual(report.get("changed", []), [f"{kind}/array.00000020.h5"] if sentence else [])
                self.assertEqual("the snapshot of step 20 has gone" in result.err, kind == "gone", result.err)
                self.as_straight("array", kind, missing={"array.00000020.h5"} if kind == "gone" else set())

    def test_a_report_takes_no_file_s_place(self):
        """By whatever path it is named."""
        self.half("table")
        for link, to in (("link.json", "table.toml"), ("later.json", "out/table.00000060.h5"), ("folder", "out")):
            (self.folder / link).symlink_to(to)
        (self.folder / "hard.json").hardlink_to(self.folder / "table.toml")
        before = {path: path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()}
        for report in ("table.toml", "./rules/../table.toml", str(self.folder / "table.toml"), "link.json", "hard.json",
                       "rules/turn.rule", "out/table.00000060.h5", "later.json", "folder/table.00000020.h5",
                       "out/checkpoints/table.00000080.h5", "folder/log.txt"):
            result = self.resumed("table", "--report", report, ranks=1, status=USAGE)
            self.assert_one_message(result, f"--report: error: {report} is a file that the run (reads|writes itself)")
        self.assertEqual(before, {path: path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file()})
        self.resumed("table", "--report", "folder/again.json", status=DONE)


if __name__ == "__main__":
    main()
