"""The scripts for SLURM without a SLURM: srun and scontrol are stood in for by scripts that note what they were asked for."""
import json
import os
import pathlib
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "program"))
import program  # noqa: E402
from program import ROOT, Case, main  # noqa: E402

SCRIPTS = ROOT / "bench" / "slurm"
HEAT = '[run]\nsimulation = "heat"\nsteps = 40\n[grid]\nsize = [32, 24]\n[output]\ndir = "straight"\n[checkpoint]\nevery = 10\n'
# Leaves out its own options.
SRUN = 'while [ "${1#-}" != "$1" ]; do shift; done\n'
# The program, which stops with a checkpoint after 10 steps more each time.
STOPPING = """#!/usr/bin/python3
import os, pathlib, subprocess, sys
legs = pathlib.Path("legs")
leg = len(legs.read_text()) if legs.exists() else 0
legs.write_text("x" * (leg + 1))
words = sys.argv[1:] if leg == 3 else [*sys.argv[1:], "--steps", str(10 * (leg + 1))]
status = subprocess.run([os.environ["REAL"], *words]).returncode
sys.exit(status if status != 0 or leg == 3 else 75)
"""


class Scripts(Case):
    def setUp(self):
        super().setUp()
        self.write("in.toml", HEAT)
        self.stand_in("srun", SRUN + 'exec "$@"\n')
        self.stand_in("scontrol", 'echo "$@" >> scontrol.log\n')

    def stand_in(self, name, text):
        path = self.write(f"bin/{name}", text if text.startswith("#!") else "#!/bin/sh\n" + text)
        path.chmod(0o755)
        return path

    def script(self, name, *words, **variables):
        environment = {**os.environ, **program.ENVIRONMENT, **program.alone(), "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
                       "INPUT": "in.toml", "OUTPUT": "out", "HALOGRID": program.PROGRAM, "SLURM_JOB_ID": "4711", **variables}
        done = subprocess.run([SCRIPTS / name, *words], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300)
        return program.Result([name, *words], done.returncode, done.stdout, done.stderr)

    def requeued(self):
        log = self.folder / "scontrol.log"
        lines = log.read_text().splitlines() if log.exists() else []
        self.assertEqual(set(lines) | {"requeue 4711"}, {"requeue 4711"})
        return len(lines)

    def test_requeue_to_the_end(self):
        """Every leg goes on from the one before; the end is that of a run straight through."""
        stopping = self.stand_in("stopping", STOPPING)
        for leg in range(3):
            result = self.script("requeue.sh", HALOGRID=str(stopping), REAL=program.PROGRAM)
            self.assertEqual((result.status, self.requeued()), (75, leg + 1), str(result))
        result = self.script("requeue.sh", HALOGRID=str(stopping), REAL=program.PROGRAM)
        self.assertEqual((result.status, self.requeued()), (0, 3), str(result))
        self.assertIn("going on from step 30", result.err)
        straight = self.run_input("in.toml", to="straight")
        report = json.loads((self.folder / "out/report.json").read_text())
        self.assertEqual(report["fingerprint"], straight["fingerprint"])
        self.assertFalse((self.folder / "out/.requeue").exists())

    def test_requeue_gives_up(self):
        """A failure is tried once again; the second at the same step is the last. A wrong input is none to try again."""
        self.script("requeue.sh", "--steps", "20")
        fails = self.stand_in("fails", "exit 70\n")
        first = self.script("requeue.sh", HALOGRID=str(fails))
        self.assertEqual((first.status, self.requeued()), (70, 1), str(first))
        self.assertIn("from step 20", first.err)
        second = self.script("requeue.sh", HALOGRID=str(fails))
        self.assertEqual((second.status, self.requeued()), (70, 1), str(second))
        self.assertIn("no further than step 20: given up", second.err)
        # One that comes further in between is tried again.
        self.script("requeue.sh", HALOGRID=str(fails))
        self.script("requeue.sh", "--steps", "30")
        self.script("requeue.sh", HALOGRID=str(fails))
        self.assertEqual(self.requeued(), 3)
        # Stops without a step in between, as where the limit is shorter than a checkpoint takes.
        (self.folder / "out/.requeue").unlink()
        stops = self.stand_in("stops", "exit 75\n")
        self.assertEqual([self.script("requeue.sh", HALOGRID=str(stops)).status for _ in range(3)], [75] * 3)
        self.assertEqual(self.requeued(), 5)
        wrong = self.script("requeue.sh", "-s", "heat.no=1")
        self.assertEqual((wrong.status, self.requeued()), (2, 5), str(wrong))

    def test_array_sweep(self):
        """Blanks, quotes and comments as in a shell; nothing is expanded."""
        self.stand_in("show", 'printf "%s\\n" "$@"\n')
        lines = ["# densities", "", "  -s life.density=0.3\t-s run.seed=7  # sparse", "-s 'life.pattern=my guns/a b.rle' -s \"life.rule=B3/S23\"",
                 "-s life.rule='\"B3/S23\"' -o a#b '' \"a'b\" c\\ d \"e\\\"f\"", "$(touch x) `touch x` $HOME *", "-s 'open", "-s run.seed=3\r"]
        self.write("sweep.txt", "\n".join(lines))
        want = {1: None, 2: None, 3: ["-s", "life.density=0.3", "-s", "run.seed=7"],
                4: ["-s", "life.pattern=my guns/a b.rle", "-s", "life.rule=B3/S23"],
                5: ["-s", 'life.rule="B3/S23"', "-o", "a#b", "", "a'b", "c d", 'e"f'],
                6: ["$(touch", "x)", "`touch", "x`", "$HOME", "*"], 8: ["-s", "run.seed=3"]}
        for number, words in want.items():
            result = self.script("array_sweep.sh", HALOGRID="show", SLURM_ARRAY_TASK_ID=str(number))
            self.assertEqual(result.status, 0, str(result))
            if words is None:
                self.assertIn(f"line {number} of sweep.txt holds no options", result.out)
            else:
                self.assertEqual(result.out.split("\n")[8:-1], words, str(result))
        for number, reason in ((7, "sweep.txt:7: a quotation mark is not closed"), (9, "line 9 of sweep.txt is missing: it has 8")):
            result = self.script("array_sweep.sh", HALOGRID="show", SLURM_ARRAY_TASK_ID=str(number))
            self.assertEqual((result.status, result.err), (2, reason), str(result))
        self.assertFalse((self.folder / "x").exists())
        self.write("sweep.txt", "# one\n-s run.seed=3 -s 'heat.alpha=0.5'\n")
        self.assertEqual(self.script("array_sweep.sh", SLURM_ARRAY_TASK_ID="2").status, 0)
        self.assertTrue((self.folder / "out/2/report.json").exists())


if __name__ == "__main__":
    main()
