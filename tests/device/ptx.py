#!/usr/bin/env python3
"""ptx.py [FILE.cpp ...]: what nvcc makes of the kernels, read from its PTX; nothing is run, so no device is needed.

Held: sweeps round as on a host (no fused multiply-add but where the source calls one, and in the device's own sines and square roots
that first values may call); a sweep divides no 64-bit numbers once it has its place; registers and stack stay below a table.
Needs nvcc and a Kokkos with CUDA (HALOGRID_CUDA_KOKKOS or Kokkos_ROOT names its folder). Exit status: 0 all held, 1 not, 77 left out.

ptx.py --self-test: that it sees what it looks for.
"""
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = 77
FILES = ["sims/heat.cpp", "sims/life.cpp", "sims/automata/generations.cpp", "sims/automata/larger_than_life.cpp",
         "sims/automata/life_word_block.cpp", "sims/automata/nontotalistic.cpp", "sims/automata/table_rule.cpp",
         "sims/fractals/escape_pixels.cpp"]
# A kernel is known by the functor in its mangled name: the most registers and bytes of stack that it may take.
LIMITS = {"SweepRow": (72, 0), "PackRow": (48, 0), "FillRow": (48, 0), "GhostRow": (48, 48), "SeamRow": (48, 16), "InitialRow": (64, 40),
          "any_nonzero": (72, 0), "lowest_not_finite": (56, 0), "WordGeneration": (72, 0), "PackWords": (32, 0), "WrapWords": (48, 0),
          "WrapWordRows": (36, 0), "ChangedTallies": (36, 0), "LiveTallies": (36, 0), "LiveWords": (40, 0), "MixedWords": (40, 0),
          "EscapeBox": (48, 0)}
FUSING = {"InitialRow", "EscapeBox"}  # first values may call a sine; fused escape times call fma by its name
SWEEPS = {"SweepRow", "WordGeneration"}

Kernel = collections.namedtuple("Kernel", "name kind fused late_divisions")


def kind_of(mangled):
    """The functor of ours that a kernel runs, or nothing for Kokkos' own. Longest first: WrapWordRows before WrapWords."""
    for kind in sorted(LIMITS, key=len, reverse=True):
        if f"{len(kind)}{kind}" in mangled:
            return kind
    return ""


def kernels_of(ptx):
    """Every kernel of ours in a PTX file. Late divisions: those behind the first number that is read from a field."""
    out = []
    for match in re.finditer(r"\.entry\s+(\S+?)\(.*?\n\}", ptx, re.S):
        name, lines = match.group(1), match.group(0).split("\n")
        if not (kind := kind_of(name)):
            continue
        reads = [i for i, line in enumerate(lines) if re.search(r"\bld\.global", line)]
        divisions = [i for i, line in enumerate(lines) if re.search(r"\b(div|rem)\.[su]64\b", line)]
        late = sum(1 for i in divisions if reads and i > reads[0])
        out.append(Kernel(name, kind, sum(1 for line in lines if re.search(r"\bfma\.", line)), late))
    return out


def resources_of(report):
    """{mangled name: (registers, bytes of stack)} from what `ptxas -v` prints."""
    out, name, stack = {}, "", 0
    for line in report.split("\n"):
        if found := re.search(r"Compiling entry function '(\S+)'", line):
            name, stack = found.group(1), 0
        elif found := re.search(r"(\d+) bytes stack frame", line):
            stack = int(found.group(1))
        elif name and (found := re.search(r"Used (\d+) registers", line)):
            out[name] = (int(found.group(1)), stack)
            name = ""
    return out


def readable(mangled):
    found = subprocess.run(["c++filt", mangled], capture_output=True, text=True).stdout.strip() if shutil.which("c++filt") else mangled
    match = re.search(r"hg::\w+<.*?>\s*\(|hg::\w+\(|hg::[A-Z]\w+<[^{]*?>", found)
    return (match.group(0) if match else found)[:140]


def complaints(ptx, report):
    """What is wrong with the kernels of a file, a line each."""
    out, resources = [], resources_of(report)
    for kernel in kernels_of(ptx):
        def say(text, kernel=kernel):
            out.append(f"{readable(kernel.name)}: {text}")

        if kernel.fused and kernel.kind not in FUSING:
            say(f"{kernel.fused} fused multiply-adds: other bits than on a host (--fmad=false)")
        if kernel.late_divisions and kernel.kind in SWEEPS:
            say(f"{kernel.late_divisions} divisions of 64-bit numbers within the sweep")
        registers, stack = resources.get(kernel.name, (None, None))
        most_registers, most_stack = LIMITS[kernel.kind]
        if registers is None:
            say("ptxas says nothing of it")
        elif registers > most_registers or stack > most_stack:
            say(f"{registers} registers and {stack} bytes of stack; {kernel.kind} may take {most_registers} and {most_stack}")
    return out


