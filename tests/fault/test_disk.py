"""What a file system can refuse without being root: a limit on the size of files or on memory, a folder that vanishes, a file or a link
where a folder or a file should be. One message, the right status, earlier files whole, no hang."""
import json
import os
import shutil
import unittest

from fault import DONE, FILE, INTERNAL, USAGE, Case, main, names_in, program, wait_until

# A snapshot of 32 MiB.
INPUT = '[run]\nsimulation = "heat"\nsteps = 3\n[grid]\nsize = [2048, 2048]\n[output]\nevery = 1\n[heat]\ninitial = "random"\n'
SMALL = INPUT.replace("2048, 2048", "96, 64")
RUN = ["run", "in.toml", "--progress", "none"]


class Disk(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", INPUT)
        self.write("small.toml", SMALL)

    def check_refused(self, result, to, sentence, status=FILE):
        self.assertEqual(result.status, status, str(result))
        self.assert_one_message(result, sentence)
        self.assertIn("hint: ", result.err)
        self.verify_all(to)
        parts = [name for name in names_in(self.folder / to) if name.endswith(".part") and (self.folder / to / name).is_file()]
        self.assertEqual(parts, [], str(result))

    def test_a_limit_on_the_size_of_files(self):
        def check(ranks, half_kilobytes):
            to = f"out{ranks}_{half_kilobytes}"
            result = self.ended(*RUN, "-o", to, ranks=ranks, launched=True, limits=f"ulimit -f {half_kilobytes};")
            self.check_refused(result, to, "File too large")
            self.assertEqual(self.final_files(to), [])
        # 65536 half kilobytes are the cells alone: the tables and the heading are what is too much. With 4000 or less not even MPI has
        # the files that it wants, and does without.
        self.side_by_side(check, [(1, 40000), (2, 65536), (4, 30000), (8, 50000), (2, 4000), (3, 100), (1, 100)], most=2)

    def test_a_limit_that_pictures_exceed(self):
        result = self.ended("run", "small.toml", "-o", "out", "--progress", "none", "-s", "output.frames=1", launched=True,
                            limits="ulimit -f 10;")
        self.check_refused(result, "out", "File too large")

    def test_going_on_without_any_snapshot(self):
        """With the last one missing the run is done, but its status says that it is not all there."""
        result = self.ended(*RUN, "-o", "out", "-s", "output.on_error=continue", ranks=2, launched=True, limits="ulimit -f 40000;",
                            status=FILE)
        self.assertEqual(result.err.count("warning: going on without the snapshot of step"), 4, str(result))
        self.assertEqual(self.final_files(), [])
        report = json.loads((self.folder / "out" / "report.json").read_text())
        self.assertEqual(report["missing_snapshots"], [0, 1, 2, 3])

    @unittest.skipIf(program.SANITIZED, "sanitizers need more memory than can be limited")
    def test_a_limit_on_memory(self):
        def check(ranks, kilobytes):
            to = f"out{ranks}_{kilobytes}"
            result = self.ended(*RUN, "-o", to, "-s", "grid.size=[12000, 10000]", ranks=ranks, launched=True,
                                limits=f"ulimit -v {kilobytes};")
            # Refused before the start, or noticed by an allocation, as the limit leaves more or less beside the cells.
            self.assertIn(result.status, (USAGE, INTERNAL), str(result))
            self.assert_one_message(result, "memory")
            self.assertIn("hint: ", result.err)
            self.assertEqual(self.final_files(to) if (self.folder / to).exists() else [], [])
        # 1.9 GB are needed in all, which is less than any machine has that builds halogrid.
        self.side_by_side(check, [(1, 700000), (1, 1500000), (2, 1000000), (4, 700000)])

    def test_something_else_where_a_folder_should_be(self):
        self.write("file", "mine\n")
        os.mkfifo(self.folder / "pipe")
        os.symlink("nowhere", self.folder / "dangling")
        os.symlink("dangling2", self.folder / "dangling2")
        before = names_in(self.folder)

        def check(ranks, to, sentence):
            result = self.ended("run", "small.toml", "-o", to, ranks=ranks, seconds=30, status=FILE)
            self.assert_one_message(result, sentence, place=to)
            self.assertIn("hint: ", result.err)
        self.side_by_side(check, [
            (1, "file", "is not a folder"), (8, "file", "is not a folder"), (2, "file/below/it", "cannot be made"),
            (2, "pipe", "is not a folder"),
            (2, "dangling", "cannot be made"), (2, "dangling2", "cannot be made"), (1, "/proc/halogrid", "cannot be made"),
            (2, "/dev/null", "is not a folder"), (1, "x" * 300, "cannot be made")])
        self.assertEqual(names_in(self.folder), before)
        self.assertEqual((self.folder / "file").read_text(), "mine\n")

    def test_a_folder_that_is_missing_is_made(self):
        self.ended("run", "small.toml", "-o", "a/b/c", ranks=2, status=DONE)
        self.assertEqual(self.verify_all("a/b/c"), 4)

    def test_a_folder_where_a_file_should_be(self):
        def check(name, steps):
            to = f"out_{name}"
            self.write(f"{to}/{name}/inside", "mine\n")
            result = self.ended("run", "small.toml", "-o", to, ranks=2, seconds=30)
            self.check_refused(result, to, "")
            self.assertEqual((self.folder / to / name / "inside").read_text(), "mine\n")
            self.assertEqual(len(self.final_files(to)), steps)
        self.side_by_side(check, [("small.00000002.h5", 2), (".small.00000002.h5.part", 0), ("small.vtkhdf", 1), ("small.xmf", 1),
                                  (".halogrid.lock", 0), ("report.json", 0), ("log.txt", 0), ("small.png", 4)])

    def test_a_folder_that_vanishes_during_the_run(self):
        for ranks in (1, 4):
            with self.subTest(ranks=ranks):
                job = self.job("run", "small.toml", "-o", "gone", "--steps", "100000000", "-s", "output.every=2000",
                               "--progress", "none", ranks=ranks)
                self.assertTrue(wait_until(lambda: (self.folder / "gone" / "small.00002000.h5").exists(), 30))
                while (self.folder / "gone").exists():
                    shutil.rmtree(self.folder / "gone", ignore_errors=True)
                result = job.wait(60)
                self.assertEqual(result.status, FILE, str(result))
                self.assert_one_message(result)
                self.assertFalse((self.folder / "gone").exists())


if __name__ == "__main__":
    main()
