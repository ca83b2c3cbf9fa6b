#!/usr/bin/env python3
"""What a viewer costs a run, as docs/viewer.md has it: one rank with one thread steps 4096 x 4096 cells while a viewer comes and goes
on the free cores, and the steps a second with it are compared with those before and after.

bench/micro/viewer_cost.py [PROGRAM] [TURNS]: build/release/halogrid and 10 unless given. A display or SDL_VIDEODRIVER=dummy is needed."""
import os
import pathlib
import pty
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "release" / "halogrid")
TURNS = int(sys.argv[2]) if len(sys.argv) > 2 else 10
SETTLING, MEASURED = 1.0, 2.5  # s

# Cells that never settle, as settled ones are passed over; a field of real numbers.
INPUTS = {
    "life": 'simulation = "life"\n[life]\nrule = "B2/S"\ndensity = 0.35\n',
    "heat": 'simulation = "heat"\n[heat]\nalpha = 1e-4\ninitial = "gauss"\n',
}
COMMON = "[run]\nsteps = 1000000000000\nthreads = 1\n{}[grid]\nsize = [4096, 4096]\n"


class Run:
    """A run with a progress bar on a terminal of its own, which tells the steps made at any time."""

    def __init__(self, name, folder):
        self.seen = []  # (time, step)
        path = folder / f"{name}.toml"
        path.write_text(COMMON.format(INPUTS[name]))
        self.out = folder / name
        self.reader, terminal = pty.openpty()
        self.process = subprocess.Popen([PROGRAM, "run", path, "-o", self.out, "--progress", "bar"], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=terminal)
        os.close(terminal)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while True:
            try:
                text = os.read(self.reader, 65536)
            except OSError:  # it has ended
                return
            steps = re.findall(rb"(\d+)/1000000000000", text)
            if steps:
                self.seen.append((time.monotonic(), int(steps[-1])))

    def rate(self):
        """Steps a second in the next seconds."""
        time.sleep(SETTLING)
        first = len(self.seen)
        time.sleep(MEASURED)
        (start, before), (end, after) = self.seen[first], self.seen[-1]
        return (after - before) / (end - start)


def main():
    for name in INPUTS:
        with tempfile.TemporaryDirectory() as folder:
            run = Run(name, pathlib.Path(folder))
            time.sleep(SETTLING)
            kept, alone = [], run.rate()
            for _ in range(TURNS):
                viewer = subprocess.Popen([PROGRAM, "view", run.out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                watched = run.rate()
                viewer.kill()
                viewer.wait()
                before, alone = alone, run.rate()
                kept.append(2 * watched / (before + alone))
            run.process.terminate()
            run.process.wait()
            print(f"{name}: keeps {100 * statistics.median(kept):.1f} % of its steps a second (median of {TURNS};",
                  f"{100 * min(kept):.1f} to {100 * max(kept):.1f} %)")


main()
