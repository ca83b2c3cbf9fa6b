"""`halogrid bench scaling`: a table with a row a run that survives kills, a summary and plots."""
import csv
import os
import re
import shutil
import signal
import struct
import subprocess
import time

import program
from program import ENVIRONMENT, LAUNCH, PATIENCE, PROGRAM, WHOLE, Case, main

HEAT = '[run]\nsimulation = "heat"\nsteps = 20\n[grid]\nsize = [64, 64]\n'
LIFE = '[run]\nsimulation = "life"\nsteps = 30\n[grid]\nsize = [64, 64]\n[life]\ndensity = 0.4\n'
PIXELS = '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [48, 32]\n'
LAUNCHER = " ".join([*LAUNCH, "{ranks}"])
POINT = ("study", "input", "grid_x", "grid_y", "grid_z", "steps", "ranks", "threads", "depth_asked", "overlap", "repeat")


class Scaling(Case):
    def scaling(self, *words, **more):
        return self.halogrid("bench", "scaling", *words, "--launcher", LAUNCHER, "-o", "study", timeout=400, launches=True, **more)

    def rows(self):
        with open(self.folder / "study" / "scaling.csv", newline="") as file:
            return list(csv.DictReader(file))

    def points(self):
        return [tuple(row[column] for column in POINT) for row in self.rows()]

    def check_rows(self, rows):
        for row in rows:
            self.assertEqual(row["status"], "0", row)
            for column in ("rate", "seconds_total", "seconds_stepping", "peak_rss_bytes", "nodes", "processors", "cores",
                           "hardware_threads", "memory_bytes", "imbalance", "field_bytes"):
                self.assertGreater(float(row[column]), 0, column)
            # Of the phases only those that there were; a fact that a report no longer has would leave its column empty.
            for column in set(row) - {"message"}:
                if not column.startswith("seconds_"):
                    self.assertNotEqual(row[column], "", column)
            self.assertRegex(row["fingerprint"], "^[0-9a-f]{16}$")
            workers = int(row["ranks"]) * int(row["threads"])
            self.assertEqual(row["message"], "oversubscribed" if workers > len(os.sched_getaffinity(0)) else "")
        prints = {}
        for row in rows:
            prints.setdefault((row["grid_x"], row["grid_y"], row["steps"]), set()).add(row["fingerprint"])
        for found in prints.values():
            self.assertEqual(len(found), 1)

    def check_plots(self, result):
        if not shutil.which("gnuplot"):
            self.assertIn("gnuplot is not installed", result.out)
        elif len(os.sched_getaffinity(0)) >= 2:
            for study in ("strong", "weak"):
                data = (self.folder / "study" / f"{study}.png").read_bytes()
                self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n")
                self.assertGreater(struct.unpack(">I", data[16:20])[0], 1000)
                self.assertIn("</svg>", (self.folder / "study" / f"{study}.svg").read_text())

    def test_heat(self):
        self.write("in.toml", HEAT)
        repeats = 2 if WHOLE else 1  # test_kills repeats as well
        result = self.scaling("in.toml", "--ranks", "1,2", "--overlap", "on,off", "--repeats", str(repeats), "-s", "heat.alpha=0.5")
        rows = self.rows()
        self.check_rows(rows)
        self.assertEqual(len(rows), 2 * 2 * 2 * repeats)
        self.assertEqual([row["repeat"] for row in rows], [str(1 + number // 8) for number in range(8 * repeats)])
        self.assertEqual([(row["study"], row["overlap"], row["ranks"]) for row in rows[:8]],
                         [(study, overlap, ranks) for study in ("strong", "weak") for overlap in ("on", "off") for ranks in ("1", "2")])
        for row in rows:
            grown = row["study"] == "weak" and row["ranks"] == "2"
            self.assertEqual((row["grid_x"], row["grid_y"]), ("64", "128" if grown else "64"))
            self.assertEqual(row["layout_y"], row["ranks"])
            self.assertEqual(row["halo_messages"], "2" if row["ranks"] == "2" else "0")
            self.assertEqual(row["rate_unit"], "cells/s")
            self.assertAlmostEqual(float(row["rate"]) * float(row["seconds_stepping"]), 20 * 64 * int(row["grid_y"]), places=3)
            self.assertEqual(row["seconds_pack"] == "", row["ranks"] == "1")
        self.check_plots(result)
        for words in ("Amdahl 1967", "Gustafson 1988", "Karp and Flatt 1990", "every run of a grid and number of steps has the same"):
            self.assertIn(words, result.out)
        self.assertEqual(result.out[:result.out.index("\ntable: ")], (self.folder / "study" / "summary.txt").read_text())
        self.assertEqual(sorted(name for name in os.listdir(self.folder / "study") if not name.startswith(("strong", "weak"))),
                         ["scaling.csv", "summary.txt"])

        # All points are there: nothing is run again, whether it is said or not.
        before = (self.folder / "study" / "scaling.csv").read_bytes()
        self.scaling("in.toml", "--ranks", "1,2", "--overlap", "on,off", "--repeats", str(repeats), "-s", "heat.alpha=0.5")
        (self.folder / "study" / "summary.txt").unlink()
        again = self.scaling("--summary-only")
        self.assertEqual((self.folder / "study" / "scaling.csv").read_bytes(), before)
        self.assertEqual(again.out, result.out)
        # Another value of the input is another study.
        self.scaling("in.toml", "--ranks", "1", "--study", "strong", "--repeats", "1", "-s", "heat.alpha=0.25")
        self.assertEqual(len(self.rows()), len(rows) + 1)
        self.assertEqual(len({row["input"] for row in self.rows()}), 2)

        # Cells that differ are found in the table.
        text = before.decode().replace(rows[3]["fingerprint"], "0" * 16, 1)
        self.write("study/scaling.csv", text)
        wrong = self.scaling("--summary-only", status=4)
        self.assertIn("ended with other cells", wrong.err)
        self.assertIn("fingerprints DIFFER", wrong.out)

    def test_numbers_that_cannot_be_divided_by(self):
        """Every number of a table in turn: refused at its line and column, or without harm; never a crash, nan or infinity."""
        for study in ("heat", "model_heat"):
            table = (program.ROOT / "bench" / "results" / study / "scaling.csv").read_text().splitlines()
            names, fields = table[0].split(","), next(csv.reader([table[1]]))
            row = table.index(next(line for line in table[1:] if next(csv.reader([line]))[names.index("status")] == "0"))
            fields = next(csv.reader([table[row]]))
            numbers = [name for name, field in zip(names, fields) if re.fullmatch(r"[-+.e0-9]+", field) and name not in ("fingerprint", "status", "git", "version")]
            refused = set()
            for name in numbers if WHOLE else ("nodes", "ranks", "threads", "rate", "steps", "memory_bytes", "field_bytes", "depth", "layout_x"):
                for value in ("0", "-1", "nan", "1e300", "", "abc", "9223372036854775807") if WHOLE else ("0", "nan", "1e300", ""):
                    changed = list(fields)
                    changed[names.index(name)] = value
                    lines = list(table)
                    lines[row] = ",".join(f'"{field}"' if "," in field else field for field in changed)
                    self.write("study/scaling.csv", "\n".join(lines) + "\n")
                    result = program.start(["bench", "scaling", "--summary-only", "-o", "study"], cwd=self.folder)
                    with self.subTest(study=study, name=name, value=value):
                        self.assertIn(result.status, (0, 2, 4), str(result))
                        self.assertNotRegex(result.out, r"\b(nan|inf)\b", str(result))
                        if result.status == 2:
                            column = 1 + len(",".join(f'"{field}"' if "," in field else field for field in changed[:names.index(name)] + [""]))
                            self.assertRegex(result.err, rf"^study/scaling.csv:{row + 1}:{column}: error: {name} = \"{value}\" is not a ")
                            refused.add((name, value))
            for value in ("0", "nan", "1e300"):
                self.assertIn(("nodes", value), refused)
        changed[names.index("status")] = "70"
        self.write("study/scaling.csv", "\n".join([table[0], ",".join(f'"{field}"' for field in changed)]) + "\n")
        self.assertIn("no run ended well", self.scaling("--summary-only", status=2).err)
        self.write("study/scaling.csv", table[0] + "\n")
        self.assertIn("holds no run", self.scaling("--summary-only", status=2).err)

    def test_life_with_threads_and_fractals(self):
        self.write("life.toml", LIFE)
        self.scaling("life.toml", "--ranks", "1", "--threads", "1,2", "--depth", "0,2", "--repeats", "1", "--steps", "12")
        self.check_rows(self.rows())
        self.assertEqual([(row["study"], row["threads"], row["depth_asked"]) for row in self.rows()],
                         [(study, threads, depth) for study in ("strong", "weak") for threads in ("1", "2") for depth in ("0", "2")])
        self.assertEqual({row["steps"] for row in self.rows()}, {"12"})

        self.write("pixels.toml", PIXELS)
        result = self.scaling("pixels.toml", "--ranks", "1,2", "--depth", "0,2", "--repeats", "1")
        rows = self.rows()[8:]
        self.check_rows(rows)
        self.assertIn("depth and overlap have no meaning for mandelbrot", result.err)
        self.assertEqual([(row["study"], row["ranks"], row["grid_x"], row["grid_y"]) for row in rows],
                         [("strong", "1", "48", "32"), ("strong", "2", "48", "32"), ("weak", "1", "48", "32"), ("weak", "2", "48", "64")])
        self.assertEqual({row["rate_unit"] for row in rows}, {"iterations/s"})

    def start_study(self):
        line = [PROGRAM, "bench", "scaling", "in.toml", "--ranks", "1,2", "--repeats", "2", "--launcher", LAUNCHER, "-o", "study"]
        return subprocess.Popen(line, cwd=self.folder, env={**os.environ, **ENVIRONMENT}, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)

    def wait_for_rows(self, number):
        table, end = self.folder / "study" / "scaling.csv", time.monotonic() + 100 * PATIENCE
        while not (table.exists() and table.read_bytes().count(b"\n") > number):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.02)

    def test_kills(self):
        self.write("in.toml", LIFE)
        # TERM ends it in order, KILL leaves what may be half a line.
        with self.start_study() as study:
            self.wait_for_rows(2)
            study.send_signal(signal.SIGTERM)
            err = study.communicate(timeout=60 * PATIENCE)[1].decode()
            self.assertEqual(study.returncode, 75, err)
            self.assertIn("goes on from here", err)
        self.assertEqual(sorted(os.listdir(self.folder / "study")), ["scaling.csv"])
        with self.start_study() as study:
            self.wait_for_rows(4)
            study.kill()
            study.communicate()
        table = self.folder / "study" / "scaling.csv"
        there = len(self.rows())
        self.assertLess(there, 8)
        with open(table, "ab") as file:
            file.write(b'strong,in-0123,"half a li')
        result = self.scaling("in.toml", "--ranks", "1,2", "--repeats", "2")
        self.assertIn(f"8 points, {there} of them already in study/scaling.csv", result.err)
        self.assertEqual(len(self.points()), 8)
        self.assertEqual(len(set(self.points())), 8)
        self.assertEqual([row["repeat"] for row in self.rows()], ["1"] * 4 + ["2"] * 4)
        self.check_rows(self.rows())

    def test_a_failed_point_ends_nothing(self):
        # This layout suits two ranks alone.
        self.write("in.toml", HEAT + "[decomposition]\nranks = [1, 2]\n")
        result = self.scaling("in.toml", "--ranks", "1,2", "--repeats", "1", "--study", "strong")
        rows = self.rows()
        self.assertEqual([row["status"] for row in rows], ["2", "0"])
        self.assertIn("decomposition.ranks", rows[0]["message"])
        self.assertIn("1 point failed", result.out)
        # It is tried again, the other is not.
        self.scaling("in.toml", "--ranks", "1,2", "--repeats", "1", "--study", "strong")
        self.assertEqual([row["ranks"] for row in self.rows()], ["1", "2", "1"])

        self.scaling("in.toml", "--ranks", "2", "--repeats", "1", "--study", "strong", "--steps", "1000000000", "--time-out", "3s")
        self.assertEqual((self.rows()[-1]["status"], self.rows()[-1]["message"]), ("124", "out of time: ended after 3 s"))

    def test_what_is_refused(self):
        self.write("in.toml", HEAT)
        study = ["bench", "scaling", "in.toml", "-o", "study"]
        result = self.halogrid(*study, ranks=2, status=2)
        self.assertEqual(result.err.count("error:"), 1)
        self.assertIn("a launcher has started this process", result.err)
        self.assertFalse((self.folder / "study").exists())
        for words, reason in ((["--rank", "1"], "unknown option"), (["--ranks", "0"], "whole numbers from 1"), (["--overlap", "yes"], "--overlap"),
                              (["--launcher", "mpirun"], "how many ranks"), (["--study", "strog"], "did you mean strong?")):
            self.assertIn(reason, self.halogrid(*study, *words, status=2).err)
        self.assertIn("INPUT is missing", self.halogrid("bench", "scaling", status=2).err)
        # What is wrong with the input is said once, as `check` says it.
        self.write("wrong.toml", HEAT + "[heat]\nalhpa = 1\n")
        result = self.halogrid("bench", "scaling", "wrong.toml", "-o", "study", "--launcher", LAUNCHER, status=2)
        self.assertIn("wrong.toml:7:1: error: unknown key heat.alhpa; did you mean heat.alpha?", result.err)
        result = self.halogrid("bench", "scaling", "in.toml", "-o", "study", "--launcher", "no_such_launcher {ranks}", status=2)
        self.assertIn("no_such_launcher cannot be started", result.err)
        self.assertIn("other columns", self.foreign_table().err)

    def foreign_table(self):
        self.write("study/scaling.csv", "a,b\n1,2\n")
        return self.scaling("in.toml", "--ranks", "1", status=3)


if __name__ == "__main__":
    main()
