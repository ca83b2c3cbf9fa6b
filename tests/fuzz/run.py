#!/usr/bin/env python3
"""Builds the fuzz targets with clang and runs each from the corpus beside this file.

run.py BUILD [SECONDS [READER ...]]     BUILD: a configured build folder, whose Kokkos is used; the targets are built in BUILD/fuzz.
                                        SECONDS: of each (60). READERs: only these.
Exit status: 0 nothing found, 1 a reader crashed, hung or took too much memory (the text that made it is named), 77 no clang here.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIMITS = ["-rss_limit_mb=512", "-timeout=5", "-print_final_stats=1", "-verbosity=0"]

LONGEST = {"toml": 8192, "checkpoint_header": 16384}  # bytes of a text; 4096 for the others

ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=16"}  # freed memory that is held back counts as used


def configure(build, fuzz, clang):
    cached = dict(re.findall(r"^([A-Za-z0-9_]+):[A-Z]+=(.*)$", (build / "CMakeCache.txt").read_text(), re.M))
    subprocess.run(["cmake", "-S", ROOT, "-B", fuzz, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={clang}", f"-DKokkos_DIR={cached['Kokkos_DIR']}",
                    "-DHALOGRID_FUZZ=ON", "-DHALOGRID_ARCH=portable", "-DCMAKE_BUILD_TYPE=Debug"], check=True, stdout=subprocess.DEVNULL)


def main(build, seconds="60", *only):
    clang = shutil.which("clang++")
    if clang is None:
        print("clang++ is not installed: nothing is fuzzed")
        return 77
    fuzz = pathlib.Path(build).resolve() / "fuzz"
    configure(pathlib.Path(build), fuzz, clang)
    readers = sorted(path.name.removesuffix("_fuzz.cpp") for path in HERE.glob("*_fuzz.cpp"))
    if wrong := set(only) - set(readers):
        print(f"no such reader: {', '.join(sorted(wrong))}; there are: {', '.join(readers)}")
        return 2
    readers = [reader for reader in readers if not only or reader in only]
    subprocess.run(["cmake", "--build", fuzz, "--target", *(f"{reader}_fuzz" for reader in readers)], check=True, stdout=subprocess.DEVNULL)
    failed = []
    for reader in readers:
        # What was found new stays out of the source tree.
        found, artifacts = fuzz / "found" / reader, fuzz / "artifacts" / reader
        for folder in (found, artifacts):
            folder.mkdir(parents=True, exist_ok=True)
        command = [fuzz / "tests" / f"{reader}_fuzz", *LIMITS, f"-max_total_time={seconds}", f"-max_len={LONGEST.get(reader, 4096)}",
                   f"-artifact_prefix={artifacts}/", found, HERE / "corpus" / reader]
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, errors="replace")
        texts = re.search(r"number_of_executed_units:\s+(\d+)", done.stderr)
        memory = re.search(r"peak_rss_mb:\s+(\d+)", done.stderr)
        if done.returncode == 0 and texts and memory:
            print(f"{reader}: {texts[1]} texts in {seconds} s, at most {memory[1]} MB, nothing found", flush=True)
        else:
            print(f"{reader}: failed\n{done.stderr[-6000:]}", flush=True)
            failed.append(reader)
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__)
        sys.exit(2)
    sys.exit(main(*sys.argv[1:]))
