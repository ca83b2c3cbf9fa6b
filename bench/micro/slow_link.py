#!/usr/bin/env python3
"""How much of the communication overlap and deep halos hide on slow links: two hosts in network namespaces, one rank each, and a link
that is held to a rate. Writes bench/results/slow_link.csv and prints it as a table. Needs root; takes about two minutes.

    bench/micro/slow_link.py [--sizes 1024,1024 2048,2048] [--rates none 1gbit 100mbit] [--csv FILE]
"""
import argparse
import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "cluster"))
from hosts import Hosts, namespaces_of_its_own, program  # noqa: E402

COLUMNS = ["simulation", "size_cells", "depth", "overlap", "link_rate", "step_seconds", "interior_seconds", "mpi_call_seconds",
           "wait_seconds", "halo_bytes", "link_seconds", "hidden"]
BITS = {"kbit": 1e3, "mbit": 1e6, "gbit": 1e9}
# simulation, depth, bytes | step, interior, MPI calls, wait | step, MPI calls, wait | hidden
ROW = re.compile(r"^(\w+) +(\d+) +(\d+) \| +([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) \| +([\d.]+) +([\d.]+) +([\d.]+) \|", re.M)


def link_seconds(rate, size):
    """What the link alone takes for so many bytes, both directions at once."""
    number, unit = re.fullmatch(r"([\d.]+)(kbit|mbit|gbit)", rate).groups()
    return 8 * size / (float(number) * BITS[unit])


def measure(hosts, rate, size):
    hosts.slow_down(None if rate == "none" else rate)
    # A core for each rank; the launcher of two hosts thinks that each has them all.
    bound = ["/bin/sh", "-c", 'exec taskset -c "$OMPI_COMM_WORLD_RANK" "$@"', "sh"]
    line = [*hosts.launch(2), *bound, program.PROGRAM, "bench", "overlap", "--size", size]
    environment = {**os.environ, **program.ENVIRONMENT, "OMPI_MCA_mpi_yield_when_idle": "0"}
    done = subprocess.run(line, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"slow_link: {' '.join(line)}\n{done.stdout}{done.stderr}")
    for simulation, *numbers in ROW.findall(done.stdout):
        depth, halo = int(numbers[0]), int(numbers[1])
        all_with, interior, calls_with, wait_with, all_without, calls_without, wait_without = (float(text) / 1e6 for text in numbers[2:])
        link = "" if rate == "none" else link_seconds(rate, halo)
        common = {"simulation": simulation, "size_cells": size.replace(",", "x"), "depth": depth, "link_rate": rate, "halo_bytes": halo,
                  "link_seconds": link}
        yield {**common, "overlap": "off", "step_seconds": all_without / depth, "interior_seconds": "", "mpi_call_seconds": calls_without,
               "wait_seconds": wait_without, "hidden": ""}
        yield {**common, "overlap": "on", "step_seconds": all_with / depth, "interior_seconds": interior, "mpi_call_seconds": calls_with,
               "wait_seconds": wait_with, "hidden": 1 - wait_with / wait_without}


def shown(value):
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--sizes", nargs="+", default=["256,256", "1024,1024", "2048,2048", "8192,1024"])
    words.add_argument("--rates", nargs="+", default=["none", "1gbit", "100mbit"])
    words.add_argument("--csv", type=pathlib.Path, default=ROOT / "bench" / "results" / "slow_link.csv")
    asked = words.parse_args()
    namespaces_of_its_own()
    folder = tempfile.mkdtemp()
    hosts, rows = Hosts(2, folder), []
    print("interior, MPI calls, wait, bytes and link are of one exchange; a step is one of `depth` that it serves; hidden = 1 - wait with "
          "overlap / wait without")
    print(("{:>15}" * len(COLUMNS)).format(*(name.replace("_seconds", " (s)") for name in COLUMNS)))
    try:
        for rate in asked.rates:
            for size in asked.sizes:
                for row in measure(hosts, rate, size):
                    rows.append(row)
                    print(("{:>15}" * len(COLUMNS)).format(*(shown(row[name]) for name in COLUMNS)), flush=True)
    finally:
        hosts.close()
        shutil.rmtree(folder)
    asked.csv.parent.mkdir(parents=True, exist_ok=True)
    with open(asked.csv, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: f"{value:.6g}" if isinstance(value, float) else value for name, value in row.items()} for row in rows)


if __name__ == "__main__":
    main()
