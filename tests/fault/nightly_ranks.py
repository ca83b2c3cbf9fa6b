"""Every simulation on every number of ranks from 1 to 64: one fingerprint each. HALOGRID_RANKS names others, e.g. "1-8,16"."""
import json
import os
import time

from fault import DONE, Case, main

INPUTS = {
    "life": '[run]\nsimulation = "life"\nsteps = 24\n[grid]\nsize = [4160, 130]\n[life]\ndensity = 0.4\n',
    "life as bytes": '[run]\nsimulation = "life"\nsteps = 24\n[grid]\nsize = [131, 130]\n[life]\ndensity = 0.4\nstorage = "bytes"\n',
    "heat in 2D": '[run]\nsimulation = "heat"\nsteps = 24\n[grid]\nsize = [257, 131]\nboundary = ["periodic", "reflect"]\n'
                  '[heat]\ninitial = "random"\n',
    "heat in 3D": '[run]\nsimulation = "heat"\nsteps = 12\n[grid]\nsize = [65, 33, 34]\nboundary = ["open", "periodic", "dead"]\n'
                  '[heat]\ninitial = "random"\n',
    "mandelbrot": '[run]\nsimulation = "mandelbrot"\n[grid]\nsize = [301, 203]\n[mandelbrot]\nmax_iter = 500\n',
    "julia": '[run]\nsimulation = "julia"\n[grid]\nsize = [301, 203]\n[julia]\nmax_iter = 500\nc = [-0.8, 0.156]\n',
}


def asked_for():
    found = []
    for part in os.environ.get("HALOGRID_RANKS", "1-64").split(","):
        low, _, high = part.partition("-")
        found += range(int(low), int(high or low) + 1)
    return found


class Ranks(Case):
    def test_one_fingerprint(self):
        ranks = asked_for()
        print("| simulation | rank counts | fingerprint | seconds |\n|---|---|---|---|")
        for number, (name, text) in enumerate(INPUTS.items()):
            with self.subTest(name=name):
                began, found = time.monotonic(), {}
                self.write(f"in{number}.toml", text)
                for count in ranks:
                    result = self.ended("run", f"in{number}.toml", "-o", f"out{number}", "--progress", "none", ranks=count, seconds=180,
                                        status=DONE)
                    report = json.loads((self.folder / f"out{number}" / "report.json").read_text())
                    self.assertEqual(report["ranks"], count, str(result))
                    found.setdefault(report["fingerprint"], []).append(count)
                self.assertEqual(len(found), 1, f"{name}: {found}")
                seconds = time.monotonic() - began
                print(f"| {name} | {min(ranks)} to {max(ranks)} ({len(ranks)}) | {list(found)[0]} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
