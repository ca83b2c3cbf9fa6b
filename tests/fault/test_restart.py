"""What a restart makes of checkpoints that are damaged, missing or of another input: the older one is taken and that is said, or the run
is refused; it never goes on from something else. HALOGRID_FLIPS sets how many bits are flipped (the nightly run: 500)."""
import os
import re
import shutil

import h5py
import numpy

from campaign import CampaignCase, dice_of
from fault import DONE, FILE, USAGE, VERIFICATION, main

import cells  # of the folder that fault adds

FLIPS = int(os.environ.get("HALOGRID_FLIPS", "40"))
SMALL = {
    "soup": '[run]\nsimulation = "life"\nsteps = 60\nseed = 3\n[grid]\nsize = [64, 48]\n[output]\nevery = 20\n'
            '[checkpoint]\nevery = 20\nkeep = 5\n[life]\ndensity = 0.4\n',
    "warm": '[run]\nsimulation = "heat"\nsteps = 60\nseed = 3\n[grid]\nsize = [40, 30]\n[output]\nevery = 20\n'
            '[checkpoint]\nevery = 20\nkeep = 5\n[heat]\ninitial = "random"\nalpha = 0.001\n',
}


def table_checksum(file, field):
    """docs/format.md: of a field's table of fingerprints, with step, time and size."""
    dataset, table = file[field], file[f"halogrid/fingerprint/{field}"][()].reshape(-1)
    size = [*reversed(dataset.shape), 1][:3]
    size[0] = int(dataset.attrs.get("cells_per_row", size[0]))
    heading = numpy.array([file.attrs["step"], numpy.float64(file.attrs["time"]).view("u8"), *size], "u8")
    number = numpy.concatenate([numpy.arange(1, table.size + 1), -numpy.arange(5)]).astype("u8")  # index + 1, modulo 2^64
    with numpy.errstate(over="ignore"):
        key = number * numpy.uint64(0x9E3779B97F4A7C15)
        key += numpy.uint64((int(dataset.attrs["field_number"]) + 1) * 0xD1B54A32D192ED03 & cells.MASK)
        return int(cells.scrambled(key + numpy.concatenate([table, heading])).sum(dtype="u8"))


def claim(path, step, time):
    """Gives a checkpoint another step and time, and all checksums that go with them: a file that is good, and lies."""
    with h5py.File(path, "r+", libver="latest") as file:
        fields = sorted((name for name in file if name != "halogrid"), key=lambda name: file[name].attrs["field_number"])
        if [int(value) for value in file["halogrid/checksum"]] != [table_checksum(file, name) for name in fields]:
            raise AssertionError(f"{path}: its checksums are not those of docs/format.md")
        file.attrs.modify("step", numpy.int64(step))
        file.attrs.modify("time", numpy.float64(time))
        file["halogrid/checksum"][...] = numpy.array([table_checksum(file, name) for name in fields], "u8")


