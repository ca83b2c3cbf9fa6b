#!/usr/bin/env python3
"""emulated.py: every simulation on an emulated device against the host: the same fingerprints on several numbers of ranks, with the guard
of device memory loaded and with messages that leave from it; and prove. Needs build/release and build/emulated.

emulated.py --self-test: that another fingerprint is noticed.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "program"))
from program import start  # noqa: E402

HOST, EMULATED = (ROOT / "build" / preset / "halogrid" for preset in ("release", "emulated"))
GUARD = ROOT / "build" / "emulated" / "tests" / "libdevice_guard.so"
GUARDED = {"KOKKOS_TOOLS_LIBS": str(GUARD), "KOKKOS_PROFILE_LIBRARY": str(GUARD)}
DIRECT = {"HALOGRID_EMULATED_MESSAGES": "direct"}

# An input and what is changed about it, so that each takes a second or two cell by cell.
RUNS = [
    ("pde/heat.toml", ["--steps", "60", "-s", "grid.size=[160,130]"]),
    ("pde/heat.toml", ["--steps", "40", "-s", "run.precision=single", "-s", "decomposition.depth=3", "-s", "grid.size=[131,90]"]),
    ("pde/heat_block.toml", ["--steps", "12", "-s", "grid.size=[40,36,30]"]),
    ("pde/hot_wall.toml", ["--steps", "40"]),
    ("life/soup.toml", ["--steps", "200"]),
    ("life/soup.toml", ["--steps", "30", "-s", "life.storage=bytes", "-s", "grid.size=[300,200]"]),
    ("life/soup.toml", ["--steps", "30", "-s", "life.rule=B3/S23:K120*,90", "-s", "grid.size=[120,90]"]),
    ("life/acorn_torus.toml", ["--steps", "6000"]),
    ("life/r_pentomino.toml", ["--steps", "300"]),
    ("life/bosco.toml", ["--steps", "10", "-s", "grid.size=[150,120]"]),
    ("life/brians_brain.toml", ["--steps", "60"]),
    ("life/two_diodes.toml", ["--steps", "60"]),
    ("life/hexagonal.toml", ["--steps", "60"]),
    ("fractal/mandelbrot.toml", ["-s", "grid.size=[300,200]"]),
    ("fractal/julia.toml", ["-s", "grid.size=[200,150]", "-s", "julia.smooth=true"]),
    ("fractal/burning_ship.toml", ["-s", "grid.size=[200,150]"]),
    ("fractal/deep_zoom.toml", ["-s", "grid.size=[96,64]"]),
]
PROVED = [("pde/heat.toml", ["--steps", "8", "-s", "grid.size=[96,80]"]), ("life/soup.toml", ["--steps", "24", "-s", "grid.size=[260,90]"]),
          ("fractal/julia.toml", ["-s", "grid.size=[120,90]"])]


def fingerprint(program, file, words, ranks, env):
    """Of a run's last snapshot, with what went wrong instead where it did."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        result = start(["run", ROOT / "inputs" / file, *words, "-q", "-o", pathlib.Path(folder) / "out", "--report", report], ranks=ranks,
                       env=env, program=str(program), timeout=600)
        if result.status != 0:
            return f"status {result.status}: {result.err[-400:]}"
        found = json.loads(report.read_text())
        return f"{found['fingerprint']}, {found['steps']} steps" if "steps" in found else found["fingerprint"]


def differences(runs, host=HOST, emulated=EMULATED):
    """A line for every run that is not the host's."""
    for file, words in runs:
        expected = fingerprint(host, file, words, 1, {})
        for ranks, env, how in ((1, GUARDED, "guarded"), (3, GUARDED, "guarded"), (4, DIRECT, "direct messages")):
            found = fingerprint(emulated, file, words, ranks, env)
            print(f"{file} {' '.join(words)}, {ranks} ranks, {how}: {found}", flush=True)
            if found != expected or not expected[0].isalnum() or expected.startswith("status"):
                yield f"{file} {' '.join(words)} on {ranks} ranks, {how}: {found}, on the host {expected}"


def not_refused():
    """A grid larger than the device's memory, on ranks that share it."""
    with tempfile.TemporaryDirectory() as folder:
        result = start(["run", ROOT / "inputs/pde/heat.toml", "-o", pathlib.Path(folder) / "out"], ranks=2, program=str(EMULATED),
                       env={"HALOGRID_EMULATED_DEVICE_BYTES": "3000000"})
        if result.status != 2 or "of device memory for the 2 ranks on device emulated" not in result.err or os.listdir(folder):
            yield f"a grid of 4 MB on a device of 3 MB: {result}"


def unproved():
    for file, words in PROVED:
        result = start(["prove", ROOT / "inputs" / file, *words], ranks=3, program=str(EMULATED), timeout=1800)
        print(result.out.strip().split("\n")[-1], flush=True)
        if result.status != 0 or "are equal to the reference in every bit" not in result.out:
            yield f"prove {file}: {result}"


def main(words):
    if words == ["--self-test"]:
        # Another seed stands for a wrong program.
        wrong = pathlib.Path(tempfile.mkdtemp()) / "wrong"
        wrong.write_text(f'#!/bin/sh\nexec "{EMULATED}" "$@" -s run.seed=7\n')
        wrong.chmod(0o755)
        assert len(list(differences(RUNS[5:6], emulated=wrong))) == 3
        return 0
    for program in (HOST, EMULATED, GUARD):
        if not program.exists():
            sys.exit(f"emulated: {program} is not there: ./dev build-tests, ./dev build-tests emulated")
    said = subprocess.run([EMULATED, "info"], env={**os.environ, "OMP_PROC_BIND": "false"}, capture_output=True, text=True).stdout
    wrong = [] if "staged" in said else [f"{EMULATED} is not an emulated device: {said}"]
    wrong += [*not_refused(), *differences(RUNS), *unproved()]
    for line in wrong:
        print("emulated: " + line)
    print(f"emulated: {len(RUNS)} runs in 3 ways and {len(PROVED)} proofs, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
