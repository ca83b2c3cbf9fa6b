#!/usr/bin/env python3
"""Two builds of halogrid against each other: compare_programs.py PROGRAM OTHER [TURNS]

The same runs on one rank and one thread, in turn, so that what else the machine does meets both; the figure is OTHER's median rate over
PROGRAM's. For example a native and a portable build: build/release/halogrid build/portable/halogrid.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

LIFE = '[run]\nsimulation = "life"\nsteps = {steps}\n[grid]\nsize = [4096, 4096]\n[life]\ndensity = 0.375\nrule = "{rule}"\nstorage = "{storage}"\n'
FRACTAL = '[run]\nsimulation = "{name}"\n[grid]\nsize = [1600, 1200]\n[{name}]\nx = [{x}]\ny = [{y}]\nmax_iter = {limit}\nshortcuts = false\n{more}'
HEAT = '[run]\nsimulation = "heat"\nsteps = {steps}\n[grid]\nsize = {size}\n'
RUNS = {
    "life, packed": LIFE.format(steps=1200, rule="B3/S23", storage="auto"),
    "life, packed, any rule": LIFE.format(steps=600, rule="B356/S23", storage="auto"),
    "life, bytes": LIFE.format(steps=24, rule="B3/S23", storage="bytes"),
    "brian's brain": LIFE.format(steps=24, rule="/2/3", storage="auto"),
    "mandelbrot": FRACTAL.format(name="mandelbrot", x="-2, 1", y="-1, 1", limit=1000, more=""),
    "julia, float": FRACTAL.format(name="julia", x="-1.6, 1.6", y="-1.2, 1.2", limit=1000, more='c = [-0.8, 0.156]\narithmetic = "float"\n'),
    "heat, in cache": HEAT.format(steps=6000, size="[512, 256]"),
    "heat, 4096 x 4096": HEAT.format(steps=40, size="[4096, 4096]"),
    "heat, 256^3": HEAT.format(steps=40, size="[256, 256, 256]"),
}


def rate(program, file, folder):
    words = [program, "run", file, "-o", folder, "--overwrite", "-q", "-s", "run.threads=1"]
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return json.loads((pathlib.Path(folder) / "report.json").read_text())["rate"]["value"]


def main():
    if len(sys.argv) < 3:
        print(__doc__)
        return 2
    programs, turns = sys.argv[1:3], int(sys.argv[3]) if len(sys.argv) > 3 else 5
    os.environ["OMP_PROC_BIND"] = "false"
    print(f"{'':24}{'cells or iterations a second':>30}{'ratio':>8}   median of {turns} turns (least, most)")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in RUNS.items():
            file = pathlib.Path(folder) / "in.toml"
            file.write_text(text)
            rates = [[rate(program, file, pathlib.Path(folder) / "out") for program in programs] for _ in range(turns)]
            medians = [statistics.median(turn[k] for turn in rates) for k in (0, 1)]
            ratios = [turn[1] / turn[0] for turn in rates]
            print(f"{name:24}{medians[0]:15.3e}{medians[1]:15.3e}{medians[1] / medians[0]:8.2f}   ({min(ratios):.2f}, {max(ratios):.2f})", flush=True)
    return 0


sys.exit(main())
