"""Full disks and read-only disks, which need mounts of their own: one message with status 3, no file under a final name that
does not verify, what was there before untouched, no hang and no signal."""
import contextlib
import os
import subprocess

import h5py

import fault
from fault import DONE, FILE, Case, main, names_in, wait_until

HEAT = '[run]\nsimulation = "heat"\nsteps = 4\n[grid]\nsize = [400, 300]\n[output]\nevery = 1\n[heat]\ninitial = "random"\n'
LIFE = '[run]\nsimulation = "life"\nsteps = 4\n[grid]\nsize = [3000, 2000]\n[output]\nevery = 1\ncompress = "bits"\n[life]\ndensity = 0.4\n'
PIXELS = '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [900, 600]\n[mandelbrot]\nmax_iter = 50\n'
LONG = HEAT.replace("steps = 4", "steps = 10000").replace("every = 1", "every = 500").replace("[heat]", "[checkpoint]\nevery = 750\n[heat]")
# KiB of the disk. A snapshot of HEAT is 939 KiB, one of LIFE 753, one of PIXELS 2111: nothing fits, part of one, one to four of five.
SIZES = {"heat": (24, 600, 1100, 2500, 4200), "life": (24, 400, 900, 2000, 3200), "pixels": (24, 300, 1000, 1900, 2105)}
INPUTS = {"heat": HEAT, "life": LIFE, "pixels": PIXELS}
EXT4_OVERHEAD = 1200


def shell(*words, **more):
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, **more)


