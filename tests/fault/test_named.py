"""Files of strangers in every place where one is named: pipes, devices and what has no end are refused at once, streams are read where an
input, pattern or rule is expected, what is long or deep is refused before it is read, and no link leads a writer away."""
import json
import os
import struct
import subprocess
import zlib

from fault import DONE, FILE, USAGE, Case, main, names_in, program

HEAT = '[run]\nsimulation = "heat"\nsteps = 4\n[grid]\nsize = [24, 18]\n'
LIFE = '[run]\nsimulation = "life"\nsteps = 4\n[grid]\nsize = [64, 48]\n[life]\ndensity = 0.3\n'
GLIDER = "x = 3, y = 3, rule = B3/S23\nbob$2bo$3o!\n"
TABLE = "@RULE a\n@TABLE\nn_states:2\nneighborhood:Moore\nsymmetries:none\n1,0,0,0,0,0,0,0,0,0\n"
LIMIT = "ulimit -v 3000000;"
KINDS = ("pipe", "zero", "folder")


def png(width, height):
    """All black, in one long run of zeros."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class Named(Case):
    def setUp(self):
        super().setUp()
        self.write("heat.toml", HEAT)
        self.write("life.toml", LIFE)

    def put(self, kind, name):
        path = self.folder / name
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "zero":
            os.symlink("/dev/zero", path)
        else:
            path.mkdir()
        return path

    def piped(self, *words, text="", status=DONE, **more):
        """One process with a text on its standard input."""
        environment = {**os.environ, **program.ENVIRONMENT, **program.alone()}
        done = subprocess.run([program.PROGRAM, *words], cwd=self.folder, env=environment, input=text.encode(), capture_output=True,
                              timeout=60 * program.PATIENCE, **more)
        self.assertEqual(done.returncode, status, (words, done))
        return done

    def test_what_is_no_regular_file(self):
        self.ended("run", "heat.toml", "-o", "ready", status=DONE)
        places = {
            "input": ["run", "FILE"],
            "pattern.rle": ["run", "FILE"],
            "picture.png": ["run", "life.toml", "-s", 'initial.cells="FILE"', "-s", "life.density=0"],
            "array.h5": ["run", "heat.toml", "-s", 'initial.temperature="FILE:/x"'],
            "table.rule": ["run", "life.toml", "-s", "life.rule=FILE"],
            "view_script": ["run", "heat.toml", "--view=none", "--view-script", "FILE"],
            "report": ["run", "heat.toml", "--report", "FILE"],
            "restart": ["run", "heat.toml", "--restart", "FILE"],
            "networks": ["check", "heat.toml", "--ranks", "4", "--networks", "FILE"],
            "palette": ["render", "ready/heat.00000004.h5", "-o", "p.png", "--palette", "FILE"],
            "shown.mc": ["render", "FILE", "-o", "p.png"],
            "snapshot.h5": ["render", "FILE", "-o", "p.png"],
            "master.vtkhdf": ["render", "FILE", "-o", "p.gif"],
            "verified": ["verify", "FILE.h5"],
            "script": ["view", "ready", "--terminal", "--script", "FILE"],
            "token": ["view", "localhost:1", "--terminal", "--token", "FILE"],
            "scaling.csv": ["bench", "scaling", "--summary-only", "-o", "STUDY"],
        }

        def check(kind, place):
            study = f"study_{kind}"
            (self.folder / study).mkdir(exist_ok=True)
            name = f"{study}/{place}" if place == "scaling.csv" else f"{kind}_{place}"
            self.put(kind, name + (".h5" if place == "verified" else ""))
            line = [word.replace("FILE", name).replace("STUDY", study) for word in places[place]]
            result = self.ended(*line, seconds=20, limits=LIMIT, status=(USAGE, FILE))
            if kind != "folder":
                self.assertIn("not a regular file", result.err, str(result))
        self.side_by_side(check, [(kind, place) for kind in KINDS for place in places if (kind, place) != ("folder", "verified")])

    def test_machine_file(self):
        """What is wrong in it is said at its place: check and bench, whose answer depends on it, refuse it, and a run goes on without."""
        texts = {"deep": ".".join(["a"] * 20000) + " = 1", "long": ".".join(["a"] * 200000) + " = 1", "slip": 'hosts = "a"',
                 "kind": "threads = 'two'", "memory": "memory = [{working_set = 1, one = 1, alle = 1}]"}
        for name, text in texts.items():
            self.write(f"{name}.toml", text)
        for kind in KINDS:
            self.put(kind, f"{kind}.toml")
        (self.folder / "full.toml").symlink_to("/dev/full")

        def check(name):
            how = {"env": {"HALOGRID_MACHINE": f"{name}.toml"}, "seconds": 20, "limits": LIMIT}
            result = self.ended("check", "heat.toml", "--ranks", "4", status=USAGE, **how)
            self.assert_one_message(result)
            place, reason = result.err.split("\n")[0].split(": error: ")
            self.assertTrue(place.startswith(f"{name}.toml"), str(result))
            self.assert_one_message(self.ended("bench", "machine", status=USAGE, **how), place=place)
            if name == "slip":
                self.assert_one_message(self.ended("bench", "scaling", "heat.toml", "-o", "study", status=USAGE, **how), place=place)
                self.assertFalse((self.folder / "study").exists())
            for ranks in (1, 2) if name == "slip" else (1,):
                result = self.ended("run", "heat.toml", "-o", f"out_{name}", "-q", status=DONE, ranks=ranks, **how)
                self.assertTrue(result.err.startswith(f"halogrid: warning: {place}: {reason}; the report goes without"), str(result))
                self.assertEqual(len(result.err.split("\n")), 1, str(result))
                self.assertIn(f"warning: {place}: {reason}", (self.folder / f"out_{name}" / "log.txt").read_text())
        self.side_by_side(check, [(name,) for name in (*texts, *KINDS, "full")])

    def test_networks(self):
        """Also where no rates are known."""
        good = "latency = 1e-6\nbandwidth = 1e10\n"
        wrong = {"deep": (".".join(["a"] * 20000) + " = 1", "a key of more than 8 parts"), "long": ("#" * 70000, "65536"),
                 "slip": (f"[fast]\n{good}ranks_per_nod = 2\n", "did you mean ranks_per_node"), "none": ("", "names no network"),
                 "many": (f"[fast]\n{good}ranks_per_node = 1e300\n", "ranks_per_node"), "lists": ("a = " + "[" * 30000, "error")}
        for name, (text, _) in wrong.items():
            self.write(f"{name}.toml", text)

        def check(name):
            result = self.ended("check", "heat.toml", "--ranks", "4", "--networks", f"{name}.toml", limits=LIMIT, status=USAGE)
            self.assert_one_message(result, wrong[name][1])
        self.side_by_side(check, [(name,) for name in wrong])

    def test_streams(self):
        for text, name in ((HEAT, "heat"), (GLIDER, "life"), ("#Life 1.06\n0 0\n1 0\n2 0\n", "life"), ("!x\nOOO\n", "life"),
                           ("[M2] (x)\n$$..*$...*$.***$\n", "life")):
            for file in ("-", "/dev/stdin"):
                self.piped("run", file, "-q", "-o", "out", "--overwrite", "--steps", "4", "--report", "r.json", text=text)
                self.assertEqual(json.loads((self.folder / "r.json").read_text())["simulation"], name)
        self.piped("check", "-", text=GLIDER)
        self.piped("run", "life.toml", "-q", "-o", "out", "-s", "life.pattern=-", "-s", "life.density=0", text=GLIDER)
        self.piped("run", "life.toml", "-q", "-o", "out", "-s", "life.rule=/dev/stdin", text=TABLE)
        line = f"exec {program.PROGRAM} run life.toml -q -o out -s life.rule=<(cat; sleep 0.2)"
        environment = {**os.environ, **program.ENVIRONMENT, **program.alone()}
        done = subprocess.run(["bash", "-c", line], cwd=self.folder, env=environment, input=TABLE.encode(), capture_output=True, timeout=60)
        self.assertEqual(done.returncode, DONE, done)
        # Without end, too long, no pattern, and a rule that a pattern's file names.
        with open("/dev/zero", "rb") as zeros:
            for words in (["run", "-"], ["run", "life.toml", "-s", "life.rule=-"], ["run", "life.toml", "-s", "life.density=0", "-s", "life.pattern=-"]):
                result = subprocess.run([program.PROGRAM, *words], cwd=self.folder, env=environment, stdin=zeros, capture_output=True, timeout=60)
                self.assertEqual(result.returncode, USAGE, (words, result))
        for text in ("#" * 70000, "nothing\n", ""):
            self.piped("run", "-", text=text, status=USAGE)
        self.write("evil.rle", "x = 3, y = 3, rule = /dev/stdin\nbob$2bo$3o!\n")
        self.assertIn(b"evil.rle:1:22", self.piped("run", "evil.rle", text=TABLE, status=USAGE).stderr)

    def test_report_to_standard_output(self):
        for name in ("-", "/dev/stdout"):
            done = self.piped("run", "heat.toml", "-o", "out", "--report", name)
            self.assertEqual(json.loads(done.stdout)["simulation"], "heat")
            self.assertIn(b"fingerprint", done.stderr)
        self.piped("run", "heat.toml", "-o", "out", "--report", "/dev/null")
        self.assertTrue(os.path.exists("/dev/stdout") and os.path.islink("/dev/stdout"))

    def test_picture_that_unpacks_to_more(self):
        """Refused by its header: the pixels would take 4 GB of this limit of less."""
        self.write("bomb.png", png(32768, 32768))
        self.assertLess((self.folder / "bomb.png").stat().st_size, 200000)
        result = self.ended("run", "life.toml", "-s", 'initial.cells="bomb.png"', "-s", "life.density=0", limits="ulimit -v 1500000;",
                            env={"OMP_NUM_THREADS": "1"}, status=USAGE)
        self.assert_one_message(result, "32768 x 32768 pixels")

    def test_links_in_place_of_what_is_written(self):
        """Under the final name; test_planted.py has the temporary ones."""
        self.ended("run", "heat.toml", "-o", "ready", "-s", "output.every=1", status=DONE)
        names = {"p.png": ["render", "ready/heat.00000004.h5", "-o"], "p.ppm": ["render", "ready/heat.00000004.h5", "-o"],
                 "p.gif": ["render", "ready", "-o"], "r.json": ["run", "heat.toml", "-q", "-o", "out", "--report"],
                 "e.svg": ["bench", "explain", "heat.toml", "-o"]}
        self.write("precious", "the only copy\n")
        for name, words in names.items():
            for target in ("precious", "nowhere"):
                (self.folder / "to").mkdir(exist_ok=True)
                os.symlink(f"../{target}", self.folder / "to" / name)
                self.ended(*words, f"to/{name}", status=DONE)
                self.assertEqual((self.folder / "precious").read_text(), "the only copy\n")
                self.assertFalse((self.folder / "nowhere").exists())
                self.assertEqual(names_in(self.folder / "to"), [name])
                self.assertFalse((self.folder / "to" / name).is_symlink())
                (self.folder / "to" / name).unlink()

    def test_folders_that_are_links(self):
        """Of the user they are followed and named; of somebody else they are refused."""
        saves = ["-s", "checkpoint.every=2", "-s", "output.frames=2"]
        for inner in ("checkpoints", "frames"):
            (self.folder / "scratch" / inner).mkdir(parents=True)
            (self.folder / "out").mkdir(exist_ok=True)
            os.symlink(f"../scratch/{inner}", self.folder / "out" / inner)
        os.symlink("out", self.folder / "leads")
        self.ended("run", "heat.toml", "-o", "leads", *saves, status=DONE)
        self.assertIn("checkpoints/heat.00000004.h5", names_in(self.folder / "scratch"))
        self.assertIn("frames/heat.00000004.png", names_in(self.folder / "scratch"))
        said = (self.folder / "out" / "log.txt").read_text()
        plan = self.ended("check", "heat.toml", "-o", "leads/", *saves, status=DONE).out
        for sentence in ("leads leads to out", "leads/checkpoints leads to ../scratch/checkpoints", "leads/frames leads to ../scratch/frames"):
            self.assertIn(sentence, said)
            self.assertIn(sentence, plan)
        if os.geteuid() != 0:
            return
        for link in ("leads", "out/checkpoints", "out/frames"):
            os.lchown(self.folder / link, 12345, 12345)
            result = self.ended("run", "heat.toml", "-o", "leads", *saves, "--overwrite", status=FILE)
            self.assert_one_message(result, "of another user, number 12345")
            self.ended("check", "heat.toml", "-o", "leads", status=FILE)
            os.lchown(self.folder / link, 0, 0)


if __name__ == "__main__":
    main()
