"""Things that someone put where halogrid writes: links are never followed to what they lead to, and no name leaves the output folder."""
import os

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
        names = ["in.00000004.h5", ".in.00000004.h5.part", ".in.vtkhdf.part", ".in.xmf.part", "in.vtkhdf", "in.xmf", "in.png",
                 ".in.png.part", "report.json", ".report.json.part", "log.txt", "checkpoints/.in.00000004.h5.part"]

        def check(name, link, ranks):
            to = self.folder / f"{link.__name__}_{ranks}_{name.strip('.').replace('/', '_')}"
            (to / "checkpoints").mkdir(parents=True)
            if link is os.symlink:
                link("../../precious" if "/" in name else "../precious", to / name)
            else:
                link(self.folder / "precious", to / name)
            self.ended("run", "in.toml", "-o", to.name, "--progress", "none", ranks=ranks, status=DONE)
            self.assert_untouched()
            self.assertEqual(self.verify_all(to.name), 5)
            self.assertFalse([file for file in names_in(to) if (to / file).is_symlink()])
        self.side_by_side(check, [(name, os.symlink, 1) for name in names] + [(name, os.link, 1) for name in names[:3] + names[-1:]] +
                          [(names[1], os.symlink, 3), (names[-1], os.symlink, 3)])
        self.assertEqual((self.folder / "precious").stat().st_nlink, 1)

    def test_links_to_nowhere_and_to_themselves(self):
        for target in ("nowhere", ".in.00000004.h5.part", "/proc/1/mem", "../elsewhere/new"):
            with self.subTest(target=target):
                to = self.folder / f"out_{target.replace('/', '_')}"
                to.mkdir()
                os.symlink(target, to / ".in.00000004.h5.part")
                self.ended("run", "in.toml", "-o", to.name, "--progress", "none", status=DONE)
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
