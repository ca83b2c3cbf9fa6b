"""Words of strangers on the terminal: whatever a file, a name or another program says, no byte of it steers the terminal, ends a line of a
message or turns the direction of writing."""
import os
import subprocess

import h5py
import numpy

from fault import DONE, Case, main, program

# An escape sequence, a C1 character as UTF-8 and as a bare byte, DEL, a right-to-left override, BEL; and a line break with a message.
HOSTILE = b"\x1b[2J\xc2\x9b31m\x9b1m\x7f\xe2\x80\xae\x07evil"
FORGED = b"\nhalogrid: error: forged"
HEAT = '[run]\nsimulation = "heat"\nsteps = 4\n[grid]\nsize = [24, 18]\n'
RULE = b"@RULE x\n@TABLE\nn_states:2\nneighborhood:Moore\nsymmetries:none\n"


def steers(said):
    """Every byte or character of it that a terminal would obey."""
    text = said.decode(errors="surrogateescape")
    return [repr(c) for c in text if (ord(c) < 32 and c not in "\n\t") or 0x7f <= ord(c) < 0xa0 or 0xdc80 <= ord(c) <= 0xdcff or
            c in "\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"]


class Words(Case):
    def said(self, *words, input=None):
        environment = {**os.environ, **program.ENVIRONMENT, **program.alone()}
        done = subprocess.run([os.fsencode(program.PROGRAM), *map(os.fsencode, words)], cwd=self.folder, env=environment,
                              input=input if input is not None else b"", capture_output=True, timeout=60 * program.PATIENCE)
        self.assertEqual(steers(done.stdout), [], (words, done.stdout))
        self.assertEqual(steers(done.stderr), [], (words, done.stderr))
        self.assertNotIn(b"\nhalogrid: error: forged", b"\n" + done.stdout + b"\n" + done.stderr, words)
        return done

    def refused(self, *words, evil=True):
        done = self.said(*words)
        self.assertIn(done.returncode, (2, 3, 4), (words, done))
        if evil:
            self.assertIn(b"evil", done.stderr, (words, done))
            self.assertIn(b"\\x", done.stderr, (words, done))

    def test_texts(self):
        self.write("heat.toml", HEAT)
        self.write("life.toml", '[run]\nsimulation = "life"\nsteps = 4\n[grid]\nsize = [24, 18]\n[life]\ndensity = 0.3\n')
        self.write("pattern.rle", b"x = 3, y = 3, rule = " + HOSTILE + b"\nbob$2bo$3o!\n")
        self.refused("run", "pattern.rle")
        for name, text in {"a.rule": HOSTILE, "b.rule": RULE + HOSTILE, "c.rule": RULE + b"var " + HOSTILE + b"={0,evil\x1b}\n"}.items():
            self.write(name, text)
            self.refused("run", "life.toml", "-s", f"life.rule={name}", evil=name == "c.rule")
        for name, text in {"a.cells": b"O" + HOSTILE + b"\n", "a.lif": b"#Life 1.05\n" + HOSTILE, "a.mc": b"[M2] (x)\n" + HOSTILE}.items():
            self.write(name, text)
            self.refused("run", name, evil=False)
        for line in (HOSTILE, b"[" + HOSTILE + b"]", b'[run]\nsimulation = "\\u001b[2J\\u009bevil\\u202e\\nhalogrid: error: forged"',
                     b'[run]\nsimulation = "heat"\n"\\u001b\\u009bevil" = 1', b'["\\u001b\\u009bevil"]\nx = 1'):
            self.write("bad.toml", line)
            self.refused("run", "bad.toml", evil=False)
        self.write("names.toml", HEAT + '[output]\nname = "a\\u009bevil\\u202eb"\n')
        done = self.said("run", "names.toml", "-o", "out")
        self.assertEqual(done.returncode, DONE, done)
        self.assertIn(b"\\u009bevil\\u202eb", done.stdout)
        self.said("check", "names.toml")
        self.said("verify", "out")
        self.write("networks.toml", b'["\\u001b[2J\\u009bevil"]\nlatency = "x"\n')
        self.refused("check", "heat.toml", "--ranks", "4", "--networks", "networks.toml", evil=False)
        self.write("study/scaling.csv", b"study,status," + HOSTILE + b"\n1,2," + HOSTILE + b"\n")
        self.refused("bench", "scaling", "-o", "study", "--summary-only", evil=False)
        self.write("keys.toml", '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [8, 8]\n[zoom]\n'
                                'keyframes = [["\\u001b[2J\\u009bevil", "0", "1"]]\n[mandelbrot]\nkeyframes = [["\\u001bevil", "0", "1"]]\n')
        self.refused("run", "keys.toml", evil=False)

    def test_pictures_and_scripts(self):
        self.write("heat.toml", HEAT)
        self.said("run", "heat.toml", "-o", "out")
        self.write("palette", HOSTILE + b"\n")
        self.refused("render", "out/heat.00000004.h5", "-o", "p.png", "--palette", "palette")
        self.write("script", HOSTILE.replace(b"\x07", b"") + b"\n")
        self.refused("view", "out", "--terminal", "--script", "script", evil=False)
        self.refused("run", "heat.toml", "--view=none", "--view-script", "script", evil=False)

    def test_names(self):
        """Of files and folders, given or found."""
        self.write("heat.toml", HEAT)
        self.said("run", "heat.toml", "-o", "out")
        good = (self.folder / "out" / "heat.00000004.h5").read_bytes()
        for ending in (HOSTILE, HOSTILE + FORGED):
            name = os.fsdecode(ending).replace("/", "_")
            (self.folder / name).mkdir()
            (self.folder / name / f"{name[:9]}.00000004.h5").write_bytes(good)
            (self.folder / name / f"{name[:9]}.00000008.h5").write_bytes(good[:5000])
            self.said("verify", name)
            self.said("render", f"{name}/{name[:9]}.00000004.h5", "-o", f"{name}/x.png")
            self.refused("run", f"{name}.toml")
            self.refused("run", f"{name}.rle")
            self.refused("verify", f"{name}.h5")
            self.refused("render", f"{name}.h5", "-o", "x.png")
            self.refused("view", f"{name}/none", "--terminal", evil=False)
            self.write(f"{name}.toml", HEAT)
            self.said("check", f"{name}.toml")
            self.said("run", f"{name}.toml", "-o", name)
            self.said("run", "heat.toml", "-o", name, "--restart", f"{name}/none")
            self.said("prove", f"{name}.toml", "--steps", "1")
            self.said(name)
            self.said("run", "heat.toml", f"--{name}")
            self.said("list", name)

    def test_hdf5(self):
        self.write("heat.toml", HEAT)
        self.said("run", "heat.toml", "-o", "out")
        path = self.folder / "out" / "heat.00000004.h5"
        with h5py.File(path, "r+", libver="latest") as file:
            field = "a\x1b[2J\x9b31m\u202e\x7fevil"
            for group in ("", "halogrid/fingerprint/"):
                file.move(f"{group}temperature", f"{group}{field}")
            del file.attrs["input"]
            file.attrs["input"] = numpy.bytes_(b'[run]\nsimulation = "\\u001b[2J\\u009bevil"\n')
        self.said("verify", "out/heat.00000004.h5")
        for words in ([], ["--field", "x"], ["--field", field]):
            self.said("render", "out/heat.00000004.h5", "-o", "p.png", *words)
        self.said("run", "heat.toml", "-o", "new", "--restart", "out/heat.00000004.h5")
        self.write("from.toml", HEAT + '[initial]\ntemperature = "out/heat.00000004.h5:/x\\u001b\\u009bevil"\n')
        self.refused("run", "from.toml", evil=False)


if __name__ == "__main__":
    main()
