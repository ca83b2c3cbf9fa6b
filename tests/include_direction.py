#!/usr/bin/env python3
"""Checks that includes go one way, and two rules of the house about where things may be written.

usage: include_direction.py SOURCE_FOLDER | --self-test
"""
import pathlib
import re
import sys

# The order of DESIGN: a file may include files of its own layer and of the layers before it. Every engine file has its line here, or
# continues the name of one that has (series_master belongs to series).
LAYERS = [
    "version optimisation error heartbeat stall",
    "device_function plane_view kokkos_session portability profiling seam fact_table box even_cut cell_type random pixel_rule",
    "kernels/*",
    "communicator on_root hdf5 file_io text_file format_units duration host_memory host_name host_processors window shared_counter watchdog",
    "grid tick_clock timing array_source control slab packed_cells tile_map",
    "decomposition",
    "field bit_field",
    "halo_exchange halo_plan",
    "stepper block_stepper tile_farm canvas",
    "simulation problem",
    "fingerprint hdf5_source snapshot series output_folder",
    "checkpoint",
    "settling decomposed_simulation",
    "cell_simulation block_simulation pixel_simulation model cell_model block_model pixel_model config settings farm_settings parameters registered registry progress",
]

# Which folders a folder may include, itself aside.
FOLDERS = {
    "kernels": ["engine"],
    "engine": ["kernels"],
    "viz": [],
    "bench": ["engine", "kernels"],
    "sims": ["engine", "kernels", "viz", "bench"],
    "tests": ["engine", "kernels", "viz", "bench", "sims"],
}
# The engine headers that kernels see.
KERNELS_SEE = {"error", "box", "seam", "portability", "device_function"}
# Kokkos, MPI and HDF5 each stay behind a few names.
NO_MPI = {"viz", "kernels"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer_of(path):
    """The number of a file's layer, None where it has no line above."""
    folder, stem = path.split("/")[0], path.split("/")[-1].rsplit(".", 1)[0]
    if folder == "kernels":
        return next(number for number, names in enumerate(LAYERS) if names == "kernels/*")
    while stem:
        for number, names in enumerate(LAYERS):
            if stem in names.split():
                return number
        stem = stem.rpartition("_")[0]
    return None


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


def problems_of(path, text):
    """Every broken rule of one file, as 'path:line: sentence'."""
    out = []
    folder = path.split("/")[0]
    own_layer = layer_of(path) if folder == "engine" else None
    if folder == "engine" and own_layer is None:
        out.append(f"{path}:1: this engine file has no layer yet: name it in LAYERS of tests/include_direction.py")
    if path.endswith(".hpp") and not text.startswith("#pragma once\n"):
        out.append(f"{path}:1: a header begins with #pragma once")
    in_commands = path.startswith("sims/commands/") or path == "sims/main.cpp"
    for number, line in enumerate(without_comments(text).split("\n"), start=1):
        def wrong(sentence):
            out.append(f"{path}:{number}: {sentence}")

        found = INCLUDE.match(line)
        if found and found.group(1) == '"':
            target = found.group(2)
            other = target.split("/")[0]
            if "/" not in target or other not in FOLDERS:
                wrong(f'"{target}": own headers are included by their path from the root')
            elif other != folder and other not in FOLDERS[folder]:
                wrong(f"{folder} must not include {other} ({target})")
            elif folder == "kernels" and other == "engine" and target.split("/")[1].split(".")[0] not in KERNELS_SEE:
                wrong(f"kernels see only error, box and portability of the engine, not {target}")
            elif folder == "engine":
                layer = layer_of(target)
                if layer is not None and own_layer is not None and layer > own_layer:
                    wrong(f"the arrow goes the other way: {target} builds on {path}, not the reverse")
            elif folder == "sims" and not in_commands and target.startswith("sims/commands/"):
                wrong(f"a simulation must not include a command ({target})")
        elif found and folder in NO_MPI and found.group(2).startswith("mpi"):
            wrong(f"{folder} never sees MPI")
        elif found and folder == "viz" and found.group(2).startswith("Kokkos"):
            wrong("viz never sees Kokkos")
        if folder != "kernels" and folder != "tests" and "KOKKOS_LAMBDA" in line:
            wrong("KOKKOS_LAMBDA stands in free functions under kernels/ only")
        if folder in ("engine", "kernels", "sims", "viz") and re.search(r"\bnamespace\s*\{", line):
            wrong("no unnamed namespace here: device compilers refuse its types in kernels; use static functions")
        if folder in ("engine", "kernels", "sims") and "KOKKOS_VERSION" in line and not path.startswith("engine/portability"):
            wrong("only engine/portability asks for the version of Kokkos")
    return out


def needs_kokkos(path, texts):
    """Whether a file sees Kokkos, through whatever it includes, or runs OpenMP threads."""
    seen, left = set(), [path]
    while left:
        file = left.pop()
        if file in seen or file not in texts:
            continue
        seen.add(file)
        if re.search(r"^\s*#\s*(include\s*<Kokkos_|pragma omp parallel)", texts[file], flags=re.M):
            return True
        left += [found.group(2) for found in map(INCLUDE.match, texts[file].split("\n")) if found and found.group(1) == '"']
    return False


def wrong_sides(texts, cmake):
    """Files that CMakeLists.txt compiles on the wrong side: kokkos_sources and sims/*.cpp see Kokkos, the others must not."""
    listed = re.search(r"set\(kokkos_sources\s([^)]*)\)", cmake).group(1).split()
    out = [f"CMakeLists.txt: kokkos_sources names {path}, which is not there" for path in listed if path not in texts]
    for path in sorted(texts):
        if not path.endswith(".cpp") or path.startswith("tests/") or re.fullmatch(r"sims/[^/]*", path):
            continue
        if needs_kokkos(path, texts) and path not in listed:
            out.append(f"{path}:1: sees Kokkos or runs OpenMP threads: name it in kokkos_sources of CMakeLists.txt, or include less")
        if path in listed and not needs_kokkos(path, texts):
            out.append(f"{path}:1: needs no Kokkos: take it off kokkos_sources in CMakeLists.txt")
    return out


def check_tree(root):
    files = [f for folder in FOLDERS for end in ("hpp", "cpp") for f in sorted((root / folder).rglob(f"*.{end}"))]
    files = [f for f in files if "install" not in f.relative_to(root).parts]
    texts = {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in files}
    out = wrong_sides({path: without_comments(text) for path, text in texts.items()}, (root / "CMakeLists.txt").read_text())
    for path, text in texts.items():
        out += problems_of(path, text)
    print("\n".join(out))
    print(f"{len(files)} files, {len(out)} problems")
    if len(files) < 20:
        print(f"only {len(files)} files under {root}: is this the source folder?")
        return 1
    return 1 if out else 0


def self_test():
    """Each wrong line must be found, each right one let through."""
    wrong = [
        ("engine/box.hpp", '#include "engine/communicator.hpp"'),
        ("engine/halo_exchange.cpp", '#include "engine/stepper.hpp"'),
        ("engine/field.hpp", '#include "sims/automata/life_rule.hpp"'),
        ("engine/field.hpp", ' # include "viz/png.hpp"'),
        ("engine/field.hpp", '#include "box.hpp"'),
        ("engine/never_heard_of.hpp", ""),
        ("kernels/sweep.hpp", '#include "engine/communicator.hpp"'),
        ("kernels/pack.hpp", "#include <mpi.h>"),
        ("viz/png.cpp", '#include "engine/error.hpp"'),
        ("viz/png.cpp", "#include <mpi.h>"),
        ("sims/heat.cpp", '#include "sims/commands/info.hpp"'),
        ("sims/heat.cpp", "  parallel_for(n, KOKKOS_LAMBDA(int i) {});"),
        ("engine/stepper.hpp", "namespace {"),
        ("sims/heat.cpp", "#if KOKKOS_VERSION > 40000"),
    ]
    right = [
        ("engine/stepper.hpp", '#include "engine/box.hpp"\n#include "kernels/sweep.hpp"\n#include <mpi.h>'),
        ("engine/box.hpp", '// #include "engine/stepper.hpp"\n/* namespace {\n KOKKOS_LAMBDA */'),
        ("kernels/sweep.hpp", '#include "engine/box.hpp"\n KOKKOS_LAMBDA(int i)'),
        ("sims/commands/run.cpp", '#include "sims/commands/info.hpp"\n#include "viz/png.hpp"'),
        ("engine/portability.cpp", "#if KOKKOS_VERSION >= 30700"),
        ("tests/main.cpp", '#include "sims/automata/life_rule.hpp"'),
    ]

    def judged(path, text):
        return problems_of(path, "#pragma once\n" + text if path.endswith(".hpp") else text)

    failures = [case for case in wrong if len(judged(*case)) != 1] + [case for case in right if judged(*case)]
    for case in failures:
        print("judged wrongly:", case, judged(*case))
    if len(problems_of("engine/box.hpp", "// first\n#pragma once\n")) != 1:
        failures.append("a header that does not begin with #pragma once")
        print("judged wrongly:", failures[-1])
    cmake = "set(kokkos_sources\n  engine/field.cpp engine/gone.cpp bench/io.cpp)"
    sides = wrong_sides({"engine/field.hpp": "#include <Kokkos_Core.hpp>", "engine/field.cpp": '#include "engine/field.hpp"',
                         "engine/canvas.cpp": '#include "engine/field.hpp"', "bench/io.cpp": "", "engine/error.cpp": "",
                         "bench/farm.cpp": "  #pragma omp parallel for", "sims/heat.cpp": '#include "engine/field.hpp"'}, cmake)
    if [line.split(":")[0] for line in sides] != ["CMakeLists.txt", "bench/farm.cpp", "bench/io.cpp", "engine/canvas.cpp"]:
        failures.append(sides)
        print("sides judged wrongly:", sides)
    print(f"{len(wrong) + len(right)} lines judged, {len(failures)} wrongly")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(self_test() if sys.argv[1] == "--self-test" else check_tree(pathlib.Path(sys.argv[1])))