def nvcc_and_kokkos():
    nvcc = shutil.which("nvcc") or shutil.which("nvcc", path="/usr/local/cuda/bin")
    for variable in ("HALOGRID_CUDA_KOKKOS", "Kokkos_ROOT"):
        home = pathlib.Path(os.environ.get(variable, "") or "/nonexistent")
        for config in home.glob("include/KokkosCore_config.h"):
            if re.search(r"#define\s+KOKKOS_ENABLE_CUDA\b", config.read_text()):
                return nvcc, home
    return nvcc, None


def read(nvcc, kokkos, file, folder):
    """(PTX, report of ptxas) of one file."""
    mpi = subprocess.run(["mpicc", "--showme:incdirs"], capture_output=True, text=True).stdout.split()
    ptx = pathlib.Path(folder) / "kernels.ptx"
    subprocess.run([nvcc, "-ptx", "-x", "cu", "-std=c++20", "-arch=sm_90", "-O3", "--extended-lambda", "--expt-relaxed-constexpr", "--fmad=false",
                    "-DNDEBUG", "-DFMT_USE_CONSTEXPR=1", "-DOMPI_SKIP_MPICXX", '-DHALOGRID_VERSION="0"', "-Xcompiler",
                    "-fopenmp,-ffp-contract=off", f"-I{ROOT}", f"-I{kokkos}/include", *(f"-I{folder}" for folder in mpi), file, "-o", ptx],
                   cwd=ROOT, check=True)
    done = subprocess.run([pathlib.Path(nvcc).with_name("ptxas"), "-v", "-arch=sm_90", ptx, "-o", "/dev/null"], check=True,
                          capture_output=True, text=True)
    return ptx.read_text(), done.stderr


def self_test():
    sweep, pack = "_ZN2hg8SweepRowIN4heat4HeatE", "_ZN2hg7PackRowIdE"
    body = "\tdiv.s64 %rd1, %rd2, %rd3;\n\tld.global.f64 %fd1, [%rd1];\n{}\tst.global.f64 [%rd1], %fd1;\n"
    report = "ptxas info    : Compiling entry function '{}' for 'sm_90'\n    {} bytes stack frame, 0 bytes spill stores\nptxas info    : Used {} registers\n"

    def of(name, extra="", registers=20, stack=0):
        return complaints(f".visible .entry {name}(\n\t.param .u64 a\n)\n{{\n{body.format(extra)}}}\n", report.format(name, stack, registers))

    assert kind_of("_ZN2hg12WrapWordRowsE") == "WrapWordRows" and kind_of("_ZN6Kokkos4ViewE") == ""
    assert of(sweep) == [] and of(pack) == []
    assert "fused" in of(sweep, "\tfma.rn.f64 %fd1, %fd2, %fd3, %fd4;\n")[0]
    assert "divisions" in of(sweep, "\trem.s64 %rd1, %rd2, %rd3;\n")[0]
    assert of(pack, "\trem.s64 %rd1, %rd2, %rd3;\n") == []
    assert "99 registers" in of(sweep, registers=99)[0]
    assert "64 bytes of stack" in of(pack, stack=64)[0]
    assert "says nothing" in complaints(f".entry {sweep}(\n)\n{{\n{body.format('')}}}\n", "")[0]


def main(words):
    if words == ["--self-test"]:
        self_test()
        return 0
    nvcc, kokkos = nvcc_and_kokkos()
    if nvcc is None or kokkos is None:
        print("left out: " + ("no nvcc" if nvcc is None else "HALOGRID_CUDA_KOKKOS names no Kokkos with CUDA"))
        return LEFT_OUT
    status = 0
    for file in words or FILES:
        with tempfile.TemporaryDirectory() as folder:
            ptx, report = read(nvcc, kokkos, file, folder)
        found, kernels, resources = complaints(ptx, report), kernels_of(ptx), resources_of(report)
        most = {}
        for kernel in kernels:
            registers, stack = resources.get(kernel.name, (0, 0))
            before = most.get(kernel.kind, (0, 0))
            most[kernel.kind] = (max(before[0], registers), max(before[1], stack))
        print(f"{file}: {len(kernels)} kernels; registers and stack at most " +
              ", ".join(f"{kind} {registers} {stack}" for kind, (registers, stack) in sorted(most.items())), flush=True)
        for line in found:
            print(f"  {line}")
        if found or not kernels:
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
