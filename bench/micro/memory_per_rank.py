#!/usr/bin/env python3
"""Memory and set-up of a rank as ranks are added, with a block of one size a rank: neither may grow. Beside it the smallest block there is,
which leaves what MPI, Kokkos and HDF5 take by themselves. Writes bench/results/memory_per_rank.csv and prints it as a table.

    bench/micro/memory_per_rank.py [--ranks 4 16 64 256] [--block 256] [--csv FILE]
"""
import argparse
import csv
import json
import math
import os
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "program"))
import program  # noqa: E402

COLUMNS = ["simulation", "ranks", "block_cells", "peak_rss_bytes", "smallest_block_rss_bytes", "own_bytes", "setup_seconds",
           "smallest_block_setup_seconds", "setup_core_seconds_per_rank", "step_seconds", "step_core_seconds_per_rank"]
SMALLEST, STEPS = 4, 10
TEXT = {"heat": '[heat]\ninitial = "random"\n', "life": "[life]\ndensity = 0.4\n"}


def report(folder, simulation, ranks, block):
    """The report of a run with block x block cells a rank."""
    across = 2 ** (int(math.log2(ranks)) // 2)
    layout = [across, ranks // across]
    text = (f'[run]\nsimulation = "{simulation}"\nsteps = {STEPS}\nthreads = 1\n[grid]\nsize = [{block * layout[0]}, {block * layout[1]}]\n'
            f'[decomposition]\nranks = [{layout[0]}, {layout[1]}]\ndepth = 1\n[output]\nevery = 0\n{TEXT[simulation]}')
    if simulation == "life":
        text += 'storage = "bytes"\n'
    (pathlib.Path(folder) / "in.toml").write_text(text)
    result = program.start(["run", "in.toml", "-o", "out", "--overwrite", "--progress", "none"], ranks, folder, timeout=1200)
    if result.status != 0:
        sys.exit(f"memory_per_rank: {result}")
    return json.loads((pathlib.Path(folder) / "out" / "report.json").read_text())


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--ranks", nargs="+", type=int, default=[4, 16, 64, 256])
    words.add_argument("--block", type=int, default=256)
    words.add_argument("--simulations", nargs="+", default=["heat"], choices=list(TEXT))
    words.add_argument("--csv", type=pathlib.Path, default=ROOT / "bench" / "results" / "memory_per_rank.csv")
    asked = words.parse_args()
    asked.csv.parent.mkdir(parents=True, exist_ok=True)
    cores, rows = len(os.sched_getaffinity(0)), []
    print("  ".join(COLUMNS))
    with tempfile.TemporaryDirectory() as folder:
        for simulation in asked.simulations:
            for ranks in asked.ranks:
                smallest, full = (report(folder, simulation, ranks, block) for block in (SMALLEST, asked.block))
                # Ranks that share a core take turns: what one of them costs is its share of the time of all cores.
                share = min(cores, ranks) / ranks
                step = full["seconds"]["stepping"] / STEPS
                row = [simulation, ranks, asked.block ** 2, full["peak_rss_bytes"], smallest["peak_rss_bytes"],
                       full["peak_rss_bytes"] - smallest["peak_rss_bytes"], full["seconds"]["setup"], smallest["seconds"]["setup"],
                       full["seconds"]["setup"] * share, step, step * share]
                rows.append([f"{value:.6g}" if isinstance(value, float) else value for value in row])
                print("  ".join(f"{value:>{len(name)}}" for value, name in zip(rows[-1], COLUMNS)), flush=True)
                # After every row: hundreds of ranks on few cores take their time.
                with open(asked.csv, "w", newline="") as file:
                    csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main()
