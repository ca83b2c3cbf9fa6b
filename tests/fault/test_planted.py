"""Things that someone put where halogrid writes: links are never followed to what they lead to, what lies under a temporary name and is no
file is refused, and no name leaves the output folder."""
import os
import re

from fault import DONE, FILE, USAGE, Case, main, names_in

INPUT = ('[run]\nsimulation = "life"\nsteps = 8\n[grid]\nsize = [64, 48]\n[output]\nevery = 4\n[checkpoint]\nevery = 4\n'
         '[life]\ndensity = 0.3\n')
PRECIOUS = b"the only copy\n" * 1000


class Planted(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", INPUT)
        self.write("precious", PRECIOUS)
        (self.folder / "elsewhere").mkdir()

    def assert_untouched(self):
        self.assertEqual((self.folder / "precious").read_bytes(), PRECIOUS)
        self.assertEqual(names_in(self.folder / "elsewhere"), [])

    def test_links_in_place_of_files(self):
        """A file takes the place of a link under its final name, and of a second name of a file."""
        finals = ["in.00000004.h5", "in.vtkhdf", "in.xmf", "in.png", "report.json", "log.txt"]

        def check(name, link, ranks):
            to = self.folder / f"{link.__name__}_{ranks}_{name.strip('.').replace('/', '_')}"
            self.plant(to / name, lambda path: link(self.folder / "precious", path))
            self.ended("run", "in.toml", "-o", to.name, "--progress", "none", ranks=ranks, status=DONE)
            self.assert_untouched()
            self.assertEqual(self.verify_all(to.name), 5)
            self.assertFalse([file for file in names_in(to) if (to / file).is_symlink()])
        self.side_by_side(check, [(name, os.symlink, 1) for name in finals] + [(finals[0], os.symlink, 3)] +
                          [(name, os.link, 1) for name in [*finals[:1], *finals[-2:], ".in.00000004.h5.part", ".report.json.part",
                                                           "checkpoints/.in.00000004.h5.part"]])
        self.assertEqual((self.folder / "precious").stat().st_nlink, 1)

    @staticmethod
    def plant(path, make):
        path.parent.mkdir(parents=True, exist_ok=True)
        make(path)

    def assert_refused(self, result, path, kind, status=FILE):
        """By a message that names what lies there, which stays; and its victim is what it was."""
        self.assertEqual(result.status, status, str(result))
        self.assert_one_message(result)
        self.assertRegex(result.err, rf"{re.escape(str(path))}(: error:)? {kind}.*, where a temporary file is made")
        self.assertIn("remove it", result.err)
        self.assertTrue(os.path.lexists(self.folder / path), str(result))
        self.assert_untouched()

    def test_what_lies_under_the_temporary_names_of_a_run(self):
        names = [".in.00000004.h5.part", ".in.vtkhdf.part", ".in.001.vtkhdf.part", ".in.xmf.part", ".in.png.part", ".report.json.part",
                 "checkpoints/.in.00000004.h5.part", "frames/.in.00000004.png.part"]
        kinds = {"is a symbolic link to": lambda path: path.symlink_to(self.folder / "precious"), "is a pipe": os.mkfifo,
                 "is a folder": os.mkdir}
        words = ["run", "in.toml", "-s", "output.frames=4", "--progress", "none", "-o"]

        def check(name, kind, ranks):
            to = f"{kind.split()[-1]}_{ranks}_{name.strip('.').replace('/', '_')}"
            self.plant(self.folder / to / name, kinds[kind])
            self.assert_refused(self.ended(*words, to, ranks=ranks), f"{to}/{name}", kind)
        links, pipe, folder = kinds
        self.side_by_side(check, [(name, links, 1) for name in names] + [(names[0], pipe, 1), (names[5], pipe, 1), (names[-2], folder, 1),
                                                                         (names[5], folder, 1), (names[0], links, 3)])
        # Files that a killed run has left are no such things.
        for name in names:
            self.plant(self.folder / "left" / name, lambda path: path.write_bytes(b"left"))
        self.ended(*words, "left", status=DONE)
        self.assertEqual([name for name in names_in(self.folder / "left") if name.endswith(".part")], [])

    def test_what_lies_under_other_temporary_names(self):
        self.ended("run", "in.toml", "-o", "ref", "--progress", "none", status=DONE)
        cases = [("p.png", ["render", "ref", "-o"]), ("p.gif", ["render", "ref", "-o"]), ("p.ppm", ["render", "ref", "-o"]),
                 ("p.rle", ["render", "ref", "-o"]), ("p.svg", ["bench", "explain", "in.toml", "-o"]),
                 ("p.json", ["run", "in.toml", "-o", "with_report", "--report"])]

        def check(name, words):
            self.plant(self.folder / "d" / f".{name}.part", lambda path: path.symlink_to("../precious"))
            result = self.ended(*words, f"d/{name}")
            self.assert_refused(result, f"d/.{name}.part", "is a symbolic link to ../precious")
            self.assertFalse((self.folder / "d" / name).exists())
        self.side_by_side(check, cases)
        self.plant(self.folder / "viewed" / ".view.token.part", lambda path: path.symlink_to("../precious"))
        result = self.ended("run", "in.toml", "-o", "viewed", "--view-listen", "0")
        self.assert_refused(result, "viewed/.view.token.part", "is a symbolic link to ../precious")
        # A second place never stops a run.
        self.plant(self.folder / "second" / ".in.00000008.h5.part", lambda path: path.symlink_to("../precious"))
        result = self.ended("run", "in.toml", "-o", "two", "-s", "checkpoint.copy=second", "--progress", "none", status=DONE)
        self.assertIn("warning: no checkpoints in the second place second: second/.in.00000008.h5.part", result.err)
        self.assert_untouched()

    def test_links_to_nowhere_and_to_themselves(self):
        for target in ("nowhere", ".in.00000004.h5.part", "/proc/1/mem", "../elsewhere/new"):
            with self.subTest(target=target):
                to = self.folder / f"out_{target.replace('/', '_')}"
                self.plant(to / ".in.00000004.h5.part", lambda path: path.symlink_to(target))
                self.assert_refused(self.ended("run", "in.toml", "-o", to.name, "--progress", "none"), f"{to.name}/.in.00000004.h5.part",
                                    f"is a symbolic link to {target}")

    def test_logs(self):
        """--log names a file of its own: links are replaced and not followed; what would wait for ever is refused."""
        (self.folder / "mine").symlink_to("precious")
        os.mkfifo(self.folder / "pipe")
        words = ["run", "in.toml", "--progress", "none", "-o"]
        self.ended(*words, "log", "--log", "mine", status=DONE)
        self.assertIn("# command: ", (self.folder / "mine").read_text())
        self.assert_one_message(self.ended(*words, "log2", "--log", "pipe", status=FILE), "^pipe: error: is not a regular file")
        self.assertIn("# command: ", self.ended(*words, "log3", "--log", "-", status=DONE).out)
        # One that has another name is left to that, whoever goes on.
        (self.folder / "log" / "log.txt").unlink()
        os.link(self.folder / "precious", self.folder / "log" / "log.txt")
        self.ended(*words, "log", "--restart", "--steps", "16", status=DONE)
        self.assert_untouched()

    def test_a_lock_that_is_a_link(self):
        (self.folder / "out").mkdir()
        lock = self.folder / "out" / ".halogrid.lock"
        for plant in (lambda: os.symlink("../precious", lock), lambda: os.link(self.folder / "precious", lock), lambda: os.mkfifo(lock)):
            plant()
            result = self.ended("run", "in.toml", "-o", "out", ranks=2, status=FILE)
            self.assert_one_message(result, "cannot write into the output folder")
            self.assert_untouched()
            lock.unlink()

    def test_a_checkpoint_that_is_a_link(self):
        """It is read if it is good; removed is the link and not what it leads to."""
        self.ended("run", "in.toml", "-o", "first", "--steps", "4", status=DONE)
        good = (self.folder / "first" / "checkpoints" / "in.00000004.h5").read_bytes()
        self.write("kept.h5", good)
        (self.folder / "out" / "checkpoints").mkdir(parents=True)
        os.symlink("../../kept.h5", self.folder / "out" / "checkpoints" / "in.00000004.h5")
        self.ended("run", "in.toml", "-o", "out", "--restart", "--steps", "16", ranks=2, status=DONE)
        self.assertEqual((self.folder / "kept.h5").read_bytes(), good)
        self.assertEqual([name for name in names_in(self.folder / "out" / "checkpoints")], ["in.00000012.h5", "in.00000016.h5"])

    def test_names_that_would_leave_the_folder(self):
        before = names_in(self.folder)
        names = ["../x", "a/b", "/tmp/halogrid_x", "..", ".", ".hidden", "", "a/../../x", "x" * 300, "/", "./x"]

        def check(number, name):
            result = self.ended("run", "in.toml", "-o", f"out{number}", "-s", f'output.name="{name}"', ranks=1 + number % 2,
                                status=(USAGE, FILE))
            self.assert_one_message(result)
        self.side_by_side(check, list(enumerate(names)))
        self.assertEqual([name for name in names_in(self.folder) if not name.startswith("out")], before)

    def test_names_that_are_odd_but_lawful(self):
        for name in ("a b", "-n", "é", "in.00000004", "*", "%d{}", "x" * 200):
            with self.subTest(name=name):
                self.ended("run", "in.toml", "-o", "lawful", "-s", f'output.name="{name}"', "--overwrite", status=DONE)
                self.assertTrue((self.folder / "lawful" / f"{name}.00000008.h5").is_file())
        self.assertEqual(self.verify_all("lawful"), 7 * 5)


if __name__ == "__main__":
    main()
