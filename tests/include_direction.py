#!/usr/bin/env python3
"""Checks that includes go one way, and two rules of the house about where things may be written.

usage: include_direction.py SOURCE_FOLDER | --self-test
"""
import collections
import itertools
import pathlib
import re
import sys

ROOM = re.compile(r"(kernels|engine|viz|bench|sims|tests)(/[a-z]+)*")


def floors_of(page):
    """The rooms of every floor from the ground up, as docs/design.md draws them: a line a floor, its rooms first."""
    figure = re.search(r"^## Rooms$.*?^```$(.*?)^```$", page, flags=re.M | re.S)
    lines = figure.group(1).strip().split("\n") if figure else []
    return [list(itertools.takewhile(ROOM.fullmatch, line.split())) for line in reversed(lines)]


# A room may include itself and rooms of lower floors. A new file needs no line, a new room needs one in that figure.
DESIGN = pathlib.Path(__file__).resolve().parent.parent / "docs" / "design.md"
FLOOR = {room: number for number, rooms in enumerate(floors_of(DESIGN.read_text(encoding="utf-8"))) for room in rooms}
# Of the rooms below, a house sees these only; the others see them all.
SEES = {"viz": ("engine/system",), "bench": ("kernels", "engine")}
# Kokkos and MPI each stay behind a few names.
NO_MPI = ("kernels", "viz", "engine/system")
NO_KOKKOS = ("viz", "engine/system", "engine/mpi", "engine/grid", "engine/input", "sims/patterns", "sims/rules")
MOST_FILES = 40  # in a room; a fuller one is two

# Text to a terminal goes one way, which shows escaped what would steer the terminal.
PRINTS = re.compile(r"fmt::print\(|\bstd::(cout|cerr|clog)\b|\b(f?printf|f?puts|putchar|fwrite)\(")
PRINTER = "engine/system/shown_text.cpp"

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def room_of(path):
    """The folder of a file; tests are one room, and so is what outside projects include."""
    return next((room for room in ("tests", "engine/include") if path.startswith(room + "/")), path.rpartition("/")[0])


def is_in(path, folders):
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def included(line):
    """What a line includes, as (own header or not, path from the root), None where it includes nothing."""
    found = INCLUDE.match(line)
    if not found:
        return None
    if found.group(2).startswith("halogrid/"):
        return True, f"engine/include/{found.group(2)}"
    return found.group(1) == '"', found.group(2)


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


def problems_of(path, text):
    """Every broken rule of one file, as 'path:line: sentence'."""
    out = []
    room, house = room_of(path), path.split("/")[0]
    if room not in FLOOR:
        out.append(f"{path}:1: {room} is no room yet: give it a floor in the figure of docs/design.md")
    if path.endswith(".hpp") and not text.startswith("#pragma once\n"):
        out.append(f"{path}:1: a header begins with #pragma once")
    for number, line in enumerate(without_comments(text).split("\n"), start=1):
        def wrong(sentence):
            out.append(f"{path}:{number}: {sentence}")

        own, target = included(line) or (None, "")
        if own:
            other = room_of(target)
            if other not in FLOOR:
                wrong(f'"{target}": own headers are included by their path from the root')
            elif other != room and FLOOR[other] >= FLOOR.get(room, len(FLOOR)):
                wrong(f"the arrow goes the other way: {room} stands below {other} or beside it ({target})")
            elif other.split("/")[0] != house and not is_in(other, SEES.get(house, (other,))):
                wrong(f"{house} must not include {other} ({target})")
            elif path != "sims/main.cpp" and room == "sims" and is_in(other, ["sims/commands"]):
                wrong(f"a simulation must not include a command ({target})")
        elif own is False and is_in(room, NO_MPI) and target.startswith("mpi"):
            wrong(f"{room} never sees MPI")
        elif own is False and is_in(room, NO_KOKKOS) and target.startswith("Kokkos"):
            wrong(f"{room} never sees Kokkos")
        if house not in ("kernels", "tests") and "KOKKOS_LAMBDA" in line:
            wrong("KOKKOS_LAMBDA stands in free functions under kernels/ only")
        if house not in ("kernels", "tests") and path != PRINTER and PRINTS.search(line):
            wrong("text is printed by engine/system/shown_text.hpp only")
        if house in ("engine", "kernels", "sims", "viz") and re.search(r"\bnamespace\s*\{", line):
            wrong("no unnamed namespace here: device compilers refuse its types in kernels; use static functions")
        if house in ("engine", "kernels", "sims") and "KOKKOS_VERSION" in line and not path.startswith("kernels/base/portability"):
            wrong("only kernels/base/portability asks for the version of Kokkos")
    return out


