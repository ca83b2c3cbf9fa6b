#!/usr/bin/env python3
"""Whether every mutation still fits the source: its text stands once in its file, and its test exists. A mutation that no longer fits
checks nothing, so this is part of every run of the tests.

fit.py [--self-test]
Exit status: 0 all fit; 1 one does not, and it is said which, why and what to do.
"""
import ast
import pathlib
import re
import sys

from mutations import MUTATIONS

ROOT = pathlib.Path(__file__).resolve().parents[2]
EMULATED = "emulated"  # the test of tests/device that is put together from several files


class Sources:
    """Files of the tree, each read once."""

    def __init__(self, root=ROOT):
        self.root = root
        self.texts = {}

    def text(self, file):
        if file not in self.texts:
            path = self.root / file
            self.texts[file] = path.read_text() if path.is_file() else None
        return self.texts[file]

    def tests(self):
        """The names of the files of Catch2 tests, whose rooms do not matter."""
        if "tests" not in self.texts:
            self.texts["tests"] = {path.name for path in (self.root / "tests").rglob("*_test.cpp")}
        return self.texts["tests"]

    def programs(self):
        """The areas that tests/CMakeLists.txt or a file it includes names in halogrid_test() or in a list of such areas."""
        if "areas" not in self.texts:
            files = [self.root / "tests/CMakeLists.txt", *(self.root / "tests").glob("*/*.cmake")]
            self.texts["areas"] = set(re.findall(r"\w+", "\n".join(re.sub("#.*", "", file.read_text()) for file in files if file.is_file())))
        return self.texts["areas"]


def wrong_test(area, ranks, sources):
    """What is wrong with the test that must notice a mutation; nothing if it is there."""
    if area == EMULATED:
        return "" if "add_executable(emulated_test" in (sources.text("tests/device/device.cmake") or "") else "there is no emulated_test"
    if ".py " not in area:
        if f"{area}_test.cpp" not in sources.tests():
            return f"there is no {area}_test.cpp in tests"
        if area not in sources.programs():
            return f"no halogrid_test({area} ...) in tests/CMakeLists.txt"
        return "" if ranks > 0 else "it needs a number of ranks"
    file, name = area.split()
    text = sources.text(f"tests/{file}")
    if text is None:
        return f"there is no tests/{file}"
    suite, _, case = name.partition(".")
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name == suite:
            if case in (function.name for function in node.body if isinstance(function, ast.FunctionDef)):
                return "" if ranks == 0 else "the program's tests choose their ranks themselves: 0"
    return f"tests/{file} has no {name}"


def complaints(mutations, sources):
    """A sentence for each mutation that does not fit."""
    names = set()
    for name, file, old, new, area, ranks in mutations:
        reason = ""
        text = sources.text(file)
        if text is None:
            reason = "the file is not there"
        elif text.count(old) != 1:
            first = old.strip().splitlines()[0]
            reason = f"its text stands there {text.count(old)} times instead of once: {first}"
        elif old == new:
            reason = "it changes nothing"
        elif name in names:
            reason = "another mutation has this name"
        else:
            reason = wrong_test(area, ranks, sources)
        names.add(name)
        if reason:
            yield (f"{file}: the mutation '{name}' does not fit: {reason}. Rewrite it in tests/mutation/mutations.py so that it is the same "
                   f"mistake in today's source, and see it noticed: tests/mutation/run.py build/release '{name}'")


def self_test():
    """Every way in which a mutation can be stale is told, with its file, its name and what to do."""
    sources = Sources()
    good = MUTATIONS[0]
    assert not list(complaints([good], sources))
    python = next(mutation for mutation in MUTATIONS if ".py " in mutation[4])
    assert not list(complaints([python], sources))
    name, file, old, new, area, ranks = good
    for stale, word in (((name, file, old + " no more", new, area, ranks), "0 times"), ((name, file, "a", new, area, ranks), " times"),
                        ((name, "engine/no_such.hpp", old, new, area, ranks), "is not there"), ((name, file, old, old, area, ranks), "nothing"),
                        ((name, file, old, new, "no_such", ranks), "no no_such_test.cpp"), ((name, file, old, new, area, 0), "ranks"),
                        ((*python[:4], python[4] + "_no_more", 0), "has no"), ((*python[:4], "fault/no_such.py A.b", 0), "tests/fault/no_such.py"),
                        ((*python[:5], 2), "ranks")):
        told = list(complaints([stale], sources))
        assert len(told) == 1, (stale, told)
        assert all(part in told[0] for part in (word, f"{stale[1]}: ", f"'{stale[0]}'", "tests/mutation/mutations.py")), (stale, told[0])
    assert "another mutation" in list(complaints([good, good], sources))[0]


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return 0
    found = list(complaints(MUTATIONS, Sources()))
    print("\n".join([*found, f"{len(MUTATIONS)} mutations, {len(found)} do not fit"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