class Restart(CampaignCase):
    def setUp(self):
        super().setUp()
        for name, text in SMALL.items():
            self.write(f"{name}.toml", text)
            # What a run leaves that was killed after step 45: checkpoints of 20 and 40.
            shutil.copytree(self.folder / self.straight(name), self.folder / f"{name}_part")
            for file in ("report.json", "log.txt", f"{name}.png", f"{name}.vtkhdf", f"{name}.xmf", f"{name}.00000060.h5",
                         f"checkpoints/{name}.00000060.h5"):
                (self.folder / f"{name}_part" / file).unlink()

    def part(self, name, to):
        """A fresh copy of the part that was done; its checkpoints, the older one first."""
        shutil.copytree(self.folder / f"{name}_part", self.folder / to)
        return [self.folder / to / "checkpoints" / f"{name}.{step:08}.h5" for step in (20, 40)]

    def resumed(self, name, to, *more, **how):
        return self.ended("run", f"{name}.toml", "-o", to, "--progress", "none", "--restart", *more, seconds=60, **how)

    def test_whole_checkpoints(self):
        for name in SMALL:
            for ranks in (1, 2, 3, 4, 6):
                with self.subTest(name=name, ranks=ranks):
                    to = f"{name}_{ranks}"
                    self.part(name, to)
                    result = self.resumed(name, to, ranks=ranks, status=DONE)
                    self.assertIn("going on from step 40", result.out + result.err)
                    self.assertNotIn("is not used", result.err)
                    self.assert_as_straight(name, to)

    def test_the_newest_is_damaged_or_cut(self):
        damages = {
            "cut": lambda good: good[:-100],
            "short": lambda good: good[:300],
            "empty": lambda good: b"",
            "zeros": lambda good: bytes(len(good)),
            "cells": lambda good: good[:-40] + bytes(byte ^ 255 for byte in good[-40:-30]) + good[-30:],
            "text": lambda good: b"hello\n" * 500,
        }

        def check(name, damage, ranks):
            to = f"{name}_{damage}"
            older, newer = self.part(name, to)
            newer.write_bytes(damages[damage](newer.read_bytes()))
            result = self.resumed(name, to, ranks=ranks, status=DONE)
            self.assertRegex(result.err, rf"warning: the checkpoint .*{name}.00000040.h5 is not used: .")
            self.assertIn("going on from step 20", result.out + result.err)
            self.assert_as_straight(name, to)
        self.side_by_side(check, [(name, damage, 1 + number % 3) for name in SMALL for number, damage in enumerate(damages)])

    def test_both_are_damaged(self):
        for ranks in (1, 3):
            with self.subTest(ranks=ranks):
                to = f"both_{ranks}"
                for file in self.part("warm", to):
                    file.write_bytes(file.read_bytes()[:-1000])
                before = self.series(to)
                result = self.resumed("warm", to, ranks=ranks, status=VERIFICATION)
                self.assertRegex(result.err, r"error: none of the 2 checkpoints of warm verifies")
                self.assertEqual(self.series(to), before)
                self.verify_all_snapshots(to)

    def verify_all_snapshots(self, to):
        self.ended("verify", *(f"{to}/{file}" for file in self.series(to)), status=DONE)

    def test_bits_flipped(self):
        """A flipped bit of either checkpoint: the run ends in the right state or refuses."""
        dice, outcomes, cases = dice_of(21), {"fell back": 0, "refused": 0, "right": 0}, []
        for number in range(FLIPS):
            name, which, alone = list(SMALL)[number % 2], int(number // 4 % 4 != 0), number // 2 % 2 == 0  # one in four: the older one
            size = (self.folder / f"{name}_part" / "checkpoints" / f"{name}.{(20, 40)[which]:08}.h5").stat().st_size
            # Half of the flips in the first 3000 bytes, where the structure is.
            cases.append((number, name, which, alone, dice.randrange(8 * (size if number // 16 % 2 else min(size, 3000)))))

        def check(number, name, which, alone, bit):
            to = f"flip{number}"
            files = self.part(name, to)
            if alone:
                files[1 - which].unlink()
            data = bytearray(files[which].read_bytes())
            data[bit // 8] ^= 1 << bit % 8
            files[which].write_bytes(data)
            result = self.resumed(name, to, status=(DONE, USAGE, FILE, VERIFICATION), limits="ulimit -v 3000000;",
                                  env={"OMP_NUM_THREADS": "1"})
            if result.status == DONE:
                self.assert_as_straight(name, to)
                outcomes["fell back" if "is not used" in result.err else "right"] += 1
            else:
                self.assertIn(": error: ", result.err, f"bit {bit}\n{result}")
                outcomes["refused"] += 1
            shutil.rmtree(self.folder / to)
        self.side_by_side(check, cases)
        print(f"bits flipped in checkpoints: {FLIPS}, {outcomes}; none ended in a wrong state")

    def test_one_step_off_is_seen(self):
        """A checkpoint that is good in every checksum but holds the cells of the step before the one that it claims is taken, for
        nothing can tell; what comes of it does not pass for a run straight through. With the right cells it does."""
        for name in SMALL:
            before = f"{name}_before"
            self.ended("run", f"{name}.toml", "-o", before, "--steps", "39", "--progress", "none", status=DONE)
            for off in (0, 1):
                with self.subTest(name=name, off=off):
                    to = f"{name}_off{off}"
                    newest = self.part(name, to)[1]
                    with h5py.File(newest, "r") as file:
                        time = file.attrs["time"]
                    if off:
                        shutil.copy(self.folder / before / "checkpoints" / f"{name}.00000039.h5", newest)
                    claim(newest, 40, time)
                    self.assertIn("good, step 40", self.ended("verify", newest, status=DONE).out)
                    result = self.resumed(name, to, ranks=2, status=DONE)
                    self.assertIn("going on from step 40", result.out + result.err)
                    self.assertNotIn("is not used", result.err)
                    if off == 0:
                        self.assert_as_straight(name, to)
                        continue
                    with self.assertRaisesRegex(AssertionError, rf"{name}\.000000[46]0\.h5 and .* differ"):
                        self.assert_as_straight(name, to)
                    straight = self.report(self.straight(name))
                    self.assertEqual(self.report(to)["steps"], straight["steps"])
                    self.assertNotEqual(self.report(to)["fingerprint"], straight["fingerprint"])

    def test_what_is_asked_for_contradicts(self):
        self.part("warm", "out")
        before = {file: (self.folder / "out" / file).read_bytes() for file in self.series("out")}
        for words, sentence, status in (
                (["-s", "heat.alpha=0.0011"], r"heat.alpha = 0.0011.*, but the checkpoint .* was made with 0.001", USAGE),
                (["-s", "run.seed=4"], "run.seed = 4, but the checkpoint", USAGE),
                (["-s", "grid.size=[40,31]"], "grid.size = .* but the checkpoint", USAGE),
                (["-s", 'grid.boundary="dead"'], "grid.boundary", USAGE), (["-s", "run.precision=single"], "run.precision", USAGE),
                (["--steps", "30"], "is of step 40, and this run goes from step 0 to 30", USAGE)):
            for ranks in (1, 2):
                with self.subTest(words=words, ranks=ranks):
                    self.assert_one_message(self.resumed("warm", "out", *words, ranks=ranks, status=status), sentence)
        result = self.ended("run", "warm.toml", "-o", "out", ranks=2, status=USAGE)
        self.assert_one_message(result, "holds 2 checkpoints of warm, the newest .*warm.00000040.h5")
        self.assertRegex(result.err, "hint: .*--restart.*--overwrite")
        self.assert_one_message(self.ended("run", "warm.toml", "-o", "out", "--restart", "none.h5", ranks=2, status=USAGE))
        self.assertEqual({file: (self.folder / "out" / file).read_bytes() for file in self.series("out")}, before)
        # What may change: where and how often it writes, ranks, depth, layout, threads, more steps.
        self.resumed("warm", "out", "-s", "decomposition.depth=2", "-s", "decomposition.ranks=[2,2]", "-s", "run.threads=1", ranks=4,
                     status=DONE)
        self.assert_as_straight("warm", "out")

    def test_another_cadence(self):
        """Snapshots that a run with another cadence would not have are gone behind the checkpoint, and none is missing."""
        self.part("warm", "out")
        self.resumed("warm", "out", "-s", "output.every=15", "--steps", "75", ranks=2, status=DONE)
        self.assertEqual([int(re.search(r"\.(\d+)\.h5", file)[1]) for file in self.series("out")], [0, 20, 40, 45, 60, 75])
        self.verify_all("out")

    def test_nothing_to_go_on_from(self):
        result = self.ended("run", "warm.toml", "-o", "new", "--restart", "--progress", "none", ranks=2, status=DONE)
        self.assertIn("starting at the beginning", result.out + result.err)
        self.assert_as_straight("warm", "new")


if __name__ == "__main__":
    main()