def missing_rooms(paths):
    """Rooms that are drawn and not there."""
    return [f"docs/design.md: {room} has no file" for room in sorted(FLOOR) if not any(room_of(path) == room for path in paths)]


def full_rooms(paths):
    """Rooms of more files than fit."""
    rooms = collections.Counter(room_of(path) for path in paths if not path.startswith("tests/"))
    return [f"{room}: {count} files; more than {MOST_FILES} are two rooms" for room, count in sorted(rooms.items())
            if count > MOST_FILES]


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
        left += [found[1] for found in map(included, texts[file].split("\n")) if found and found[0]]
    return False


def wrong_sides(texts, cmake):
    """Files that CMakeLists.txt compiles on the wrong side: kokkos_sources see Kokkos, the others must not."""
    listed = [path for path in re.search(r"set\(kokkos_sources\s([^)]*)\)", cmake).group(1).split() if path != "sims"]
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
    files = [f for folder in ("engine", "kernels", "viz", "bench", "sims", "tests") for end in ("hpp", "cpp") for f in sorted((root / folder).rglob(f"*.{end}"))]
    files = [f for f in files if "install" not in f.relative_to(root).parts]
    texts = {file.relative_to(root).as_posix(): file.read_text(encoding="utf-8") for file in files}
    out = wrong_sides({path: without_comments(text) for path, text in texts.items()}, (root / "CMakeLists.txt").read_text())
    out += missing_rooms(texts) + full_rooms(texts)
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
        ("engine/grid/slab.hpp", '#include "engine/step/stepper.hpp"'),
        ("engine/mpi/window.cpp", '#include "engine/grid/grid.hpp"'),
        ("engine/step/field.hpp", '#include "engine/input/config.hpp"'),
        ("engine/step/field.hpp", "#include <halogrid/halogrid.hpp>"),
        ("engine/step/field.hpp", '#include "sims/rules/life_rule.hpp"'),
        ("engine/step/field.hpp", ' # include "viz/image/png.hpp"'),
        ("engine/step/field.hpp", '#include "field.hpp"'),
        ("engine/attic/field.hpp", ""),
        ("engine/system/error.cpp", "#include <mpi.h>"),
        ("engine/grid/grid.cpp", "#include <Kokkos_Core.hpp>"),
        ("kernels/base/box.hpp", '#include "kernels/cells.hpp"'),
        ("kernels/sweep.hpp", '#include "engine/system/error.hpp"'),
        ("kernels/pack.hpp", "#include <mpi.h>"),
        ("viz/image/png.cpp", '#include "viz/viewer/viewer.hpp"'),
        ("viz/line/view_server.cpp", '#include "viz/screen/terminal_keys.hpp"'),
        ("viz/image/png.cpp", '#include "engine/grid/grid.hpp"'),
        ("viz/image/png.cpp", "#include <mpi.h>"),
        ("bench/micro/io.cpp", '#include "viz/image/png.hpp"'),
        ("sims/heat.cpp", '#include "sims/commands/about/info.hpp"'),
        ("sims/rules/life_rule.cpp", '#include "sims/fractals/zoom.hpp"'),
        ("sims/heat.cpp", "  parallel_for(n, KOKKOS_LAMBDA(int i) {});"),
        ("engine/step/stepper.hpp", "namespace {"),
        ("sims/heat.cpp", "#if KOKKOS_VERSION > 40000"),
        ("sims/commands/about/list.cpp", '  fmt::print("{}", name);'),
        ("viz/image/gif.cpp", "  std::cerr << name;"),
        ("bench/micro/io.cpp", '  std::fprintf(stderr, "%s", name);'),
    ]
    right = [
        ("engine/step/stepper.hpp", '#include "kernels/base/box.hpp"\n#include "kernels/sweep.hpp"\n#include <mpi.h>'),
        ("engine/grid/slab.hpp", '// #include "engine/step/stepper.hpp"\n/* namespace {\n KOKKOS_LAMBDA */'),
        ("kernels/sweep.hpp", '#include "kernels/base/box.hpp"\n KOKKOS_LAMBDA(int i)'),
        ("viz/image/png.cpp", '#include "engine/system/error.hpp"'),
        ("sims/commands/run/run.cpp", '#include "sims/commands/about/info.hpp"\n#include "viz/image/png.hpp"'),
        ("sims/main.cpp", '#include "sims/commands/about/info.hpp"'),
        ("sims/heat.cpp", "#include <halogrid/halogrid.hpp>"),
        ("kernels/base/portability.cpp", "#if KOKKOS_VERSION >= 30700"),
        ("engine/system/shown_text.cpp", "  std::fwrite(text, 1, size, out);"),
        ("bench/micro/io.cpp", '  std::snprintf(text, size, "%d", 1);'),
        ("tests/main.cpp", '#include "sims/rules/life_rule.hpp"'),
    ]

    def judged(path, text):
        return problems_of(path, "#pragma once\n" + text if path.endswith(".hpp") else text)

    failures = [case for case in wrong if len(judged(*case)) != 1] + [case for case in right if judged(*case)]
    for case in failures:
        print("judged wrongly:", case, judged(*case))
    if len(problems_of("kernels/base/box.hpp", "// first\n#pragma once\n")) != 1:
        failures.append("a header that does not begin with #pragma once")
        print("judged wrongly:", failures[-1])
    crowd = [f"engine/grid/f{number}.hpp" for number in range(MOST_FILES + 1)]
    if len(full_rooms(crowd)) != 1 or full_rooms(crowd[1:]):
        failures.append("rooms that are too full")
        print("judged wrongly:", failures[-1])
    page = "## Rooms\n\nA folder is a room.\n\n```\nsims          the program\nengine/step engine/input  both beside engine\nkernels\n```\n"
    if floors_of(page) != [["kernels"], ["engine/step", "engine/input"], ["sims"]] or len(missing_rooms([])) != len(FLOOR):
        failures.append("the figure")
        print("judged wrongly:", floors_of(page), missing_rooms([]))
    cmake = "set(kokkos_sources\n  engine/step/field.cpp engine/gone.cpp bench/io.cpp sims)"
    sides = wrong_sides({"engine/step/field.hpp": "#include <Kokkos_Core.hpp>", "engine/step/field.cpp": '#include "engine/step/field.hpp"',
                         "engine/canvas.cpp": '#include "engine/step/field.hpp"', "bench/io.cpp": "", "engine/error.cpp": "",
                         "engine/include/halogrid/halogrid.hpp": '#include "engine/step/field.hpp"', "sims/fractals/zoom.cpp": "#include <halogrid/halogrid.hpp>",
                         "bench/farm.cpp": "  #pragma omp parallel for", "sims/heat.cpp": '#include "engine/step/field.hpp"'}, cmake)
    if [line.split(":")[0] for line in sides] != ["CMakeLists.txt", "bench/farm.cpp", "bench/io.cpp", "engine/canvas.cpp", "sims/fractals/zoom.cpp"]:
        failures.append(sides)
        print("sides judged wrongly:", sides)
    print(f"{len(wrong) + len(right)} lines judged, {len(failures)} wrongly")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(self_test() if sys.argv[1] == "--self-test" else check_tree(pathlib.Path(sys.argv[1])))
