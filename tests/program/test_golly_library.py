"""Golly's own pattern library (package golly): the populations that bgolly finds are the ones that halogrid finds.

Both are given the same file: the pattern as bgolly writes it, on a bounded grid of a size that suits no word. HALOGRID_LIBRARY=all takes
every pattern (./dev nightly), else a few of each kind. What is left out is listed with its reason at the end.
"""
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys

import cells
import program
from program import Case, main

LIBRARY = pathlib.Path(os.environ.get("HALOGRID_GOLLY", "/usr/share/golly"))
EVERYTHING = os.environ.get("HALOGRID_LIBRARY") == "all"
MOST_CELLS = 64_000_000 if EVERYTHING else 2_000_000
MOST_READS = 2e12  # cells looked at: a rule of radius 500 takes hours
# Even: what bgolly says of an odd generation of a rule with B0 is about the inverted grid.
STEPS = 100 if EVERYTHING else 40
SAMPLES = 3
ALGORITHMS = ("QuickLife", "Generations", "Larger than Life", "RuleLoader")
SUFFIX = re.compile(r":([TPKCS])(\d*)")

A_FEW = """
Life-Like/Day-and-Night-gun-and-antigun.rle Life-Like/Morley/growing-ship.rle Life-Like/coral.rle Life-Like/ice-nine.rle
Life-Like/p168-knightship.rle Life-Like/replicator.rle Life-Like/spiral-growth.rle Life-Like/white-whale.rle
Life/Bounded-Grids/agar-p3.rle Life/Bounded-Grids/herringbone-agar-p14.rle Life/Bounded-Grids/lightspeed-bubble.rle
Life/Breeders/spacefiller.rle Life/Guns/period-52-glider-gun.rle Life/Methuselahs/ark1.rle Life/Methuselahs/justyna.rle
Life/Miscellaneous/die658.rle Life/Oscillators/low-period.rle Life/Puffers/puffer-train.rle Life/Rakes/basic-rakes.rle
Life/Signal-Circuitry/heisenburp-46.rle Life/Spaceships/orthogonal.rle Life/Still-Lifes/random.rle Life/Syntheses/make-p11.rle
Non-Totalistic/rr14gun.rle Non-Totalistic/p42-knightship.rle Generations/Delta.rle Generations/Burst.mcl
Larger-than-Life/Bosco.mcl Larger-than-Life/SoldierBugs.rle WireWorld/clocks.mcl
""".split()


class LeftOut(Exception):
    """A pattern that cannot be compared, why, and what shows it."""

    def __init__(self, reason, detail=""):
        super().__init__(reason)
        self.detail = detail


def small_files_only():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 28, 1 << 28))


def bgolly(algorithm, file, generations, every=1, out=None):
    """What bgolly says, or None where the algorithm does not take the file."""
    words = ["bgolly", "-a", algorithm, "-M", "1000", "-s", f"{LIBRARY}/Rules/", "-m", str(generations), "-i", str(every)]
    if out:
        words += ["-o", str(out)]
    try:
        done = subprocess.run([*words, str(file)], capture_output=True, text=True, timeout=150, preexec_fn=small_files_only)
    except subprocess.TimeoutExpired:
        raise LeftOut("bgolly takes too long") from None
    return done.stdout if done.returncode == 0 else None


def converted(source, to):
    """The pattern as bgolly reads it, written as RLE: (width, height, rule, rows)."""
    macrocell = source.name.endswith((".mc", ".mc.gz"))
    for algorithm in ("HashLife", "RuleLoader") if macrocell else ALGORITHMS:
        if bgolly(algorithm, source, 0, out=to) is None or not to.exists():
            continue
        header, rows = to.read_text().split("\n", 1)
        found = re.match(r"x = (\d+), y = (\d+), rule = (.*)", header)
        return int(found[1]), int(found[2]), found[3], rows
    raise LeftOut("bgolly does not write it as RLE of reasonable size")


def bounded(rule, width, height, number):
    """The rule with a bounded grid: the pattern's own, or a torus or plane a little larger than the pattern, of any width."""
    suffix = SUFFIX.search(rule)
    if suffix:
        return rule
    reach = int(re.match(r"R(\d+)", rule)[1]) if re.match(r"R\d", rule) else 1
    margin = 37 + number % 29 + 4 * reach
    return f"{rule}:{'T' if number % 2 or 'B0' in rule else 'P'}{width + margin},{height + margin + number % 3}"


