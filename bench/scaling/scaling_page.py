#!/usr/bin/env python3
"""Makes docs/scaling.md from bench/scaling/scaling.md.in, the tables in bench/results and what halogrid says about them.

usage: scaling_page.py PROGRAM [--check]      --check: whether the page is what would be made; writes nothing

Nothing is measured here: bench/scaling/measure_scaling.sh does that.
"""
import csv
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results"
IMAGES = ROOT / "docs" / "images"
STUDIES = {"life": "Life on 4096^2 packed cells", "heat": "Heat on 4096^2 cells", "mandelbrot": "Mandelbrot, 2400 x 1600 pixels"}
MODELS = {"model_heat": "heat", "model_life": "Life on packed cells"}


def rows_of(name):
    with open(RESULTS / name, newline="") as file:
        return list(csv.DictReader(file))


def halogrid(program, *words, cwd=ROOT):
    environment = {**os.environ, "HALOGRID_MACHINE": str(RESULTS / "machine.toml")}
    done = subprocess.run([program, *map(str, words)], cwd=cwd, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{program} {' '.join(map(str, words))} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def time_in_words(seconds):
    seconds = float(seconds)
    for unit, size in (("s", 1), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def bytes_in_words(number):
    number = float(number)
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= size:
            return f"{number / size:.3g} {unit}"
    return f"{number:.0f} B"


def percent(share):
    return f"{100 * float(share):.0f} %"


def machine(rows):
    row = next(row for row in rows if row["status"] == "0")
    cores = int(row["cores"])
    return (f"one machine: {row['cpu'].strip()}, {cores} core{'s' if cores > 1 else ''}, {bytes_in_words(row['memory_bytes'])} of "
            f"memory, a virtual machine shared with others; {row['mpi']}, Kokkos {row['kokkos']}, halogrid {row['version']} ({row['git']})")


def machine_table():
    import tomllib
    with open(RESULTS / "machine.toml", "rb") as file:
        facts = tomllib.load(file)
    shown = [at for at in facts["memory"] if at["working_set"] in (1 << 15, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26, 1 << 28)]
    lines = [(f"{int(at['working_set']) >> 10} KiB", f"{at['one'] / 1e9:.1f}", f"{at['all'] / 1e9:.1f}", f"{at['all'] / at['one']:.2f}")
             for at in shown]
    out = table(["working set of a thread", "one thread, GB/s", f"{facts['threads']} threads, GB/s", "ratio"], lines)
    for name, link in facts.get("message", {}).items():
        out += (f"\n\nA message {'inside the node' if name == 'node' else 'between nodes'} takes {time_in_words(link['latency'])} and moves "
                f"{bytes_in_words(link['bandwidth'])}/s.")
    return out


def scaling(program, work):
    """The summary of every study, made anew from its table, and its plots."""
    parts = []
    for name, title in STUDIES.items():
        folder = work / name
        shutil.copytree(RESULTS / name, folder)
        text = halogrid(program, "bench", "scaling", "--summary-only", "-o", folder).split("\ntable: ")[0]
        text = text[text.index("\nstrong scaling of ") + 1:]
        parts.append(f"### {title}\n\n```\n{text.rstrip()}\n```\n")
        for study in ("strong", "weak"):
            if (folder / f"{study}.svg").exists():
                parts.append(f"![{title}: {study} scaling](images/scaling_{name}_{study}.svg)\n")
    return "\n".join(parts)


def models(program, work):
    """What is said of each model, and its table."""
    said, tables = [], []
    for name, title in MODELS.items():
        folder = work / name
        shutil.copytree(RESULTS / name, folder)
        text = halogrid(program, "bench", "scaling", "--summary-only", "-o", folder)
        model = text[text.index("model of "):].split("\ntable: ")[0].rstrip()
        error = re.search(r"median error .*", model).group()
        points = re.search(r"(\d+) points", model).group(1)
        said.append(f"- {title}, {points} points: {error}.")
        tables.append(f"```\n{model}\n```")
    return "\n".join(said), "\n\n".join(tables)


def slow_link():
    """Rows with overlap beside those without, which were measured in turn."""
    rows = rows_of("slow_link.csv")
    without = {(row["simulation"], row["size_cells"], row["depth"], row["link_rate"]): row for row in rows if row["overlap"] == "off"}
    lines = []
    for row in rows:
        if row["overlap"] != "on" or row["link_rate"] == "none" or (row["simulation"] == "life" and row["depth"] == "1"):
            continue
        off = without[(row["simulation"], row["size_cells"], row["depth"], row["link_rate"])]
        lines.append((row["simulation"], row["size_cells"], row["depth"], row["link_rate"], time_in_words(row["interior_seconds"]),
                      time_in_words(row["link_seconds"]), time_in_words(off["wait_seconds"]), time_in_words(row["wait_seconds"]),
                      percent(row["hidden"])))
    return table(["", "cells", "depth", "link", "interior", "on the link", "waiting, no overlap", "waiting, overlap", "hidden"], lines)


def memory_table():
    return table(["ranks", "memory of a rank", "with the smallest block", "own", "processor time of set-up, a rank"],
                 [(row["ranks"], bytes_in_words(row["peak_rss_bytes"]), bytes_in_words(row["smallest_block_rss_bytes"]),
                   bytes_in_words(row["own_bytes"]), time_in_words(row["setup_core_seconds_per_rank"]))
                  for row in rows_of("memory_per_rank.csv")])


def memory_plot():
    """Through gnuplot; without it the picture stays as it is."""
    points = "\n".join(f"{row['ranks']} {float(row['peak_rss_bytes']) / 1e6} {float(row['smallest_block_rss_bytes']) / 1e6} "
                       f"{1000 * float(row['setup_core_seconds_per_rank'])}" for row in rows_of("memory_per_rank.csv"))
    program = f"""$points << END
{points}
END
set terminal svg size 720,400 font 'sans,13' background '#ffffff'
set output '{IMAGES / "scaling_memory.svg"}'
set logscale x 2
set xrange [3:340]
set xtics (4, 16, 64, 256)
set xlabel 'ranks'
set ylabel 'MB a rank'
set y2label 'ms of set-up, processor time a rank'
set yrange [0:100]
set y2range [0:250]
set ytics nomirror
set y2tics
set key top left
plot $points using 1:2 with linespoints lw 2 pt 7 title '256 x 256 cells a rank', \\
     $points using 1:3 with linespoints lw 2 pt 5 title 'the smallest block', \\
     $points using 1:4 axes x1y2 with linespoints lw 2 pt 9 dt 2 title 'set-up (right)'
"""
    if shutil.which("gnuplot"):
        subprocess.run(["gnuplot"], input=program, text=True, check=True)


def extrapolation(program):
    text = halogrid(program, "check", "inputs/pde/heat.toml", "-s", "grid.size=[65536,65536]", "-s", "run.threads=1", "--ranks", 65536,
                    "--networks", "bench/networks.toml")
    return "```\n" + text[text.index("# prediction"):].rstrip() + "\n```"


def page(program, work):
    text = (ROOT / "bench" / "scaling" / "scaling.md.in").read_text()
    commands = (ROOT / "bench" / "scaling" / "measure_scaling.sh").read_text()
    said, tables = models(program, work)
    values = {
        "machine": textwrap.fill(machine(rows_of("life/scaling.csv")), 88),
        "timing": textwrap.fill((RESULTS / "timing.txt").read_text().strip(), 88),
        "explain": (RESULTS / "explain.txt").read_text().split("\npicture ")[0].rstrip(),
        "machine_table": machine_table(),
        "scaling_commands": "\n".join(re.findall(r"^scaling +(.*)$", commands, re.M)),
        "scaling": scaling(program, work),
        "slow_link_table": slow_link(),
        "memory_table": memory_table(),
        "model_commands": "\n".join(re.findall(r"^model +(.*)$", commands, re.M)),
        "model_summary": said,
        "model_tables": tables,
        "extrapolation": extrapolation(program),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda found: values[found.group(1)], text)


def main():
    if len(sys.argv) not in (2, 3) or (len(sys.argv) == 3 and sys.argv[2] != "--check"):
        sys.exit(__doc__)
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        made = page(program, work)
        target = ROOT / "docs" / "scaling.md"
        if len(sys.argv) == 3:
            sys.exit(0 if target.read_text() == made else "docs/scaling.md is not what ./dev scaling-page makes of bench/results")
        target.write_text(made)
        memory_plot()
        for name in STUDIES:
            for study in ("strong", "weak"):
                if (work / name / f"{study}.svg").exists():
                    shutil.copy(work / name / f"{study}.svg", IMAGES / f"scaling_{name}_{study}.svg")
    print(f"{target.relative_to(ROOT)} made from {RESULTS.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
