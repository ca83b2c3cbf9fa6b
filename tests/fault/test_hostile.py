"""HDF5 files of strangers (hostile.py) in every place where halogrid reads one: refused with one message in little time and memory,
with nothing followed, nothing written and no crash."""
import os
import shutil
import unittest

import h5py

import hostile
from fault import DONE, FILE, USAGE, VERIFICATION, Case, main, names_in, program

INPUT = '[run]\nsimulation = "heat"\nsteps = 8\n[grid]\nsize = [24, 18]\n[output]\nevery = 4\n'
FROM_ARRAY = INPUT + '[initial]\ntemperature = "bad.h5:/temperature"\n'
# Address space, in KiB; a run of this grid takes a third of it.
LIMIT = "ulimit -v 3000000;"
REFUSED = (USAGE, FILE, VERIFICATION)
OTHER_KINDS = ("folder", "pipe", "device", "endless_link", "dangling_link")


class Hostile(Case):
    @classmethod
    def setUpClass(cls):
        if h5py.version.hdf5_version_tuple < (1, 10):
            raise unittest.SkipTest("HDF5 of Python is older than 1.10")

    def setUp(self):
        super().setUp()
        self.write("in.toml", INPUT)
        self.ended("run", "in.toml", "-o", "out", status=DONE)
        (self.folder / "files").mkdir()
        self.bad = hostile.make(self.folder / "files", self.folder / "out" / "in.00000004.h5")

    def refused(self, name, line, cwd, may_pass=False, **more):
        """One message, status 2, 3 or 4, and no new file; or, where that is allowed, a run that ends well."""
        before = [path for path in names_in(cwd) if not (cwd / path).is_dir()]
        result = self.ended(*line, cwd=cwd, limits=LIMIT, seconds=40, env={"OMP_NUM_THREADS": "1"}, **more)
        if may_pass and result.status == DONE:
            return result
        self.assertIn(result.status, REFUSED, f"{name}\n{result}")
        self.assert_one_message(result)
        self.assertLess(len(result.err), 2000, f"{name}\n{result}")
        self.assertEqual([path for path in names_in(cwd) if not (cwd / path).is_dir()], before, f"{name}\n{result}")
        return result

    def some(self, which, *always):
        """Of the bad files every third, another third in each of three places, and those of `always`; nightly all of them. The reader is
        one and the same, and test_verify gives it all of them."""
        return [(name,) for number, name in enumerate(self.bad) if program.WHOLE or number % 3 == which or name in always]

    def place(self, name, *words):
        """A folder of its own with the bad file as bad.h5 (or another name in it) and the input files."""
        folder = self.folder / "_".join([*words, name])
        folder.mkdir()
        (folder / "in.toml").write_text(INPUT)
        (folder / "from.toml").write_text(FROM_ARRAY)
        shutil.copy(self.folder / "files" / "good.h5", folder / "good.h5")
        return folder

    def bring(self, name, to):
        """Copies the bad file, links as links and pipes as pipes."""
        source = self.bad[name]
        to.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink():
            os.symlink(to.name if name == "endless_link" else os.readlink(source), to)
        elif source.is_dir():
            to.mkdir()
        elif name == "pipe":
            os.mkfifo(to)
        else:
            shutil.copy(source, to)

    def test_verify(self):
        """All in one call: what one of them leaves behind must not help the next."""
        there = [name for name in self.bad if name not in OTHER_KINDS]
        result = self.ended("verify", "files/good.h5", *(f"files/{name}.h5" for name in there), "files/good.h5", limits=LIMIT)
        self.assertEqual(result.status, VERIFICATION, str(result))
        self.assertEqual(result.out.count("files/good.h5: good, step 4"), 2, str(result))
        said = {line.split(": error: ")[0] for line in result.err.split("\n") if ": error: " in line}
        # This one is a good file with one more name in it.
        self.assertEqual({name for name in there if f"files/{name}.h5" not in said},
                         {"cycle"})

        def check(name):
            self.refused(name, ["verify", f"files/{name}.h5"], self.folder)
        self.side_by_side(check, [(name,) for name in OTHER_KINDS])

    def test_render(self):
        def check(name):
            folder = self.place(name, "render")
            self.bring(name, folder / "bad.h5")
            self.refused(name, ["render", "bad.h5", "-o", "p.png"], folder,
                         may_pass=name in hostile.SNAPSHOT or name == "other_size")
        self.side_by_side(check, self.some(0))

    def test_initial(self):
        def check(name):
            folder = self.place(name, "initial")
            self.bring(name, folder / "bad.h5")
            self.refused(name, ["run", "from.toml", "-o", "new"], folder, may_pass=name in hostile.SNAPSHOT,
                         ranks=2 if name == "virtual" else 1)
        # This one reads nothing but the field.
        self.side_by_side(check, self.some(1, *hostile.DATASET))

    def check_right(self, folder, name):
        """A run that was not refused ends as a run straight through."""
        right = (self.folder / "out" / "in.00000008.h5").read_bytes()
        self.assertTrue((folder / "new" / "in.00000008.h5").read_bytes() == right, f"{name} was taken, and the state is wrong")

    def test_restart(self):
        def check(name):
            folder = self.place(name, "restart")
            self.bring(name, folder / "bad.h5")
            result = self.refused(name, ["run", "in.toml", "-o", "new", "--restart", "bad.h5", "--progress", "none"], folder, may_pass=True,
                                  ranks=3 if name in ("virtual", "huge_2_60", "text", "step_last") else 1)
            if result.status == DONE:
                self.check_right(folder, name)
                taken.append(name)
        taken = []
        self.side_by_side(check, self.some(2, "cycle", "virtual", "huge_2_60", "text", "step_last"))
        self.assertEqual(taken, ["cycle"])

    def test_planted_as_the_newest_checkpoint(self):
        """The run says that it does not use it and goes on from the older one, or refuses; it never ends in another state."""
        self.ended("run", "in.toml", "-o", "older", "-s", "checkpoint.every=2", "--steps", "2", status=DONE)

        def check(name):
            folder = self.place(name, "planted")
            checkpoints = folder / "new" / "checkpoints"
            checkpoints.mkdir(parents=True)
            shutil.copy(self.folder / "older" / "checkpoints" / "in.00000002.h5", checkpoints)
            self.bring(name, checkpoints / "in.00000004.h5")
            result = self.ended("run", "in.toml", "-o", "new", "--restart", "--progress", "none", cwd=folder, limits=LIMIT, seconds=40,
                                env={"OMP_NUM_THREADS": "1"}, status=(DONE, *REFUSED))
            if result.status == DONE:
                self.check_right(folder, name)
                self.assertEqual("is not used" in result.err, name != "cycle", str(result))
                fell_back.append(name)
            else:
                self.assertIn(": error: ", result.err, str(result))
                self.assertFalse((folder / "new" / "in.00000008.h5").exists())
        fell_back, tried = [], self.some(0, "cycle")
        self.side_by_side(check, tried)
        self.assertGreater(len(fell_back), len(tried) * 3 // 4)


if __name__ == "__main__":
    main()
