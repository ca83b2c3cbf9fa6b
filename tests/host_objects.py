#!/usr/bin/env python3
"""Objects of host kernels for newer CPUs must share no function with any other object: the linker keeps one copy of a function that stands in
several, and an older CPU would stop at the newer one's instructions.

host_objects.py BUILD | --self-test
"""
import collections
import pathlib
import re
import subprocess
import sys

NEWER = re.compile(r"_(avx2|avx512)\.dir/")


def weak_functions(objects):
    """For every object the functions in it that the linker merges with others of their name."""
    text = subprocess.run(["nm", "-A", "--defined-only", *objects], check=True, capture_output=True, text=True).stdout
    out = collections.defaultdict(set)
    for line in text.splitlines():
        file, _, symbol = line.rpartition(":")
        kind, name = symbol.split()[1:3]
        if kind in "WVu":
            out[file].add(name)
    return out


def shared(weak):
    """Sentences about functions of newer objects that stand elsewhere too."""
    owners = collections.defaultdict(list)
    for file, names in weak.items():
        for name in names:
            owners[name].append(file)
    return [f"{name} is in {' and '.join(sorted(files))}" for name, files in sorted(owners.items())
            if len(files) > 1 and any(NEWER.search(file) for file in files)]


def self_test():
    weak = {"life_avx2.dir/a.o": {"f", "g"}, "engine.dir/b.o": {"g", "h"}, "sims.dir/c.o": {"h"}}
    assert shared(weak) == ["g is in engine.dir/b.o and life_avx2.dir/a.o"], shared(weak)


def main():
    if sys.argv[1] == "--self-test":
        return self_test()
    folder = pathlib.Path(sys.argv[1]) / "CMakeFiles"
    objects = sorted(str(path) for path in folder.glob("*.dir/**/*.o"))
    newer = [path for path in objects if NEWER.search(path)]
    if not newer:
        print("no objects of host kernels: is the build complete?")
        return 1
    found = shared(weak_functions(objects))
    for sentence in found:
        print(f"error: {sentence}\nhint: make it HG_INNER_FUNCTION, or give it a template parameter of the variant")
    print(f"{len(newer)} objects for newer CPUs beside {len(objects) - len(newer)} others: {len(found)} functions shared")
    return 1 if found else 0


sys.exit(main())