def check_size(rule, width, height):
    sides = [int(side) for side in re.findall(r"\d+", rule.split(":")[1])] if ":" in rule else [width, height]
    if 0 in sides:
        raise LeftOut("its grid has an endless side")
    count = sides[0] * sides[-1]
    if count > MOST_CELLS:
        raise LeftOut(f"larger than {MOST_CELLS // 1000000} million cells")
    reach = int(re.match(r"R(\d+)", rule)[1]) if re.match(r"R\d", rule) else 1
    if count * (2 * reach + 1)**2 * STEPS * SAMPLES > MOST_READS:
        raise LeftOut("its rule looks at too many cells")


def must_be_known(rule):
    """Rules that halogrid has: birth and survival of two states, on the grids that it has."""
    return re.fullmatch(r"[Bb]?[0-8]*/[Ss]?[0-8]*(:[TP]\d+(,\d+)?)?", rule) is not None


class Library(Case):
    def compare(self, name, number):
        rle = self.folder / "converted.rle"
        rle.unlink(missing_ok=True)
        width, height, rule, rows = converted(LIBRARY / "Patterns" / name, rle)
        rule = bounded(rule, width, height, number)
        check_size(rule, width, height)
        file = self.write("pattern.rle", f"x = {width}, y = {height}, rule = {rule}\n{rows}")
        said = next((text for text in (bgolly(kind, file, STEPS * SAMPLES, STEPS) for kind in ALGORITHMS) if text), "")
        expected = {int(step.replace(",", "")): int(count.replace(",", "")) for step, count in
                    re.findall(r"^([\d,]+): ([\d,]+)$", said, re.M)}
        expected = [expected.get(step) for step in range(0, STEPS * SAMPLES + 1, STEPS)]
        if None in expected:
            raise LeftOut("bgolly does not step it")
        ranks = (1, 2, 1, 3)[number % 4] if EVERYTHING else (1, 1, 2)[number % 3]
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        words = ["run", file, "-o", "out", "--steps", STEPS * SAMPLES, "-s", f"output.every={STEPS}", *self.table_of(rule)]
        result = program.start(words, ranks=ranks, cwd=self.folder, timeout=300)
        if result.status == 2 and "rule" in result.err and not must_be_known(rule):
            raise LeftOut("halogrid does not have its rule or grid", f"{name} ({rule}): {result.err.splitlines()[0]}")
        self.assertEqual(result.status, 0, str(result))
        found = [int((cells.read(self.folder / "out" / f"pattern.{step:08}.h5", "cells") != 0).sum())
                 for step in range(0, STEPS * SAMPLES + 1, STEPS)]
        self.assertEqual(found, expected, f"{name}, {rule}, {ranks} ranks: populations every {STEPS} generations")

    @staticmethod
    def table_of(rule):
        """Options for a rule that Golly reads from a file: the file, and the grid that else stands in the rule's suffix."""
        name, _, grid = rule.partition(":")
        file = LIBRARY / "Rules" / f"{name}.rule"
        sides = re.fullmatch(r"([TP])(\d+)(?:,(\d+))?", grid)
        if not file.exists() or not sides:
            return []
        size = f"grid.size=[{sides[2]}, {sides[3] or sides[2]}]"
        return ["-s", f"life.rule={file}", "-s", size, "-s", f"grid.boundary={'periodic' if sides[1] == 'T' else 'dead'}"]

    def test_populations(self):
        names = A_FEW
        if EVERYTHING:
            names = sorted(str(path.relative_to(LIBRARY / "Patterns")) for path in (LIBRARY / "Patterns").rglob("*")
                           if path.name.endswith((".rle", ".mc", ".mcl", ".lif", ".gz", ".cells")))
        ran, left_out = 0, {}
        for number, name in enumerate(names):
            with self.subTest(pattern=name):
                try:
                    self.compare(name, number)
                    ran += 1
                except LeftOut as reason:
                    left_out.setdefault(str(reason), []).append(reason.detail or name)
        print(f"{ran} of {len(names)} patterns compared")
        for reason, without in sorted(left_out.items(), key=lambda item: -len(item[1])):
            print(f"  {len(without)} left out, {reason}:", *without, sep="\n    ")
        self.assertGreaterEqual(ran, 265 if EVERYTHING else 29)


if __name__ == "__main__":
    if not shutil.which("bgolly") or not (LIBRARY / "Patterns").is_dir():
        print("SKIPPED: bgolly and its patterns are not installed (package golly)")
        sys.exit(program.SKIPPED)
    main()