class FullDisk(Case):
    count = 0

    def mount_tmpfs(self, kilobytes, options=""):
        return self.mounted("-t", "tmpfs", "-o", f"size={kilobytes}k{options}", "tmpfs")

    def mount_ext4(self, kilobytes, options="", features=()):
        image = self.folder / f"image{FullDisk.count}"
        with open(image, "wb") as file:
            file.truncate((kilobytes + EXT4_OVERHEAD) * 1024)
        made = shell("mkfs.ext4", "-q", "-F", "-m", 0, "-N", 64, "-J", "size=1", *features, image)
        self.assertEqual(made.returncode, 0, made.stderr)
        return self.mounted("-o", "loop" + options, image)

    def mounted(self, *words):
        FullDisk.count += 1
        where = self.folder / f"disk{FullDisk.count}"
        where.mkdir()
        done = shell("mount", *words, where)
        if done.returncode != 0:
            self.skipTest("cannot be mounted here: " + done.stderr.strip().split("\n")[0])
        self.addCleanup(shell, "umount", "-l", where)
        return where

    def free_kilobytes(self, where):
        status = os.statvfs(where)
        return status.f_bavail * status.f_frsize // 1024

    def fill_up_to(self, where, kilobytes):
        """Takes space away until no more than that is free. A run that writes meanwhile may be quicker with the last of it."""
        piece = b"\1" * 16384
        with open(where / "ballast", "wb", buffering=0) as file, contextlib.suppress(OSError):
            while self.free_kilobytes(where) > kilobytes:
                file.write(piece[: max(1, self.free_kilobytes(where) - kilobytes) * 1024])

    def full(self, where, kind, kilobytes, ranks, env=None):
        """A run on a disk that holds less than its output."""
        self.write("in.toml", INPUTS[kind])
        (where / "mine.txt").write_text("mine\n")
        to = where.name + "/out"
        self.fill_up_to(where, kilobytes)
        result = self.ended("run", "in.toml", "-o", to, "--progress", "none", ranks=ranks, seconds=120, env=env)
        what = f"{kind} on {ranks} ranks, {kilobytes} KiB free at first\n{result}"
        self.assertEqual(result.status, FILE, what)
        self.assert_one_message(result)
        self.assertRegex(result.err, "No space left on device|cannot be made|HDF5", what)
        self.assertIn("hint: ", result.err)
        self.assertEqual((where / "mine.txt").read_text(), "mine\n")
        if (where / "out").exists():
            self.verify_all(to)
            self.assertFalse([name for name in names_in(where / "out") if name.endswith(".part") or "lock" in name], what)
        return len(self.final_files(to)) if (where / "out").exists() else 0

    def test_five_sizes_of_two_file_systems(self):
        written, runs = 0, 0
        for mount in (self.mount_tmpfs, self.mount_ext4):
            for kind, sizes in SIZES.items():
                for number, kilobytes in enumerate(sizes):
                    ranks = (1, 2, 4, 8)[(number + runs) % 4]
                    with self.subTest(mount=mount.__name__, kind=kind, kilobytes=kilobytes, ranks=ranks):
                        written += self.full(mount(kilobytes + 64), kind, kilobytes, ranks)
                    runs += 1
        # The larger ones hold some of the series.
        self.assertGreater(written, 10)
        print(f"full disks: {runs} runs, {written} whole snapshots on them")

    def test_every_rank_count_and_both_input_output_layers(self):
        for ranks in (1, 2, 4, 8):
            for layer in ("ompio", "romio321"):
                with self.subTest(ranks=ranks, layer=layer):
                    self.assertEqual(self.full(self.mount_tmpfs(2600), "heat", 2500, ranks, env={"OMPI_MCA_io": layer}), 2)

    def test_space_comes_back(self):
        """The folder of a run that failed is good for the next one."""
        where = self.mount_tmpfs(6000)
        self.assertLess(self.full(where, "heat", 2000, 2), 5)
        (where / "ballast").unlink()
        self.ended("run", "in.toml", "-o", where.name + "/out", ranks=3, status=DONE)
        self.assertEqual(self.verify_all(where.name + "/out"), 5)

    def test_a_disk_that_fills_up_and_is_freed(self):
        """Full during the run: status 3, and on from the newest checkpoint once there is space. Then the same, going on without files."""
        self.write("in.toml", LONG)
        self.ended("run", "in.toml", "-o", "straight", "--progress", "none", status=DONE)
        for ranks in (1, 2, 4):
            where = self.mount_tmpfs(40000)
            to = where.name + "/out"
            with self.subTest(ranks=ranks):
                job = self.job("run", "in.toml", "-o", to, "--progress", "none", ranks=ranks)
                self.assertTrue(wait_until(lambda: (where / "out" / "checkpoints" / "in.00001500.h5").exists(), 60), str(job.output()))
                self.fill_up_to(where, 300)
                result = job.wait(60)
                self.assertEqual(result.status, FILE, str(result))
                self.assert_one_message(result, "No space left on device")
                self.verify_all(to)
                (where / "ballast").unlink()
                self.ended("run", "in.toml", "-o", to, "--progress", "none", "--restart", ranks=ranks % 4 + 1, status=DONE)
                self.assertEqual(self.verify_all(to), 21 + 2)  # snapshots, and the checkpoints that are kept
                for name in names_in(self.folder / "straight"):
                    if name.endswith(".h5"):
                        self.assert_same_bytes(f"{to}/{name}", f"straight/{name}")

    def test_going_on_without_a_snapshot(self):
        self.write("in.toml", LONG)
        for ranks in (1, 3):
            where = self.mount_tmpfs(40000)
            to = where.name + "/out"
            with self.subTest(ranks=ranks):
                job = self.job("run", "in.toml", "-o", to, "--progress", "none", "-s", "output.on_error=continue", ranks=ranks)
                self.assertTrue(wait_until(lambda: (where / "out" / "checkpoints" / "in.00001500.h5").exists(), 60), str(job.output()))
                self.fill_up_to(where, 300)
                self.assertTrue(wait_until(lambda: "checkpoint of step" in job.output().err and "snapshot" in job.output().err, 60),
                                str(job.output()))
                (where / "ballast").unlink()
                result = job.wait(90)
                self.assertEqual(result.status, DONE, str(result))
                self.assertRegex(result.err, "warning: .*checkpoint of step .* was not written: .*No space left on device")
                # It misses what the disk did not take, has what came after, and names both in its masters.
                files = [name for name in self.final_files(to) if "/checkpoints/" not in name]
                self.assertLess(len(files), 21)
                self.assertIn(f"{to}/in.00010000.h5", files)
                self.verify_all(to)
                with h5py.File(where / "out" / "in.vtkhdf", "r") as master:
                    self.assertEqual(len(master["VTKHDF/Steps/Values"]), len(files))

    def test_read_only(self):
        self.write("in.toml", HEAT)
        for mount in (self.mount_tmpfs, self.mount_ext4):
            where = mount(6000)
            self.ended("run", "in.toml", "-o", where.name + "/old", status=DONE)
            before = names_in(where)
            self.assertEqual(shell("mount", "-o", "remount,ro", where).returncode, 0)
            for ranks in (1, 2, 4, 8):
                for to in ("new", "old"):
                    with self.subTest(mount=mount.__name__, ranks=ranks, to=to):
                        result = self.ended("run", "in.toml", "-o", f"{where.name}/{to}", ranks=ranks, status=FILE)
                        self.assert_one_message(result, "Read-only file system")
                        self.assertIn("hint: ", result.err)
            self.assertEqual(names_in(where), before)
            self.verify_all(where.name + "/old")

    def test_no_more_files(self):
        """A file system may be out of files before it is out of space."""
        self.write("in.toml", HEAT)
        where = self.mount_tmpfs(60000, ",nr_inodes=6")
        result = self.ended("run", "in.toml", "-o", where.name + "/out", ranks=2, status=FILE)
        self.assert_one_message(result, "No space left on device")
        self.verify_all(where.name + "/out")


if __name__ == "__main__":
    fault.in_mounts_of_its_own()
    main()
